//! What goes through several parts of the page: it opens, data is ready, a worker is lost, the
//! experiment changed. The rooms' own messages are in [`super::update`].

use std::sync::Arc;

use super::run::{Run, Status};
use super::state::{FailedLoad, LoadedData, LoadedModel, Remedy, Snapshot, State, WorkerPhase};
use super::update::notices::{announce, notify};
use super::update::{
    Effect, data, device, loader, model, models, predictions, run, send, send_loader, send_run,
    try_it,
};
use crate::data::DatasetParcel;
use crate::experiment::{Experiment, Source, Summary};
use crate::protocol::{
    Adapter, Buffer, Command, DataCommand, DataSummary, ErrorKind, FileLocation, FileRef,
    PendingExperiment, ProvidedFiles, RunCommand, WireError, choose_device,
};
use crate::ui::format::count;

/// Loaders that may crash one after the other before the page stops replacing them.
const MAX_LOADER_CRASHES: u32 = 2;

/// The page opened.
pub fn open(
    state: &mut State,
    adapter: Option<Adapter>,
    base: String,
    experiment: Option<Result<PendingExperiment, WireError>>,
) -> Vec<Effect> {
    state.device.adapter = adapter;
    state.data.base = base;
    match experiment {
        // What was asked for since the page began to open is newer than its address.
        Some(Ok(pending)) => {
            state.model.pending.get_or_insert(pending);
        }
        Some(Err(error)) => {
            // Not on another experiment than was asked for.
            state.run.train_when_ready = false;
            notify(state, error, None);
        }
        None => {}
    }
    let device = choose_device(state.device.option, state.device.adapter.as_ref());
    let mut effects = device::start(state, device);
    effects.extend(loader::start(state));
    effects
}

/// Takes a recipe's experiment in place of the one at hand, once the loader has read it.
pub fn open_experiment(
    state: &mut State,
    found: Result<PendingExperiment, WireError>,
) -> Vec<Effect> {
    let pending = match found {
        Ok(pending) => pending,
        Err(error) => {
            notify(state, error, None);
            return Vec::new();
        }
    };
    if !state.can_set() {
        let error = WireError::new(
            ErrorKind::Experiment,
            "Another experiment is under way.",
            "Pause or stop it, then open the study again.",
        );
        notify(state, error, None);
        return Vec::new();
    }
    state.model.pending = Some(pending.clone());
    // A loader that is only starting is asked when it is ready.
    match state.data.loader {
        WorkerPhase::Ready => send_loader(DataCommand::ReadExperiment(pending)),
        WorkerPhase::Starting => Vec::new(),
        WorkerPhase::Failed => {
            let error = WireError::new(
                ErrorKind::Internal,
                "There is no worker to read the experiment.",
                "Reload the page, then open the study again.",
            );
            experiment_read(state, Err(error), None)
        }
    }
}

/// The experiment that was waited for was read: what waited for it begins.
/// `model` is the model's file that it was read from.
pub fn experiment_read(
    state: &mut State,
    result: Result<Experiment, WireError>,
    model: Option<Buffer>,
) -> Vec<Effect> {
    let Some(pending) = state.model.pending.take() else {
        return Vec::new();
    };
    let mut effects = match pending {
        PendingExperiment::Model(number) => vec![Effect::ReleaseFiles(vec![FileRef {
            path: String::new(),
            location: FileLocation::Local(number),
        }])],
        _ => Vec::new(),
    };
    effects.extend(take_experiment(state, result, model));
    effects
}

fn take_experiment(
    state: &mut State,
    result: Result<Experiment, WireError>,
    model: Option<Buffer>,
) -> Vec<Effect> {
    match result {
        Ok(experiment) => {
            // Files of the same names are those that it speaks of.
            if !is_of_same_files(&state.model.experiment.data.source, &experiment.data.source) {
                state.data.files = ProvidedFiles::default();
            }
            state.run.loaded_model = model.map(|bytes| LoadedModel {
                experiment: experiment.clone(),
                bytes,
            });
            state.model.experiment = experiment;
            state.model.wants_suggestion = false;
            state.model.chooses_epochs = false;
            state.model.reason = None;
            state.model.refill_form();
            model::fit_to_data(state);
        }
        Err(error) => {
            // Not on another experiment than was asked for.
            state.run.train_when_ready = false;
            notify(state, error, None);
            // What is there stays as it is, and so does what was trained on it.
            if state.data.in_worker || state.data.loading.is_some() {
                return Vec::new();
            }
        }
    }
    experiment_changed(state)
}

