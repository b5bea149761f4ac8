//! A run is prepared, handed from a lost worker to the next, ready or refused.

use crate::experiment::Summary;
use crate::page::run::{Run, Status};
use crate::page::state::{LoadedModel, Snapshot, State};
use crate::page::update::notices::announce;
use crate::page::update::{Effect, models, predictions, run, send_run, try_it};
use crate::protocol::{Buffer, RunCommand, WireError};

/// The next run is to go on from the network at hand, if that was trained at all: only the experiment around it was
/// changed. A classifier is trained anew, for nothing could be added to it.
pub fn keep_network(state: &mut State) {
    let snapshot = state.run.snapshot_of_current();
    let snapshot = snapshot.filter(|s| s.step > 0 && !state.has_classifier());
    let bytes = snapshot.map(|s| s.bytes.clone());
    let experiment = state.model.experiment.clone();
    state.run.loaded_model = bytes.map(|bytes| LoadedModel { experiment, bytes });
}

/// Prepares a new run of the experiment on the loaded data.
pub fn prepare(state: &mut State) -> Vec<Effect> {
    // A run that is over was kept as it ended; the device may be another one by now.
    let key = state.run.current.as_ref().map(|run| run.key);
    let mut kept = Vec::new();
    if key.is_some_and(|key| !state.runs.has(key)) {
        kept = run::record(state);
    }
    // A loaded model is for the run of its own experiment, and for no other that comes before it.
    let experiment = &state.model.experiment;
    let model = state.run.loaded_model.take();
    let model = model.filter(|model| model.experiment == *experiment);
    let model = model.map(|model| model.bytes);
    if model.is_some() {
        models::withdraw(state);
    }
    state.run.snapshot = None;
    state.run.give_up_search();
    try_it::forget_answers(state);
    predictions::forget(state);
    // What was refused may fit now. A table of layers stays until the worker has made the new one.
    state.model.summary.take_if(|summary| summary.is_err());
    let run = &mut *state.run;
    run.last_id = run.last_id.next();
    run.current = Some(Run::new(run.last_id, state.model.experiment.clone()));
    run.snapshot = model.clone().map(|bytes| Snapshot {
        key: run.last_id,
        step: 0,
        bytes,
    });
    kept.extend(send_prepare(state, model));
    kept
}

/// Prepares a run, unless the one there is of this very experiment.
pub(super) fn prepare_if_changed(state: &mut State) -> Vec<Effect> {
    let run = state.run.current.as_ref();
    let is_same = run.is_some_and(|run| run.experiment == state.model.experiment);
    if is_same && state.run.loaded_model.is_none() {
        return Vec::new();
    }
    prepare(state)
}

/// The worker holds the experiment's data. If a run of that very experiment is at hand,
/// the worker takes it over from a lost one; otherwise a new one is prepared.
pub(super) fn take_over_run(state: &mut State) -> Vec<Effect> {
    let slice = &mut *state.run;
    let experiment = &state.model.experiment;
    let snapshot = slice.snapshot.as_ref();
    let run = slice.current.as_mut().filter(|run| {
        // A classifier leaves nothing to go on from before it is trained.
        let is_kept = experiment.model.classifier.is_none()
            || snapshot.is_some_and(|snapshot| snapshot.key == run.key);
        let is_same = run.experiment == *experiment && run.status != Status::Failed && is_kept;
        is_same && slice.loaded_model.is_none()
    });
    let Some(run) = run else {
        return prepare(state);
    };
    slice.last_id = slice.last_id.next();
    run.id = slice.last_id;
    let snapshot = snapshot.filter(|snapshot| snapshot.key == run.key);
    let snapshot = snapshot.map(|snapshot| snapshot.bytes.clone());
    send_prepare(state, snapshot)
}

fn send_prepare(state: &State, snapshot: Option<Buffer>) -> Vec<Effect> {
    let experiment = Box::new(state.model.experiment.clone());
    let prepare = RunCommand::Prepare {
        experiment,
        snapshot,
    };
    send_run(state.run.last_id, prepare)
}

/// The worker cannot build the experiment's network: there is no run until the experiment or the
/// data is another.
pub fn run_refused(state: &mut State, error: WireError) -> Vec<Effect> {
    announce(
        state,
        format!("This experiment cannot be trained: {}", error.message),
    );
    state.model.summary = Some(Err(error));
    state.run.current = None;
    state.run.train_when_ready = false;
    Vec::new()
}

/// The worker has built the run's network.
pub fn run_ready(state: &mut State, summary: Summary, remark: String) -> Vec<Effect> {
    state.model.summary = Some(Ok(summary));
    state.model.remark = remark;
    state.device.worker_crashes = 0;
    try_it::abandon(state);
    predictions::abandon(state);
    if std::mem::take(&mut state.run.train_when_ready) {
        let mut effects = run::begin(state);
        effects.extend(try_it::ask(state));
        effects.extend(try_it::ask_grid(state));
        return effects;
    }
    if state.status() == Some(Status::Paused) {
        let run = state.run.current.as_ref();
        let text = match run.map_or(0, |run| run.step) {
            0 => format!(
                "Ready to train {} on {}.",
                State::model_name(&state.model.experiment.model),
                state.model.experiment.data.source.name()
            ),
            step => format!("Ready to go on from step {step}."),
        };
        announce(state, text);
    }
    network_changed(state)
}

/// Asks what the network makes of what is tried and of the samples without labels.
pub fn network_changed(state: &mut State) -> Vec<Effect> {
    let mut effects = try_it::ask(state);
    effects.extend(try_it::ask_grid(state));
    effects.extend(predictions::ask(state));
    effects
}

/// Expects no more of the worker there was; what it held and did is gone. A run that was to begin as soon as
/// everything is ready waits for the worker that takes its place.
pub fn leave_worker(state: &mut State) {
    state.data.in_worker = false;
    state.run.give_up_search();
    try_it::abandon(state);
    predictions::abandon(state);
    if let Some(run) = &mut state.run.current
        && !run.is_over()
    {
        run.status = Status::Preparing;
        run.seconds_left = None;
    }
}
