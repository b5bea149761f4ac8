//! What the network makes of the samples without labels. They are with the loader: a few at a
//! time go from there to the worker, by way of the page.

use super::notices::{announce, notify};
use super::{Effect, send, send_loader};
use crate::data::Predicted;
use crate::page::state::{State, WorkerPhase};
use crate::protocol::{
    Buffer, Command, DataCommand, DataQuery, DataSummary, NetworkQuery, Question, RunId, Ticket,
    WireError,
};
use crate::ui::format::count;

/// Samples at a time: few enough that in between a drawing is answered within 50 ms.
const PORTION: usize = 64;

/// What happens to the predictions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PredictionsMsg {
    /// Save what the network makes of the samples without labels.
    Save,
    /// Give up saving it.
    Cancel,
}

pub(super) fn update(state: &mut State, msg: PredictionsMsg) -> Vec<Effect> {
    match msg {
        PredictionsMsg::Save => save(state),
        PredictionsMsg::Cancel => cancel(state),
    }
}

/// Asks anew for the first samples, which are shown. What is being saved goes first.
pub fn ask(state: &mut State) -> Vec<Effect> {
    if state.predictions.wanted > 0 {
        state.predictions.is_outdated = true;
        return Vec::new();
    }
    begin(state, DataSummary::UNLABELLED)
}

/// Asks for all samples, to save the answers.
fn save(state: &mut State) -> Vec<Effect> {
    if state.is_busy() {
        return Vec::new();
    }
    abandon(state);
    let effects = begin(state, usize::MAX);
    state.predictions.to_save = state.predictions.wanted > 0;
    effects
}

fn begin(state: &mut State, most: usize) -> Vec<Effect> {
    let can_be_asked = state.run_with_network().is_some()
        && state.data.loader == WorkerPhase::Ready
        && state.data.in_loader;
    let n = state.data.unlabelled_count();
    if n == 0 || !can_be_asked {
        return Vec::new();
    }
    state.predictions.wanted = n.min(most);
    portion(state)
}

/// Asks for the next samples.
fn portion(state: &mut State) -> Vec<Effect> {
    let Some(load) = state.data.loaded.as_ref().map(|loaded| loaded.number) else {
        return Vec::new();
    };
    let predictions = &mut *state.predictions;
    let from = predictions.found.len();
    let body = DataQuery::Unlabelled {
        from,
        count: PORTION.min(predictions.wanted - from),
    };
    let ticket = predictions.loader.ask_now(load);
    send_loader(DataCommand::Ask(Question { ticket, body }))
}

/// Samples came from the loader: the network is asked what they are.
pub(super) fn samples_arrived(
    state: &mut State,
    ticket: Ticket<u32>,
    samples: Buffer,
) -> Vec<Effect> {
    let Some(run) = state.run_with_network().map(|run| run.id) else {
        return Vec::new();
    };
    let predictions = &mut *state.predictions;
    if predictions.loader.answered(ticket).is_none() {
        return Vec::new();
    }
    let ticket = predictions.network.ask_now(run);
    let body = NetworkQuery::Samples { samples };
    send(Command::Ask(Question { ticket, body }))
}

pub(super) fn answered(
    state: &mut State,
    ticket: Ticket<RunId>,
    result: Result<Vec<Predicted>, WireError>,
) -> Vec<Effect> {
    if state.predictions.network.answered(ticket).is_none() {
        return Vec::new();
    }
    let predicted = match result {
        Ok(predicted) => predicted,
        Err(error) => {
            forget(state);
            notify(state, error, None);
            return Vec::new();
        }
    };
    if predicted.is_empty() {
        abandon(state);
        return Vec::new();
    }
    let predictions = &mut *state.predictions;
    predictions.found.extend(predicted);
    if predictions.found.len() < predictions.wanted {
        return portion(state);
    }
    let all = std::mem::take(&mut predictions.found);
    predictions.shown = all[..all.len().min(DataSummary::UNLABELLED)].to_vec();
    predictions.wanted = 0;
    let mut effects = Vec::new();
    if std::mem::take(&mut predictions.to_save) {
        effects.extend(send_loader(DataCommand::WritePredictions(all)));
    }
    if std::mem::take(&mut predictions.is_outdated) {
        effects.extend(ask(state));
    }
    effects
}

/// The answers for all samples are a table now.
pub(super) fn written(state: &mut State, table: Buffer) -> Vec<Effect> {
    let n = state.data.unlabelled_count();
    announce(state, format!("{} predictions are saved.", count(n)));
    vec![Effect::Save {
        name: "predictions.csv",
        bytes: table,
    }]
}

/// Waits no longer for answers: the network or the samples are about to be others.
pub fn abandon(state: &mut State) {
    let predictions = &mut *state.predictions;
    predictions.loader.cancel();
    predictions.network.cancel();
    predictions.found = Vec::new();
    predictions.wanted = 0;
    predictions.to_save = false;
    predictions.is_outdated = false;
}

/// Gives up saving.
fn cancel(state: &mut State) -> Vec<Effect> {
    if !state.predictions.to_save {
        return Vec::new();
    }
    abandon(state);
    announce(state, "Saving the predictions was cancelled.");
    Vec::new()
}

/// What was answered says nothing any more.
pub fn forget(state: &mut State) {
    abandon(state);
    state.predictions.shown = Vec::new();
}