/// Whether both name the same files, or the same set.
fn is_of_same_files(one: &Source, other: &Source) -> bool {
    match (one, other) {
        (Source::Files(one), Source::Files(other)) => one.names == other.names,
        _ => one == other,
    }
}

/// The experiment is another one: loads its data if it needs other data, and prepares a run.
pub fn experiment_changed(state: &mut State) -> Vec<Effect> {
    if state.data.loaded.is_none() && !state.model.undo.can_undo() {
        // The experiment of the page's address is where the visit begins.
        state.model.amend();
    } else {
        state.model.record();
    }
    let mut effects = device::follow_experiment(state);
    let Experiment { data, seed, .. } = &state.model.experiment;
    let loading = state.data.loading.as_ref();
    // Its end prepares the run, whatever else was changed meanwhile.
    if loading.is_some_and(|load| load.will_bring(data, *seed)) {
        return effects;
    }
    if !state.has_data_of_experiment() || !state.data.is_kept() {
        effects.extend(data::load(state));
        return effects;
    }
    if loading.is_some() {
        // What it would replace is what is wanted.
        effects.extend(data::cancel(state));
        return effects;
    }
    effects.extend(data::forget_failed(state));
    effects.extend(if state.data.in_worker {
        prepare(state)
    } else {
        hand_over(state)
    });
    effects
}

/// The loader has the data that was asked for.
pub fn data_ready(
    state: &mut State,
    summary: DataSummary,
    [pictures, unlabelled]: [Buffer; 2],
) -> Vec<Effect> {
    let Some(loading) = state.data.loading.take() else {
        return Vec::new();
    };
    let summary = Arc::new(summary);
    let now = LoadedData {
        number: loading.number,
        summary: Arc::clone(&summary),
        pictures,
        unlabelled,
        data: loading.data,
        seed: loading.seed,
        files: loading.files,
    };
    let before = state.data.loaded.take();
    let is_same = before.as_ref().is_some_and(|before| {
        let seeds = [before.seed, now.seed];
        before.data.is_same_samples(&now.data, seeds) && before.files.source == now.files.source
    });
    state.data.loaded = Some(now);
    state.data.loader_crashes = 0;
    state.data.in_loader = true;
    predictions::forget(state);
    let is_kept = is_same && state.data.in_worker;
    if !is_kept {
        try_it::data_changed(state);
        model::suggest(state);
        model::fit_to_data(state);
        model::choose_epochs(state);
        state.model.amend();
    }
    announce_loaded(state, &summary);
    let mut effects = if is_kept {
        // What is trained on is as it was, and so is what was trained on it.
        if let Some(run) = &mut state.run.current {
            let outside = &state.model.experiment.data.outside;
            run.experiment.data.outside.clone_from(outside);
        }
        let mut effects = prepare_if_changed(state);
        if effects.is_empty() {
            effects.extend(predictions::ask(state));
        }
        effects
    } else {
        state.data.in_worker = false;
        // Prepared as was suggested, the data is another: then it is loaded once more.
        hand_over(state)
    };
    effects.extend(
        before
            .into_iter()
            .flat_map(|b| data::release(state, b.files)),
    );
    effects
}

fn announce_loaded(state: &mut State, summary: &DataSummary) {
    let samples = |part: usize| summary.counts[part].iter().map(|n| *n as usize).sum();
    let beside = match summary.unlabelled {
        0 => String::new(),
        n => format!(", and {} without labels", count(n)),
    };
    let reason = state.model.reason.as_deref().unwrap_or_default();
    let space = if reason.is_empty() { "" } else { " " };
    let text = format!(
        "{} is loaded: {} training and {} test samples{beside}.{space}{reason}",
        summary.source.name(),
        count(samples(0)),
        count(samples(2)),
    );
    announce(state, text);
}

/// The next run is to go on from the network at hand, if that was trained at all: only the experiment around it was
/// changed. A classifier is trained anew, for nothing could be added to it.
pub fn keep_network(state: &mut State) {
    let snapshot = state.run.snapshot_of_current();
    let snapshot = snapshot.filter(|s| s.step > 0 && !state.has_classifier());
    let bytes = snapshot.map(|s| s.bytes.clone());
    let experiment = state.model.experiment.clone();
    state.run.loaded_model = bytes.map(|bytes| LoadedModel { experiment, bytes });
}

