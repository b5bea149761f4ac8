//! The loader's life: started, greeted, lost and replaced.

use super::{Effect, data, notify, predictions, send_loader};
use crate::page::state::{Remedy, State, WorkerPhase};
use crate::protocol::{BUILD, DataCommand, ErrorKind, WireError};

/// Loaders that may be lost one after the other before the page stops replacing them.
const MAX_CRASHES: u32 = 2;

/// Starts a loader, in place of the one there is.
pub(super) fn start(state: &mut State) -> Vec<Effect> {
    state.loader = WorkerPhase::Starting;
    state.data.in_loader = false;
    predictions::abandon(state);
    vec![Effect::StartLoader]
}

pub(super) fn greeted(state: &mut State, build: &str) -> Vec<Effect> {
    if build != BUILD {
        let error = WireError::new(
            ErrorKind::Internal,
            format!("This page is of build {BUILD}, and its loader of build {build}."),
            "Reload the page, so that both are fetched anew.",
        );
        notify(state, error, Some(Remedy::Reload));
        state.loader = WorkerPhase::Failed;
        return Vec::new();
    }
    state.loader = WorkerPhase::Ready;
    let mut effects = Vec::new();
    if state.look.is_open {
        effects.push(Effect::OpenLook);
    }
    // A loader before this one may have been asked, and was lost before it answered.
    if let Some(pending) = &state.pending {
        effects.extend(send_loader(DataCommand::ReadExperiment(pending.clone())));
        return effects;
    }
    // Its predecessor's data is with the worker still; a load that it took along has failed.
    if state.data.failed.is_none() && !(state.data.in_worker && data::fits(state)) {
        effects.extend(data::load(state));
    }
    effects
}

/// A loader is gone without having been told to.
pub(super) fn lost(state: &mut State, message: &str) -> Vec<Effect> {
    state.loader_crashes += 1;
    let error = WireError::new(
        ErrorKind::Internal,
        format!("the worker that reads data stopped: {message}"),
        "A new one was started. If it happens again with these files, load fewer or smaller ones.",
    );
    let mut effects = if state.loader_crashes < MAX_CRASHES {
        start(state)
    } else {
        state.loader = WorkerPhase::Failed;
        state.data.in_loader = false;
        // Without data there will be nothing to train on.
        state.train_when_ready &= state.data.in_worker;
        let final_error = WireError::new(
            ErrorKind::Internal,
            error.message.clone(),
            "Reload the page to load other data; what is loaded can still be trained on.",
        );
        notify(state, final_error, Some(Remedy::Reload));
        Vec::new()
    };
    effects.extend(data::failed(state, error));
    effects
}
