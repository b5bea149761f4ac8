//! The digit pad: strokes go to the worker as questions, at most one on its way.

use std::sync::Arc;

use super::{Effect, send};
use crate::page::state::{Answer, PEN, State};
use crate::protocol::{Command, Prediction};

/// Least distance between two points of a line: a tenth of a pixel of the picture that is
/// made of it. A hand that hardly moves would otherwise add points without end, and all of
/// them cross with every question.
const APART: f32 = 0.0035;

pub(super) fn pen_down(state: &mut State, point: [f32; 2]) -> Vec<Effect> {
    state.pad.strokes.push(vec![point]);
    ask(state)
}

pub(super) fn pen_move(state: &mut State, points: &[[f32; 2]]) -> Vec<Effect> {
    let Some(stroke) = state.pad.strokes.last_mut() else {
        return Vec::new();
    };
    let before = stroke.len();
    for point in points {
        if stroke.last().is_none_or(|last| is_apart(*last, *point)) {
            stroke.push(*point);
        }
    }
    if stroke.len() == before {
        return Vec::new();
    }
    ask(state)
}

fn is_apart([x0, y0]: [f32; 2], [x1, y1]: [f32; 2]) -> bool {
    (x1 - x0).hypot(y1 - y0) >= APART
}

pub(super) fn clear(state: &mut State) -> Vec<Effect> {
    state.pad.strokes.clear();
    state.pad.sheet += 1;
    state.pad.answer = None;
    abandon(state);
    Vec::new()
}

/// Waits no longer for the answer on its way: it is to a drawing that was wiped away, or of
/// a network that is gone.
pub(super) fn abandon(state: &mut State) {
    state.pad.question += 1;
    state.pad.in_flight = false;
    state.pad.is_outdated = false;
}

pub(super) fn answered(
    state: &mut State,
    question: u32,
    prediction: Prediction,
    buffers: Vec<Vec<u8>>,
) -> Vec<Effect> {
    if question != state.pad.question {
        return Vec::new();
    }
    state.pad.in_flight = false;
    if !prediction.is_empty {
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
    let Some(run) = state.run_with_network().map(|run| run.id) else {
        return Vec::new();
    };
    if state.pad.strokes.is_empty() {
        return Vec::new();
    }
    if state.pad.in_flight {
        state.pad.is_outdated = true;
        return Vec::new();
    }
    state.pad.in_flight = true;
    state.pad.question += 1;
    send(Command::Predict {
        run,
        question: state.pad.question,
        strokes: state.pad.strokes.clone(),
        pen: PEN,
    })
}
