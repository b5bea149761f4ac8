//! The loader's life and its events.

use super::data;
use super::notices::notify;
use super::{Effect, predictions, send_loader};
use crate::page::flow;
use crate::page::state::{Remedy, State, WorkerPhase};
use crate::protocol::{
    Answer, BUILD, DataCommand, DataEvent, DataReply, ErrorKind, LoadEvent, WireError,
};

/// Starts a loader, instead of the one there is.
pub fn start(state: &mut State) -> Vec<Effect> {
    state.data.loader = WorkerPhase::Starting;
    state.data.in_loader = false;
    predictions::abandon(state);
    state.data.loader_number += 1;
    vec![Effect::StartLoader(state.data.loader_number)]
}

pub(super) fn on_event(state: &mut State, event: DataEvent) -> Vec<Effect> {
    match event {
        DataEvent::Ready { build } => greeted(state, &build),
        DataEvent::ExperimentRead { result, model } => flow::experiment_read(state, *result, model),
        DataEvent::Load(load, event) if state.data.is_awaited(load) => on_load(state, load, event),
        // An event of an older load comes too late.
        DataEvent::Load(..) => Vec::new(),
        DataEvent::Dataset(parcel) => flow::dataset_arrived(state, parcel),
        DataEvent::Answer(Answer { ticket, body }) => match body {
            DataReply::Unlabelled(samples) if state.predictions.loader.open() == Some(ticket) => {
                predictions::samples_arrived(state, ticket, samples)
            }
            // Views with a state of their own ask all else.
            body => vec![Effect::HandAnswer(Answer { ticket, body })],
        },
        DataEvent::Predictions { table } => predictions::written(state, table),
        DataEvent::Panicked { message } => flow::loader_lost(state, &message),
    }
}

fn on_load(state: &mut State, load: u32, event: LoadEvent) -> Vec<Effect> {
    match event {
        LoadEvent::Progress(progress) => {
            if let Some(loading) = &mut state.data.loading {
                loading.progress = progress;
            }
            Vec::new()
        }
        LoadEvent::Wanted(files) => send_loader(DataCommand::Files { load, files }),
        LoadEvent::Loaded {
            summary,
            pictures,
            unlabelled,
        } => flow::data_ready(state, *summary, [pictures, unlabelled]),
        LoadEvent::Failed(error) => flow::data_failed(state, error),
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
    // A loader before this one may have been asked, and was lost before it answered.
    if let Some(pending) = &state.model.pending {
        return send_loader(DataCommand::ReadExperiment(pending.clone()));
    }
    // Its predecessor's data is with the worker still; a load that it took along has failed.
    let is_in_worker = state.data.in_worker && state.has_data_of_experiment();
    if state.data.failed.is_none() && !is_in_worker {
        return data::load(state);
    }
    Vec::new()
}
