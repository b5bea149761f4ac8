//! How runs are taken in: stored, held where nothing can be stored, and refined when more is known of them.

use std::sync::Arc;

use super::msg::{Request, about_runs};
use super::of_run;
use super::state::{Ended, Entry, FinishedRecord, State, Storage};
use crate::data::Role;
use crate::metrics::Predictions;
use crate::protocol::{NetworkQuery, PredictedPortion, Question, RunsQuery};
use crate::run::RunRecord;
use crate::run::record::{RunSummary, TestPredictions};

/// Samples that a network is asked about at a time, if it has to be asked anew.
const PORTION: usize = 256;

/// A run of the page is over.
pub fn over_now(state: &mut State, ended: &Ended) -> Vec<Request> {
    let over = &ended.over;
    let record = Arc::new(of_run::record(ended));
    state.newest = Some(Arc::clone(&record));
    let run = FinishedRecord {
        record,
        model: over.model.clone(),
    };
    // Asked at once: the network may be another soon.
    let mut requests = vec![Request::Write(Box::new(over.run.experiment.clone()), run)];
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

/// The JSON of a run's experiment was written: now it can be kept, with what is known of it by now.
pub fn written(state: &mut State, mut run: FinishedRecord) -> Vec<Request> {
    if let Some(newest) = &mut state.newest
        && newest.summary.id == run.record.summary.id
    {
        Arc::make_mut(newest)
            .experiment
            .clone_from(&run.record.experiment);
        run.record = Arc::clone(newest);
    }
    keep(state, run)
}

/// More is known of the run that ended last.
pub fn refine(state: &mut State, change: impl FnOnce(&mut RunRecord)) -> Vec<Request> {
    let Some(newest) = &mut state.newest else {
        return Vec::new();
    };
    change(Arc::make_mut(newest));
    if newest.experiment.is_empty() {
        // It is kept with this when its experiment was written.
        return Vec::new();
    }
    let record = Arc::clone(newest);
    keep(
        state,
        FinishedRecord {
            record,
            model: None,
        },
    )
}

/// The network said what it made of the test samples.
pub fn predicted(state: &mut State, portion: Option<PredictedPortion>) -> Vec<Request> {
    let whole = portion.filter(|portion| portion.count == portion.total);
    let packed = whole.map(|portion| portion.predictions.to_vec());
    let found = packed.and_then(|packed| Predictions::from_portions([&packed[..]]));
    let Some(predictions) = found else {
        return Vec::new();
    };
    refine(state, |record| {
        record.predictions = Some(TestPredictions::from(&predictions));
    })
}

/// A run is to be kept.
pub fn keep(state: &mut State, run: FinishedRecord) -> Vec<Request> {
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

/// A run was stored, or could not be.
pub fn kept(
    state: &mut State,
    run: FinishedRecord,
    result: Result<(Box<Entry>, Vec<String>), String>,
) {
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

/// Runs were dropped to make room.
pub fn dropped(state: &mut State, ids: &[String]) {
    if ids.is_empty() {
        return;
    }
    state.runs.retain(|entry| !ids.contains(&entry.summary.id));
    let runs = match ids.len() {
        1 => "The oldest run that is not pinned was".to_owned(),
        n => format!("The {n} oldest runs that are not pinned were"),
    };
    state.notice = Some(format!("{runs} dropped to make room."));
    state.forget_gone();
}
