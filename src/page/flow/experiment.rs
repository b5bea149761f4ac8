//! An experiment is opened, read or changed: its data is loaded, and a run of it is prepared.

use super::{hand_over, prepare};
use crate::experiment::{Experiment, Source};
use crate::page::state::{LoadedModel, State, WorkerPhase};
use crate::page::update::notices::notify;
use crate::page::update::{Effect, data, device, loader, model, send_loader};
use crate::protocol::{
    Adapter, Buffer, DataCommand, ErrorKind, FileLocation, FileRef, PendingExperiment,
    ProvidedFiles, WireError, choose_device,
};

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
