//! The digit pad: strokes go to the worker as questions, at most one on its way.

use std::sync::Arc;

use super::{Effect, send};
use crate::page::state::{Answer, PEN, State};
use crate::protocol::{Command, Prediction};

/// Least distance between two points of a line: a tenth of a pixel of the picture that is
/// made of it. A hand that hardly moves would otherwise add points without end, and all of
/// them cross with every question.
const APART: f32 = 0.0035;

/// What happens to what the network is tried on.
#[derive(Clone, Debug, PartialEq)]
pub enum TryMsg {
    /// The pen was put down.
    PenDown([f32; 2]),
    /// The pen moved along these points.
    PenMove(Vec<[f32; 2]>),
    /// Empty the pad.
    Clear,
}

pub(super) fn update(state: &mut State, msg: TryMsg) -> Vec<Effect> {
    match msg {
        TryMsg::PenDown(point) => {
            state.try_it.pad.strokes.push(vec![point]);
            ask(state)
        }
        TryMsg::PenMove(points) => pen_move(state, &points),
        TryMsg::Clear => clear(state),
    }
}

fn pen_move(state: &mut State, points: &[[f32; 2]]) -> Vec<Effect> {
    let Some(stroke) = state.try_it.pad.strokes.last_mut() else {
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

fn clear(state: &mut State) -> Vec<Effect> {
    let pad = &mut state.try_it.pad;
    pad.strokes.clear();
    pad.sheet += 1;
    pad.answer = None;
    abandon(state);
    Vec::new()
}

/// Waits no longer for the answer on its way: it is to a drawing that was wiped away, or of
/// a network that is gone.
pub fn abandon(state: &mut State) {
    let pad = &mut state.try_it.pad;
    pad.question += 1;
    pad.in_flight = false;
    pad.is_outdated = false;
}

pub(super) fn answered(
    state: &mut State,
    question: u32,
    prediction: Prediction,
    buffers: Vec<Vec<u8>>,
) -> Vec<Effect> {
    if question != state.try_it.pad.question {
        return Vec::new();
    }
    let pad = &mut state.try_it.pad;
    pad.in_flight = false;
    if !prediction.is_empty {
        pad.answer = Some(Answer {
            prediction: Arc::new(prediction),
            buffers: Arc::new(buffers),
        });
    }
    if std::mem::take(&mut pad.is_outdated) {
        ask(state)
    } else {
        Vec::new()
    }
}

/// Asks what the drawing is, unless a question is on its way: then the newest follows it.
pub fn ask(state: &mut State) -> Vec<Effect> {
    if state.try_it.pad.strokes.is_empty() {
        return Vec::new();
    }
    let Some(run) = state.run_with_network().map(|run| run.id) else {
        return Vec::new();
    };
    let pad = &mut state.try_it.pad;
    if pad.in_flight {
        pad.is_outdated = true;
        return Vec::new();
    }
    pad.in_flight = true;
    pad.question += 1;
    send(Command::Predict {
        run,
        question: pad.question,
        strokes: pad.strokes.clone(),
        pen: PEN,
    })
}
