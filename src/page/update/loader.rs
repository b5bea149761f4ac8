//! The loader's life and its events.

use super::data;
use super::notices::notify;
use super::{Effect, predictions, send_loader};
use crate::page::flow;
use crate::page::state::{Remedy, State, WorkerPhase};
use crate::protocol::{BUILD, DataCommand, DataEvent, ErrorKind, WireError};

/// Starts a loader, instead of the one there is.
pub fn start(state: &mut State) -> Vec<Effect> {
    state.data.loader = WorkerPhase::Starting;
    state.data.in_loader = false;
    predictions::abandon(state);
    vec![Effect::StartLoader]
}

pub(super) fn on_event(
    state: &mut State,
    event: DataEvent,
    mut buffers: Vec<Vec<u8>>,
) -> Vec<Effect> {
    match event {
        DataEvent::Ready { build } => greeted(state, &build),
        DataEvent::ExperimentRead(result) => flow::experiment_read(state, *result),
        // Events of an older load come too late.
        DataEvent::Progress { load, .. }
        | DataEvent::Wanted { load, .. }
        | DataEvent::Loaded { load, .. }
        | DataEvent::Failed { load, .. }
            if !state.data.is_awaited(load) =>
        {
            Vec::new()
        }
        DataEvent::Progress { progress, .. } => {
            if let Some(loading) = &mut state.data.loading {
                loading.progress = progress;
            }
            Vec::new()
        }
        DataEvent::Wanted { load, files } => send_loader(DataCommand::Files { load, files }),
        DataEvent::Loaded { summary, .. } => {
            let unlabelled = buffers.pop().unwrap_or_default();
            let pictures = buffers.pop().unwrap_or_default();
            flow::data_ready(state, *summary, [pictures, unlabelled])
        }
        DataEvent::Failed { error, .. } => flow::data_failed(state, error),
        DataEvent::DatasetReady { header } => flow::dataset_arrived(state, header),
        DataEvent::Unlabelled { question } => predictions::samples_arrived(state, question),
        DataEvent::Predictions => predictions::written(state, buffers.pop().unwrap_or_default()),
        DataEvent::Panicked { message } => flow::loader_lost(state, &message),
    }
}

fn greeted(state: &mut State, build: &str) -> Vec<Effect> {
    if build != BUILD {
        let error = WireError::new(
            ErrorKind::Internal,
            format!("This page is of build {BUILD}, and its loader of build {build}."),
            "Reload the page, so that both are fetched anew.",
        );
        notify(state, error, Some(Remedy::Reload));
        state.data.loader = WorkerPhase::Failed;
        return Vec::new();
    }
    state.data.loader = WorkerPhase::Ready;
    let mut effects = Vec::new();
    if state.explorer.is_open {
        effects.push(Effect::OpenExplorer);
    }
    // A loader before this one may have been asked, and was lost before it answered.
    if let Some(pending) = &state.model.pending {
        effects.extend(send_loader(DataCommand::ReadExperiment(pending.clone())));
        return effects;
    }
    // Its predecessor's data is with the worker still; a load that it took along has failed.
    let is_in_worker = state.data.in_worker && state.has_data_of_experiment();
    if state.data.failed.is_none() && !is_in_worker {
        effects.extend(data::load(state));
    }
    effects
}
