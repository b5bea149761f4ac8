//! How what is known of the kept runs changes: a pure function from what happens to what is to be done.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::of_run;
use super::state::{Differences, Entry, FinishedRecord, State, Storage, Transfer};
use crate::data::Role;
use crate::metrics::Predictions;
use crate::page::state::RunOver;
use crate::protocol::{
    Answer, Buffer, DataAnswer, DataQuery, DataQuestion, DataReply, ErrorKind, NetworkAnswer,
    NetworkQuery, NetworkQuestion, NetworkReply, Packed, Question, RunsFile, RunsQuery, RunsReply,
    Ticket, WireError,
};
use crate::run::RunRecord;
use crate::run::record::{RunSummary, TestPredictions};

/// Samples that a network is asked about at a time, if it has to be asked anew.
const PORTION: usize = 256;

/// What happens to the kept runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// They are to be shown.
    Open,
    /// Those that are stored, with the bytes that they may take; or why none are.
    Listed(Result<(Vec<Entry>, u64), String>),
    /// A run of the page is over: it gets this id, and ended at this time in milliseconds since 1970.
    Over(Box<RunOver>, String, f64),
    /// A run is to be kept.
    Keep(FinishedRecord),
    /// It was stored as this line of the index, and the runs of these ids were dropped to make room; or why it was
    /// not.
    Kept(FinishedRecord, Result<(Box<Entry>, Vec<String>), String>),
    /// A run is to be another way.
    Change(String, Change),
    /// The bytes that stored runs may take.
    SetCap(u64),
    /// The runs of these ids were dropped to make room.
    Dropped(Vec<String>),
    /// Delete runs.
    Delete(Vec<String>),
    /// Bring back what was deleted last.
    Undo,
    /// Choose a run to be compared, or do so no longer.
    Choose(String, bool),
    /// Choose these and no others.
    ChooseOnly(Vec<String>),
    /// The records of these runs are wanted, to be compared.
    Compare,
    /// Records that were read.
    Read(Vec<RunRecord>),
    /// Open a run's experiment.
    OpenExperiment(String),
    /// Load a run's model.
    OpenModel(String),
    /// Write runs as one file.
    Export(Vec<String>),
    /// What an export needs was gathered.
    Gathered(RunsQuery),
    /// Read runs from files.
    Import(Vec<RunsFile>),
    /// Wait no longer for a file that is written or read.
    GiveUp,
    /// An answer of the loader, perhaps to somebody else's question.
    Loader(DataAnswer),
    /// An answer of the network, perhaps to somebody else's question.
    Network(NetworkAnswer),
    /// Something could not be done with the storage, for this reason.
    Failed(String),
    /// What was said of the last thing that was done was read.
    Dismiss,
}

/// A change of what people say of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Its name.
    Name(String),
    /// A note about it.
    Note(String),
    /// Whether it is never dropped to make room.
    Pinned(bool),
}

/// What the page's surroundings are to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Open the storage, and list what is in it.
    Open,
    /// Store a run, and drop others if there is no room for all.
    Put(FinishedRecord),
    /// Change a line of the index.
    Change(String, Change),
    /// Delete runs, so that they can be brought back.
    Delete(Vec<String>),
    /// Bring back what was deleted last.
    PutBack,
    /// Drop what is beyond so many bytes, now and later.
    SetCap(u64),
    /// Read the records of runs.
    Read(Vec<String>),
    /// Open the experiment of this JSON.
    OpenText(String),
    /// Read a run's record, and open its experiment.
    OpenExperiment(String),
    /// Load a model, of a stored run by its id, or this file.
    OpenModel(String, Option<Buffer>),
    /// Gather what an export of these runs needs.
    Gather(Vec<String>, Vec<FinishedRecord>),
    /// Ask the loader.
    Loader(Box<DataQuestion>),
    /// Ask the network.
    Network(Box<NetworkQuestion>),
    /// Save a file.
    Save(&'static str, Buffer),
}

