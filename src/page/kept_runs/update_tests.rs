//! Which runs are stored, held, dropped, deleted and brought back, and what is asked about them.

use super::msg::{Change, Msg, Request};
use super::state::{DEFAULT_CAP, Ended, Entry, FinishedRecord, State, Storage, Transfer, beyond};
use super::update::update;
use crate::experiment::Experiment;
use crate::metrics::Predictions;
use crate::page::run::{Run, Status};
use crate::page::state::RunOver;
use crate::protocol::{
    Answer, Buffer, DataQuery, DataReply, NetworkReply, Packed, PredictedPortion, Question, RunId,
    RunsFile, RunsQuery, RunsReply,
};
use crate::run::RunRecord;
use std::sync::Arc;

fn entry(id: &str, ended_at: f64, bytes: u64) -> Entry {
    let mut summary = RunRecord::new(id.to_owned(), &Experiment::default()).summary;
    summary.ended_at = ended_at;
    Entry {
        summary,
        record_bytes: bytes,
        model_bytes: 0,
        is_held: false,
    }
}

fn finished(id: &str) -> FinishedRecord {
    FinishedRecord {
        record: Arc::new(RunRecord::new(id.to_owned(), &Experiment::default())),
        model: Some(Buffer::from(vec![1, 2, 3])),
    }
}

/// With runs `a` to `c`, the oldest first.
fn opened() -> State {
    let mut state = State::default();
    update(&mut state, Msg::Open);
    let entries = [("a", 1.0), ("b", 2.0), ("c", 3.0)];
    let entries = entries.map(|(id, at)| entry(id, at, 10)).to_vec();
    update(&mut state, Msg::Listed(Ok((entries, 100))));
    state
}

fn ids(state: &State) -> Vec<&str> {
    let ids = state.runs.iter().map(|entry| &entry.summary.id[..]);
    ids.collect()
}