/// The data that was asked for cannot be had: the experiment goes back to what is still there.
pub fn data_failed(state: &mut State, error: WireError) -> Vec<Effect> {
    let Some(loading) = state.data.loading.take() else {
        return Vec::new();
    };
    let was_to_train = std::mem::take(&mut state.run.train_when_ready);
    if state.run.loaded_model.take().is_some() {
        let error = WireError::new(
            ErrorKind::Data,
            "The model was not loaded, because its data could not be.",
            "If it was trained on files of your own, load them first, then the model.",
        );
        notify(state, error, None);
    }
    let is_kept = state.data.is_kept();
    let data = &mut *state.data;
    if let Some(kept) = data.loaded.as_ref().filter(|_| is_kept) {
        state.model.experiment.data = kept.data.clone();
        state.model.experiment.seed = kept.seed;
        state.model.refill_form();
        state.model.amend();
        data.files.clone_from(&kept.files);
    }
    if error.kind == ErrorKind::NoLabels && is_kept && !loading.is_cancelled {
        return data::take_outside(state, loading);
    }
    let name = state.load_name(&loading.data);
    let mut effects = Vec::new();
    if loading.is_cancelled {
        announce(state, format!("Loading {name} was cancelled."));
    } else {
        let consequence = if was_to_train {
            " Training does not start."
        } else {
            ""
        };
        announce(state, format!("{name} could not be loaded.{consequence}"));
    }
    if loading.is_cancelled && is_kept {
        effects.extend(data::release(state, loading.files));
    } else {
        state.data.failed = Some(FailedLoad {
            data: loading.data,
            files: loading.files,
            error,
        });
    }
    // A worker that came up meanwhile has got nothing yet, and settings may have changed.
    effects.extend(match (is_kept, state.data.in_worker) {
        (false, _) => Vec::new(),
        (true, false) => hand_over(state),
        (true, true) => prepare_if_changed(state),
    });
    effects
}

/// Sees to it that a worker that just became ready gets what is loaded.
pub fn hand_over(state: &mut State) -> Vec<Effect> {
    if state.data.loading.is_some() || state.device.worker != WorkerPhase::Ready {
        return Vec::new();
    }
    if state.data.in_loader && state.has_data_of_experiment() {
        return send_loader(DataCommand::SendDataset);
    }
    data::load(state)
}

/// The data set is on its way through the page.
pub fn dataset_arrived(state: &mut State, parcel: Box<DatasetParcel<Buffer>>) -> Vec<Effect> {
    // Meanwhile the worker may have gone, or other data may be wanted.
    if state.device.worker != WorkerPhase::Ready
        || state.data.loading.is_some()
        || !state.has_data_of_experiment()
    {
        return Vec::new();
    }
    state.data.in_worker = true;
    let mut effects = send(Command::Data(parcel));
    effects.extend(take_over_run(state));
    effects
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
fn prepare_if_changed(state: &mut State) -> Vec<Effect> {
    let run = state.run.current.as_ref();
    let is_same = run.is_some_and(|run| run.experiment == state.model.experiment);
    if is_same && state.run.loaded_model.is_none() {
        return Vec::new();
    }
    prepare(state)
}

/// The worker holds the experiment's data. If a run of that very experiment is at hand,
/// the worker takes it over from a lost one; otherwise a new one is prepared.
fn take_over_run(state: &mut State) -> Vec<Effect> {
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

/// A loader is gone though nobody ended it.
pub fn loader_lost(state: &mut State, message: &str) -> Vec<Effect> {
    state.data.loader_crashes += 1;
    let error = WireError::new(
        ErrorKind::Internal,
        format!("the worker that reads data stopped: {message}"),
        "A new one was started. If it happens again with these files, load fewer or smaller ones.",
    );
    let mut effects = if state.data.loader_crashes < MAX_LOADER_CRASHES {
        loader::start(state)
    } else {
        state.data.loader = WorkerPhase::Failed;
        state.data.in_loader = false;
        // Without data there will be nothing to train on.
        state.run.train_when_ready &= state.data.in_worker;
        let final_error = WireError::new(
            ErrorKind::Internal,
            error.message.clone(),
            "Reload the page to load other data; what is loaded can still be trained on.",
        );
        notify(state, final_error, Some(Remedy::Reload));
        Vec::new()
    };
    effects.extend(data_failed(state, error));
    effects
}