impl Change {
    /// Changes a record's or an index's line.
    pub fn apply(&self, summary: &mut RunSummary) {
        match self {
            Self::Name(name) => summary.name.clone_from(name),
            Self::Note(note) => summary.note.clone_from(note),
            Self::Pinned(pinned) => summary.pinned = *pinned,
        }
    }
}

/// Changes the state by what happened; returns what is to be done about it.
pub fn update(state: &mut State, msg: Msg) -> Vec<Request> {
    match msg {
        Msg::Open => open(state),
        Msg::Listed(result) => {
            listed(state, result);
            Vec::new()
        }
        Msg::Over(over, id, ended_at) => over_now(state, &over, id, ended_at),
        Msg::Keep(run) => keep(state, run),
        Msg::Kept(run, result) => {
            kept(state, run, result);
            Vec::new()
        }
        Msg::Change(id, change) => change_run(state, id, &change),
        Msg::SetCap(cap) => {
            state.cap = cap;
            vec![Request::SetCap(cap)]
        }
        Msg::Dropped(ids) => {
            dropped(state, &ids);
            Vec::new()
        }
        Msg::Delete(ids) => delete(state, &ids),
        Msg::Undo => undo(state),
        Msg::Choose(id, is_chosen) => {
            if is_chosen {
                state.chosen.insert(id);
            } else {
                state.chosen.remove(&id);
            }
            Vec::new()
        }
        Msg::ChooseOnly(ids) => {
            state.chosen = ids.into_iter().collect();
            Vec::new()
        }
        Msg::Compare => compare(state),
        Msg::Read(records) => read(state, records),
        Msg::OpenExperiment(id) => match state.held(&id) {
            Some(run) => {
                let json = run.record.experiment.clone();
                vec![Request::OpenText(json)]
            }
            None => vec![Request::OpenExperiment(id)],
        },
        Msg::OpenModel(id) => {
            let held = state.held(&id).and_then(|run| run.model.clone());
            vec![Request::OpenModel(id, held)]
        }
        Msg::Export(ids) => export(state, ids),
        Msg::Gathered(query) => ask_about_files(state, &query),
        Msg::Import(files) => {
            if files.is_empty() || state.transfer.is_some() {
                return Vec::new();
            }
            state.transfer = Some(Transfer::Import);
            clear(state);
            ask_about_files(state, &RunsQuery::Import(files))
        }
        Msg::GiveUp => {
            state.transfer = None;
            state.files.cancel();
            Vec::new()
        }
        Msg::Loader(Answer { ticket, body }) => match body {
            DataReply::Runs(reply) => answered(state, ticket, reply),
            _ => Vec::new(),
        },
        Msg::Network(Answer { ticket, body }) => match body {
            NetworkReply::Predictions(result) if state.predictor.answered(ticket).is_some() => {
                let whole = result.ok().filter(|portion| portion.count == portion.total);
                let packed = whole.map(|portion| portion.predictions.to_vec());
                packed.map_or_else(Vec::new, |packed| predicted(state, &packed))
            }
            _ => Vec::new(),
        },
        Msg::Failed(why) => {
            state.faults = vec![why];
            Vec::new()
        }
        Msg::Dismiss => {
            clear(state);
            state.deleted.clear();
            state.deleted_held.clear();
            Vec::new()
        }
    }
}

fn clear(state: &mut State) {
    state.notice = None;
    state.faults.clear();
}

fn open(state: &mut State) -> Vec<Request> {
    if state.storage == Storage::Unopened {
        state.storage = Storage::Opening;
    }
    // Another tab may have kept or deleted some meanwhile.
    vec![Request::Open]
}

fn listed(state: &mut State, result: Result<(Vec<Entry>, u64), String>) {
    match result {
        Ok((entries, cap)) => {
            state.storage = Storage::Open;
            state.cap = cap;
            let held = std::mem::take(&mut state.runs).into_iter();
            let held = held.filter(|entry| entry.is_held);
            state.runs = entries.into_iter().map(Arc::new).chain(held).collect();
        }
        Err(why) => state.storage = Storage::Missing(why),
    }
    forget_gone(state);
}