fn texts(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

/// What the loader was asked about runs.
fn asked(requests: &[Request]) -> Vec<(RunsQuery, crate::protocol::Ticket<u32>)> {
    let query = |request: &Request| match request {
        Request::Loader(question) => match &**question {
            Question {
                ticket,
                body: DataQuery::Runs(packed),
            } => Some((packed.clone().open().expect("a question"), *ticket)),
            _ => None,
        },
        _ => None,
    };
    requests.iter().filter_map(query).collect()
}

fn answer(
    state: &mut State,
    ticket: crate::protocol::Ticket<u32>,
    reply: &RunsReply,
) -> Vec<Request> {
    let body = DataReply::Runs(Packed::new(reply));
    update(state, Msg::Loader(Answer { ticket, body }))
}

fn ended(over: Box<RunOver>, id: &str, at: f64) -> Ended {
    Ended {
        over,
        id: id.to_owned(),
        at,
    }
}

/// The run whose experiment is to be written, as it is then.
fn written(requests: &[Request]) -> FinishedRecord {
    let Some(Request::Write(_, run)) = requests.first() else {
        panic!("it is not written: {requests:?}")
    };
    let mut run = run.clone();
    Arc::make_mut(&mut run.record).experiment = "{}".to_owned();
    run
}

fn over() -> Box<RunOver> {
    let mut run = Run::new(RunId(4), Experiment::default());
    run.status = Status::Finished;
    run.step = 3;
    Box::new(RunOver {
        run,
        model: Some(Buffer::from(vec![9])),
        load: Some(2),
        fault: None,
    })
}

#[test]
fn the_oldest_that_are_not_pinned_go_and_never_the_newest() {
    let mut entries = vec![
        entry("b", 2.0, 10),
        entry("a", 1.0, 10),
        entry("c", 3.0, 10),
    ];
    assert!(beyond(&entries, 30).is_empty());
    assert_eq!(beyond(&entries, 29), ["a"]);
    assert_eq!(beyond(&entries, 1), ["a", "b"]);
    entries[1].summary.pinned = true;
    assert_eq!(beyond(&entries, 15), ["b"]);
    assert!(beyond(&[], 0).is_empty());
}

#[test]
fn a_run_that_is_over_is_stored_at_once_and_again_when_more_is_known() {
    let mut state = opened();
    let requests = update(&mut state, Msg::Over(ended(over(), "v-4", 7.0)));
    let run = written(&requests);
    assert!((run.record.summary.ended_at - 7.0).abs() < f64::EPSILON);
    assert!(run.record.predictions.is_none() && run.model.is_some());
    let (query, ticket) = asked(&requests).pop().expect("the loader is asked");
    assert_eq!((query, ticket.about), (RunsQuery::Fingerprint, 2));
    let Some(Request::Network(question)) = requests.last() else {
        panic!("the network is not asked")
    };
    assert_eq!(question.ticket.about, RunId(4));

    // What is known before the experiment's text was written is stored with it.
    let known = RunsReply::Fingerprint("f".to_owned());
    assert!(answer(&mut state, ticket, &known).is_empty());
    let requests = update(&mut state, Msg::Written(run));
    let [Request::Put(run)] = &requests[..] else {
        panic!("{requests:?}")
    };
    assert_eq!(run.record.summary.test_fingerprint.as_deref(), Some("f"));
    assert_eq!(run.record.experiment, "{}");
    assert!(run.model.is_some());

    let mut predictions = Predictions::new(2, 1);
    predictions.push(0, 1, &[0.0, 1.0]);
    let portion = PredictedPortion {
        predictions: predictions.to_bytes().into(),
        count: 1,
        total: 1,
        step: None,
    };
    let answer = Answer {
        ticket: question.ticket,
        body: NetworkReply::Predictions(Ok(portion)),
    };
    let requests = update(&mut state, Msg::Network(answer.clone()));
    let [Request::Put(run)] = &requests[..] else {
        panic!("{requests:?}")
    };
    assert!(run.model.is_none(), "the file that is stored stays");
    let kept = run.record.predictions.as_ref().expect("predictions");
    assert_eq!(
        (&kept.labels[..], &kept.predicted[..]),
        (&[1][..], &[1][..])
    );
    assert!(
        run.record.summary.test_fingerprint.is_some(),
        "nothing is lost"
    );
    assert!(update(&mut state, Msg::Network(answer)).is_empty(), "once");
}

#[test]
fn a_run_that_failed_or_whose_data_is_gone_is_kept_without_predictions() {
    let mut state = opened();
    let mut failed = over();
    failed.fault = Some("No memory.".to_owned());
    let requests = update(&mut state, Msg::Over(ended(failed, "v-4", 7.0)));
    assert_eq!(requests.len(), 2, "written, and the test part asked for");
    let mut gone = over();
    gone.load = None;
    let requests = update(&mut state, Msg::Over(ended(gone, "v-5", 8.0)));
    assert!(matches!(&requests[..], [Request::Write(..)]));
    // Another is the newest by now: the text comes to its own run.
    let requests = update(&mut state, Msg::Over(ended(over(), "v-6", 9.0)));
    assert_eq!(requests.len(), 3);
    let late = update(&mut state, Msg::Written(written(&requests)));
    assert!(matches!(&late[..], [Request::Put(run)] if run.record.summary.id == "v-6"));
}

#[test]
fn what_was_stored_is_listed_and_what_was_dropped_is_not() {
    let mut state = opened();
    update(&mut state, Msg::Choose("a".to_owned(), true));
    let stored = Ok((Box::new(entry("d", 4.0, 80)), texts(&["a"])));
    update(&mut state, Msg::Kept(finished("d"), stored));
    assert_eq!(ids(&state), ["b", "c", "d"]);
    assert_eq!(state.bytes(), 100);
    assert!(state.chosen.is_empty());
    assert!(
        state
            .notice
            .as_ref()
            .is_some_and(|notice| notice.contains("make room"))
    );
}

#[test]
fn without_storage_runs_are_held_changed_and_deleted_in_memory() {
    let mut state = State::default();
    assert_eq!(state.cap, DEFAULT_CAP);
    update(&mut state, Msg::Open);
    update(&mut state, Msg::Listed(Err("private".to_owned())));
    assert_eq!(state.storage, Storage::Missing("private".to_owned()));
    assert!(update(&mut state, Msg::Keep(finished("a"))).is_empty());
    assert!(state.runs[0].is_held && state.runs[0].summary.has_model);
    let change = Change::Name("Mine".to_owned());
    assert!(update(&mut state, Msg::Change("a".to_owned(), change)).is_empty());
    // More becomes known of it: its name and its model stay.
    let again = FinishedRecord {
        model: None,
        ..finished("a")
    };
    update(&mut state, Msg::Keep(again));
    assert_eq!(state.held[0].record.summary.name, "Mine");
    assert!(state.held[0].model.is_some() && state.runs[0].summary.has_model);
    update(&mut state, Msg::Delete(texts(&["a"])));
    assert!(state.runs.is_empty() && state.held.is_empty());
    update(&mut state, Msg::Undo);
    assert_eq!((ids(&state), state.held.len()), (vec!["a"], 1));
    let opened = update(&mut state, Msg::OpenExperiment("a".to_owned()));
    assert!(matches!(&opened[..], [Request::OpenText(json)] if json.contains("version")));
}

#[test]
fn a_run_that_does_not_fit_is_held_and_said_so() {
    let mut state = opened();
    update(
        &mut state,
        Msg::Kept(finished("d"), Err("quota".to_owned())),
    );
    assert!(state.entry("d").is_some_and(|entry| entry.is_held));
    assert!(state.faults[0].contains("quota"));
    // Listing anew, as another tab's changes do, loses it not.
    update(
        &mut state,
        Msg::Listed(Ok((vec![entry("a", 1.0, 10)], 100))),
    );
    assert_eq!(ids(&state), ["a", "d"]);
}

#[test]
fn several_are_deleted_and_brought_back() {
    let mut state = opened();
    update(&mut state, Msg::ChooseOnly(texts(&["a", "b"])));
    let requests = update(&mut state, Msg::Delete(texts(&["a", "c", "x"])));
    assert_eq!(requests, [Request::Delete(texts(&["a", "c"]))]);
    assert_eq!(ids(&state), ["b"]);
    assert_eq!(state.chosen.len(), 1, "what is gone is not chosen");
    assert_eq!(update(&mut state, Msg::Undo), [Request::PutBack]);
    assert_eq!(ids(&state), ["b", "a", "c"]);
    assert!(update(&mut state, Msg::Undo).is_empty(), "once");
    assert!(update(&mut state, Msg::Delete(texts(&["x"]))).is_empty());
}

#[test]
fn what_people_say_of_a_run_is_stored() {
    let mut state = opened();
    let id = "b".to_owned();
    let change = Change::Pinned(true);
    let requests = update(&mut state, Msg::Change(id.clone(), change.clone()));
    assert_eq!(requests, [Request::Change(id, change)]);
    assert!(state.entry("b").is_some_and(|entry| entry.summary.pinned));
    assert_eq!(update(&mut state, Msg::SetCap(7)), [Request::SetCap(7)]);
    update(&mut state, Msg::Dropped(texts(&["a", "c"])));
    assert_eq!(ids(&state), ["b"]);
}

#[test]
fn chosen_runs_are_read_once_and_told_apart() {
    let mut state = opened();
    update(&mut state, Msg::ChooseOnly(texts(&["a", "b"])));
    let requests = update(&mut state, Msg::Compare);
    assert_eq!(requests, [Request::Read(texts(&["a", "b"]))]);
    let records = ["a", "b"].map(|id| RunRecord::new(id.to_owned(), &Experiment::default()));
    let requests = update(&mut state, Msg::Read(records.to_vec()));
    let (query, ticket) = asked(&requests).pop().expect("a question");
    assert!(matches!(query, RunsQuery::Differences(texts) if texts.len() == 2));
    answer(&mut state, ticket, &RunsReply::Differences(Ok(Vec::new())));
    assert_eq!(state.differences.found, Some(Ok(Vec::new())));
    assert!(update(&mut state, Msg::Compare).is_empty(), "all is known");
    assert_eq!(state.compared().len(), 2);
}

#[test]
fn files_are_written_and_read_one_at_a_time_and_nothing_is_doubled() {
    let mut state = opened();
    let requests = update(&mut state, Msg::Export(texts(&["a"])));
    assert_eq!(requests, [Request::Gather(texts(&["a"]), Vec::new())]);
    assert!(update(&mut state, Msg::Export(texts(&["b"]))).is_empty());
    let requests = update(&mut state, Msg::Gathered(RunsQuery::Export(Vec::new())));
    let (_, ticket) = asked(&requests).pop().expect("a question");
    update(&mut state, Msg::GiveUp);
    let late = RunsReply::Exported(Ok(Buffer::default()));
    assert!(answer(&mut state, ticket, &late).is_empty(), "given up");

    let file = RunsFile {
        name: "class.zip".to_owned(),
        address: "blob:1".to_owned(),
    };
    let requests = update(&mut state, Msg::Import(vec![file]));
    assert_eq!(state.transfer, Some(Transfer::Import(0)));
    let (_, ticket) = asked(&requests).pop().expect("a question");
    let read = ["a", "x", "x"].map(|id| crate::protocol::ImportedRun {
        record: finished(id).record.to_json(),
        model: None,
    });
    answer(&mut state, ticket, &RunsReply::Progress(40));
    assert_eq!(state.transfer, Some(Transfer::Import(40)));
    let faults = vec!["y.json is no run".to_owned()];
    let reply = RunsReply::Imported {
        runs: read.to_vec(),
        faults: faults.clone(),
    };
    let requests = answer(&mut state, ticket, &reply);
    assert_eq!(requests.len(), 2, "each once");
    assert_eq!((state.transfer, &state.faults), (None, &faults));
    let notice = state.notice.as_deref();
    assert_eq!(notice, Some("1 run was imported. 1 was here already."));
}
