//! The digit pad: strokes go to the worker as questions, at most one on its way.

use std::sync::Arc;

use super::{Effect, send};
use crate::page::state::{PEN, State};
use crate::protocol::{Command, NetworkQuery, Prediction, Question, RunId, Ticket, WireError};

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
    // The answer on its way is to a drawing that was wiped away.
    pad.asker.cancel();
    Vec::new()
}

pub(super) fn answered(
    state: &mut State,
    ticket: Ticket<RunId>,
    result: Result<Prediction, WireError>,
) -> Vec<Effect> {
    let pad = &mut state.try_it.pad;
    let Some(is_outdated) = pad.asker.answered(ticket) else {
        return Vec::new();
    };
    // Where it failed, so does the run, which says why.
    if let Ok(prediction) = result
        && !prediction.is_empty
    {
        pad.answer = Some(Arc::new(prediction));
    }
    if is_outdated { ask(state) } else { Vec::new() }
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
    let Some(ticket) = pad.asker.ask(run) else {
        return Vec::new();
    };
    let body = NetworkQuery::Drawing {
        strokes: pad.strokes.clone(),
        pen: PEN,
    };
    send(Command::Ask(Question { ticket, body }))
}