/// Runs that are there no more are chosen no more.
fn forget_gone(state: &mut State) {
    let runs = &state.runs;
    let is_there = |id: &String| runs.iter().any(|entry| entry.summary.id == *id);
    state.chosen.retain(is_there);
    state.records.retain(|id, _| is_there(id));
}

fn over_now(state: &mut State, over: &RunOver, id: String, ended_at: f64) -> Vec<Request> {
    let record = Arc::new(of_run::record(over, id, ended_at));
    state.newest = Some(Arc::clone(&record));
    let mut requests = keep(
        state,
        FinishedRecord {
            record,
            model: over.model.clone(),
        },
    );
    state.fingerprint.cancel();
    state.predictor.cancel();
    let Some(load) = over.load else {
        return requests;
    };
    let ticket = state.fingerprint.ask_now(load);
    requests.push(about_runs(ticket, &RunsQuery::Fingerprint));
    if over.fault.is_none() {
        let ticket = state.predictor.ask_now(over.run.id);
        let body = NetworkQuery::Predict {
            part: Role::Test,
            from: 0,
            count: PORTION,
            or_kept: true,
        };
        requests.push(Request::Network(Box::new(Question { ticket, body })));
    }
    requests
}

fn about_runs(ticket: Ticket<u32>, query: &RunsQuery) -> Request {
    let body = DataQuery::Runs(Packed::new(query));
    Request::Loader(Box::new(Question { ticket, body }))
}

/// More is known of the run that ended last.
fn refine(state: &mut State, change: impl FnOnce(&mut RunRecord)) -> Vec<Request> {
    let Some(newest) = &mut state.newest else {
        return Vec::new();
    };
    change(Arc::make_mut(newest));
    let record = Arc::clone(newest);
    keep(
        state,
        FinishedRecord {
            record,
            model: None,
        },
    )
}

fn predicted(state: &mut State, packed: &[u8]) -> Vec<Request> {
    let Some(predictions) = Predictions::from_portions([packed]) else {
        return Vec::new();
    };
    refine(state, |record| {
        record.predictions = Some(TestPredictions::from(&predictions));
    })
}

fn keep(state: &mut State, run: FinishedRecord) -> Vec<Request> {
    if let Some(newest) = &mut state.newest
        && newest.summary.id == run.record.summary.id
    {
        *newest = Arc::clone(&run.record);
    }
    if matches!(state.storage, Storage::Missing(_)) {
        hold(state, run);
        return Vec::new();
    }
    vec![Request::Put(run)]
}

fn kept(state: &mut State, run: FinishedRecord, result: Result<(Box<Entry>, Vec<String>), String>) {
    match result {
        Ok((entry, gone)) => {
            let id = entry.summary.id.clone();
            state.held.retain(|held| held.record.summary.id != id);
            if let Some(read) = state.records.get_mut(&id) {
                *read = run.record;
            }
            put(state, *entry);
            dropped(state, &gone);
        }
        Err(why) => {
            if !matches!(state.storage, Storage::Missing(_)) && state.faults.is_empty() {
                state.faults.push(format!(
                    "A run could not be stored, and is gone when this page is closed: {why}. Delete runs that you no longer need, or export this one."
                ));
            }
            hold(state, run);
        }
    }
}

/// Keeps a run for as long as the page is open.
fn hold(state: &mut State, run: FinishedRecord) {
    let id = run.record.summary.id.clone();
    let earlier = state
        .held
        .iter()
        .position(|held| held.record.summary.id == id);
    let earlier = earlier.map(|at| state.held.swap_remove(at));
    let mut record = run.record;
    let mut model = run.model;
    if let Some(earlier) = earlier {
        let changed = Arc::make_mut(&mut record);
        as_people_had_it(&mut changed.summary, &earlier.record.summary);
        model = model.or(earlier.model);
    }
    Arc::make_mut(&mut record).summary.has_model = model.is_some();
    put(
        state,
        Entry {
            summary: record.summary.clone(),
            record_bytes: 0,
            model_bytes: 0,
            is_held: true,
        },
    );
    state.held.push(FinishedRecord { record, model });
}

