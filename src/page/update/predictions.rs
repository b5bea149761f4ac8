//! What the network makes of the samples without labels. They are with the loader: a few at a
//! time go from there to the worker, by way of the page.

use super::{Effect, announce, notify, send_loader};
use crate::data::Predicted;
use crate::page::state::{Predictions, State, WorkerPhase};
use crate::protocol::{Command, DataCommand, DataSummary, ErrorKind, WireError};
use crate::ui::format::count;

/// Samples at a time: few enough that in between a drawing is answered within 50 ms.
const PORTION: usize = 64;

/// Asks anew for the first samples, which are shown. What is being saved goes first.
pub(super) fn ask(state: &mut State) -> Vec<Effect> {
    if state.predictions.wanted > 0 {
        state.predictions.is_outdated = true;
        return Vec::new();
    }
    begin(state, DataSummary::UNLABELLED)
}

/// Asks for all samples, to save the answers.
pub(super) fn save(state: &mut State) -> Vec<Effect> {
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
        && state.loader == WorkerPhase::Ready
        && state.data.in_loader;
    let loaded = state.data.loaded.as_ref().filter(|_| can_be_asked);
    let n = loaded.map_or(0, |loaded| loaded.summary.unlabelled);
    state.predictions.wanted = n.min(most);
    if n == 0 {
        return Vec::new();
    }
    state.predictions.question += 1;
    portion(state)
}

/// Asks for the next samples.
fn portion(state: &State) -> Vec<Effect> {
    let Predictions {
        question,
        found,
        wanted,
        ..
    } = &state.predictions;
    send_loader(DataCommand::SendUnlabelled {
        question: *question,
        from: found.len(),
        count: PORTION.min(wanted - found.len()),
    })
}

/// Samples are on their way through the page.
pub(super) fn unlabelled_ready(state: &State, question: u32) -> Vec<Effect> {
    let run = state.run_with_network().map(|run| run.id);
    match run.filter(|_| question == state.predictions.question) {
        Some(run) => vec![Effect::Forward(Command::Classify { run, question })],
        None => Vec::new(),
    }
}

pub(super) fn answered(state: &mut State, question: u32, predicted: Vec<Predicted>) -> Vec<Effect> {
    let predictions = &mut state.predictions;
    if question != predictions.question {
        return Vec::new();
    }
    if predicted.is_empty() {
        abandon(state);
        return Vec::new();
    }
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
pub(super) fn written(state: &mut State, table: Vec<u8>) -> Vec<Effect> {
    let loaded = state.data.loaded.as_ref();
    let n = loaded.map_or(0, |loaded| loaded.summary.unlabelled);
    announce(state, format!("{} predictions are saved.", count(n)));
    vec![Effect::Save {
        name: "predictions.csv",
        bytes: table,
    }]
}

/// The browser did not take the file.
pub(super) fn not_saved(state: &mut State, why: &str) -> Vec<Effect> {
    let error = WireError::new(
        ErrorKind::Internal,
        format!("The predictions could not be saved: {why}"),
        "Allow this page to download files, and try again.",
    );
    notify(state, error, None);
    Vec::new()
}

/// Waits no longer for answers: the network or the samples are about to be others.
pub(super) fn abandon(state: &mut State) {
    state.predictions = Predictions {
        shown: std::mem::take(&mut state.predictions.shown),
        question: state.predictions.question + 1,
        ..Predictions::default()
    };
}

/// Gives up saving.
pub(super) fn cancel(state: &mut State) -> Vec<Effect> {
    if !state.predictions.to_save {
        return Vec::new();
    }
    abandon(state);
    announce(state, "Saving the predictions was cancelled.");
    Vec::new()
}

/// What was answered says nothing any more.
pub(super) fn forget(state: &mut State) {
    abandon(state);
    state.predictions.shown = Vec::new();
}
