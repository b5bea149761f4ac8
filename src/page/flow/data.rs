//! Data is ready, cannot be had, or is on its way to the worker that trains.

use std::sync::Arc;

use super::run::{prepare_if_changed, take_over_run};
use crate::data::DatasetParcel;
use crate::page::state::{FailedLoad, LoadedData, Remedy, State, WorkerPhase};
use crate::page::update::notices::{announce, notify};
use crate::page::update::{Effect, data, loader, model, predictions, send, send_loader, try_it};
use crate::protocol::{Buffer, Command, DataCommand, DataSummary, ErrorKind, WireError};
use crate::ui::format::count;

/// Loaders that may crash one after the other before the page stops replacing them.
const MAX_LOADER_CRASHES: u32 = 2;

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