/// A record that takes another's place keeps what people said of that.
pub fn as_people_had_it(summary: &mut RunSummary, before: &RunSummary) {
    summary.name.clone_from(&before.name);
    summary.note.clone_from(&before.note);
    summary.pinned = before.pinned;
}

fn put(state: &mut State, entry: Entry) {
    let entry = Arc::new(entry);
    let id = &entry.summary.id;
    match state.runs.iter_mut().find(|known| known.summary.id == *id) {
        Some(known) => *known = entry,
        None => state.runs.push(entry),
    }
}

fn dropped(state: &mut State, ids: &[String]) {
    if ids.is_empty() {
        return;
    }
    state.runs.retain(|entry| !ids.contains(&entry.summary.id));
    let runs = match ids.len() {
        1 => "The oldest run that is not pinned was".to_owned(),
        n => format!("The {n} oldest runs that are not pinned were"),
    };
    state.notice = Some(format!("{runs} dropped to make room."));
    forget_gone(state);
}

fn change_run(state: &mut State, id: String, change: &Change) -> Vec<Request> {
    let Some(entry) = state.runs.iter_mut().find(|entry| entry.summary.id == id) else {
        return Vec::new();
    };
    change.apply(&mut Arc::make_mut(entry).summary);
    if let Some(held) = state
        .held
        .iter_mut()
        .find(|held| held.record.summary.id == id)
    {
        change.apply(&mut Arc::make_mut(&mut held.record).summary);
        return Vec::new();
    }
    vec![Request::Change(id, change.clone())]
}

fn delete(state: &mut State, ids: &[String]) -> Vec<Request> {
    let (gone, left): (Vec<_>, Vec<_>) = std::mem::take(&mut state.runs)
        .into_iter()
        .partition(|entry| ids.contains(&entry.summary.id));
    state.runs = left;
    if gone.is_empty() {
        return Vec::new();
    }
    clear(state);
    state.notice = Some(match &gone[..] {
        [one] => format!("\u{201c}{}\u{201d} was deleted.", one.summary.name),
        all => format!("{} runs were deleted.", all.len()),
    });
    let (gone_held, held) = std::mem::take(&mut state.held)
        .into_iter()
        .partition(|run| ids.contains(&run.record.summary.id));
    state.held = held;
    state.deleted_held = gone_held;
    let stored = gone.iter().filter(|entry| !entry.is_held);
    let stored = stored.map(|entry| entry.summary.id.clone()).collect();
    state.deleted = gone;
    forget_gone(state);
    // Also where none was stored: what was deleted before cannot be brought back any more.
    vec![Request::Delete(stored)]
}

fn undo(state: &mut State) -> Vec<Request> {
    if state.deleted.is_empty() {
        return Vec::new();
    }
    clear(state);
    let back = std::mem::take(&mut state.deleted);
    state.runs.extend(back);
    let held = std::mem::take(&mut state.deleted_held);
    state.held.extend(held);
    vec![Request::PutBack]
}

fn compare(state: &mut State) -> Vec<Request> {
    let wanted = state.chosen.iter();
    let wanted: Vec<String> = wanted
        .filter(|id| !state.records.contains_key(*id))
        .cloned()
        .collect();
    let (held, stored): (Vec<String>, Vec<String>) =
        wanted.into_iter().partition(|id| state.held(id).is_some());
    for id in held {
        if let Some(record) = state.held(&id).map(|run| Arc::clone(&run.record)) {
            state.records.insert(id, record);
        }
    }
    if stored.is_empty() {
        return differ(state);
    }
    vec![Request::Read(stored)]
}

fn read(state: &mut State, records: Vec<RunRecord>) -> Vec<Request> {
    for record in records {
        state
            .records
            .insert(record.summary.id.clone(), Arc::new(record));
    }
    // What is not chosen any more is read again when it is.
    let chosen = &state.chosen;
    state.records.retain(|id, _| chosen.contains(id));
    differ(state)
}

