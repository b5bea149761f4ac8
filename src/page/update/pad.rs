//! The digit pad: strokes go to the worker as questions, at most one on its way.

use std::sync::Arc;

use super::{Effect, send};
use crate::page::run::Status;
use crate::page::state::{Answer, PEN, State};
use crate::protocol::{Command, Prediction};

pub(super) fn pen_down(state: &mut State, point: [f32; 2]) -> Vec<Effect> {
    state.pad.strokes.push(vec![point]);
    ask(state)
}

pub(super) fn pen_move(state: &mut State, points: &[[f32; 2]]) -> Vec<Effect> {
    let Some(stroke) = state.pad.strokes.last_mut() else {
        return Vec::new();
    };
    stroke.extend_from_slice(points);
    ask(state)
}

pub(super) fn clear(state: &mut State) -> Vec<Effect> {
    state.pad.strokes.clear();
    state.pad.sheet += 1;
    state.pad.answer = None;
    // An answer on its way is to what was wiped away.
    state.pad.is_outdated = state.pad.in_flight;
    Vec::new()
}

pub(super) fn answered(
    state: &mut State,
    prediction: Prediction,
    buffers: Vec<Vec<u8>>,
) -> Vec<Effect> {
    state.pad.in_flight = false;
    if !state.pad.strokes.is_empty() && !prediction.is_empty {
        state.pad.answer = Some(Answer {
            prediction: Arc::new(prediction),
            buffers: Arc::new(buffers),
        });
    }
    if std::mem::take(&mut state.pad.is_outdated) {
        ask(state)
    } else {
        Vec::new()
    }
}

/// Asks what the drawing is, unless a question is on its way: then the newest follows it.
pub(super) fn ask(state: &mut State) -> Vec<Effect> {
    let has_network = matches!(
        state.status(),
        Some(
            Status::Running
                | Status::Paused
                | Status::Stopping
                | Status::Stopped
                | Status::Finished
        )
    );
    if state.pad.strokes.is_empty() || !has_network || !state.data.in_worker {
        return Vec::new();
    }
    if state.pad.in_flight {
        state.pad.is_outdated = true;
        return Vec::new();
    }
    state.pad.in_flight = true;
    send(Command::Predict {
        strokes: state.pad.strokes.clone(),
        pen: PEN,
    })
}