/// Asks in what the settings of the chosen runs differ, unless that is known.
fn differ(state: &mut State) -> Vec<Request> {
    let compared = state.compared();
    let of: Vec<String> = compared
        .iter()
        .map(|(entry, _)| entry.summary.id.clone())
        .collect();
    if state.differences.of == of {
        return Vec::new();
    }
    state.differences = Differences { of, found: None };
    let texts = compared.iter().map(|(_, record)| record.experiment.clone());
    let ticket = state.differ.ask_now(0);
    vec![about_runs(ticket, &RunsQuery::Differences(texts.collect()))]
}

fn export(state: &mut State, ids: Vec<String>) -> Vec<Request> {
    if ids.is_empty() || state.transfer.is_some() {
        return Vec::new();
    }
    clear(state);
    state.transfer = Some(Transfer::Export(ids.len()));
    let (held, stored): (Vec<String>, Vec<String>) =
        ids.into_iter().partition(|id| state.held(id).is_some());
    let held = held.iter().filter_map(|id| state.held(id).cloned());
    vec![Request::Gather(stored, held.collect())]
}

fn ask_about_files(state: &mut State, query: &RunsQuery) -> Vec<Request> {
    // It may have been given up meanwhile.
    if state.transfer.is_none() {
        return Vec::new();
    }
    let ticket = state.files.ask_now(0);
    vec![about_runs(ticket, query)]
}

fn answered(state: &mut State, ticket: Ticket<u32>, reply: Packed) -> Vec<Request> {
    let Ok(reply) = reply.open() else {
        return Vec::new();
    };
    match reply {
        RunsReply::Fingerprint(fingerprint) if state.fingerprint.answered(ticket).is_some() => {
            refine(state, |record| {
                record.summary.test_fingerprint = Some(fingerprint);
            })
        }
        RunsReply::Differences(result) if state.differ.answered(ticket).is_some() => {
            state.differences.found = Some(result.map_err(|error| error.message));
            Vec::new()
        }
        RunsReply::Exported(result) if state.files.answered(ticket).is_some() => {
            state.transfer = None;
            match result {
                Ok(bytes) => {
                    state.notice = Some("The runs were exported to hearth-runs.zip.".to_owned());
                    vec![Request::Save("hearth-runs.zip", bytes)]
                }
                Err(error) => {
                    state.faults = vec![in_words(&error)];
                    Vec::new()
                }
            }
        }
        RunsReply::Imported { runs, faults } if state.files.answered(ticket).is_some() => {
            state.transfer = None;
            let read = runs.into_iter().map(|run| {
                let record = RunRecord::from_json(&run.record);
                record.map(|record| FinishedRecord {
                    record: Arc::new(record),
                    model: run.model,
                })
            });
            imported(state, read.collect(), faults)
        }
        _ => Vec::new(),
    }
}

fn in_words(error: &WireError) -> String {
    match error.kind {
        ErrorKind::Internal if error.hint.is_empty() => error.message.clone(),
        _ => format!("{} {}", error.message, error.hint),
    }
}

fn imported(
    state: &mut State,
    read: Vec<Result<FinishedRecord, String>>,
    mut faults: Vec<String>,
) -> Vec<Request> {
    let mut runs = BTreeMap::new();
    for run in read {
        match run {
            Ok(run) => {
                runs.insert(run.record.summary.id.clone(), run);
            }
            Err(why) => faults.push(format!("A run {why}")),
        }
    }
    let known = runs.keys().filter(|id| state.entry(id).is_some()).count();
    let new = runs.len() - known;
    let of_new = match new {
        1 => "1 run was".to_owned(),
        n => format!("{n} runs were"),
    };
    let of_known = match known {
        0 => String::new(),
        1 => " 1 was here already.".to_owned(),
        n => format!(" {n} were here already."),
    };
    if !runs.is_empty() {
        state.notice = Some(format!("{of_new} imported.{of_known}"));
    }
    state.faults = faults;
    let runs = runs.into_values();
    runs.flat_map(|run| keep(state, run)).collect()
}
