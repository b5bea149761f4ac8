//! What the network is tried on: a drawing or a sample goes to the worker as a question, at most
//! one on its way, and so do the points of a grid.

use std::sync::Arc;

use super::{Effect, send};
use crate::page::state::{PEN, State};
use crate::page::try_it::{TryKind, kind};
use crate::protocol::{
    Buffer, Command, GridAnswer, NetworkQuery, Prediction, Question, RunId, Ticket, WireError,
};

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
    /// Classify this sample, or nothing any more.
    Sample(Option<Buffer>),
    /// Classify these points now and whenever the network has changed, or none any more.
    Grid(Option<Buffer>),
}

pub(super) fn update(state: &mut State, msg: TryMsg) -> Vec<Effect> {
    match msg {
        TryMsg::PenDown(point) => {
            // A sample that was tried in its place gives way.
            state.try_it.sample = None;
            state.try_it.pad.strokes.push(vec![point]);
            ask(state)
        }
        TryMsg::PenMove(points) => pen_move(state, &points),
        TryMsg::Clear => clear(state),
        TryMsg::Sample(sample) => take_sample(state, sample),
        TryMsg::Grid(points) => take_grid(state, points),
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
    state.try_it.sample = None;
    forget_answer(state);
    Vec::new()
}

/// Takes a sample in place of the one before. The answer to that one stays until the next comes,
/// so that a series of pictures does not flicker.
fn take_sample(state: &mut State, sample: Option<Buffer>) -> Vec<Effect> {
    if sample.is_none() {
        forget_answer(state);
    }
    state.try_it.sample = sample;
    ask(state)
}

fn take_grid(state: &mut State, points: Option<Buffer>) -> Vec<Effect> {
    let grid = &mut state.try_it.grid;
    grid.asker.cancel();
    grid.answers = None;
    grid.margins = None;
    grid.points = points;
    ask_grid(state)
}

fn forget_answer(state: &mut State) {
    let tried = &mut *state.try_it;
    tried.answer = None;
    tried.refusal = None;
    // The answer on its way is to something that is gone.
    tried.asker.cancel();
}

/// Other data is loaded: what was tried of the data before says nothing any more. A drawing stays
/// where the new data is for drawing, too.
pub fn data_changed(state: &mut State) {
    if kind(state) != TryKind::Pad {
        clear(state);
    }
    forget_answer(state);
    state.try_it.sample = None;
    take_grid(state, None);
}

/// Expects no answer any more: the network is about to be another one, or its worker is gone.
pub fn abandon(state: &mut State) {
    state.try_it.asker.cancel();
    state.try_it.grid.asker.cancel();
}

/// Abandons, and forgets what the network before has answered.
pub fn forget_answers(state: &mut State) {
    forget_answer(state);
    state.try_it.grid.asker.cancel();
    state.try_it.grid.answers = None;
    state.try_it.grid.margins = None;
}

pub(super) fn answered(
    state: &mut State,
    ticket: Ticket<RunId>,
    result: Result<Prediction, WireError>,
) -> Vec<Effect> {
    let tried = &mut *state.try_it;
    let Some(is_outdated) = tried.asker.answered(ticket) else {
        return Vec::new();
    };
    match result {
        Ok(prediction) => {
            tried.refusal = None;
            if !prediction.is_empty {
                tried.answer = Some(Arc::new(prediction));
            }
        }
        Err(error) => {
            tried.answer = None;
            tried.refusal = Some(error);
        }
    }
    if is_outdated { ask(state) } else { Vec::new() }
}

pub(super) fn grid_answered(
    state: &mut State,
    ticket: Ticket<RunId>,
    result: Result<GridAnswer, WireError>,
) -> Vec<Effect> {
    let grid = &mut state.try_it.grid;
    let Some(is_outdated) = grid.asker.answered(ticket) else {
        return Vec::new();
    };
    // Where some points have no answer, the plane shows none: its centre can still be clicked.
    let answer = result
        .ok()
        .map(|answer| (Arc::new(answer.predicted), answer.margins));
    let (answers, margins) = answer.unzip();
    grid.answers = answers;
    grid.margins = margins.flatten().map(Arc::new);
    if is_outdated {
        ask_grid(state)
    } else {
        Vec::new()
    }
}

/// Asks what the sample or the drawing is, unless a question is on its way: then the newest
/// follows it.
pub fn ask(state: &mut State) -> Vec<Effect> {
    let Some(run) = state.run_with_network().map(|run| run.id) else {
        return Vec::new();
    };
    let tried = &mut *state.try_it;
    let body = match &tried.sample {
        Some(sample) => NetworkQuery::Sample(sample.clone()),
        None if tried.pad.strokes.is_empty() => return Vec::new(),
        None => NetworkQuery::Drawing {
            strokes: tried.pad.strokes.clone(),
            pen: PEN,
        },
    };
    let ticket = tried.asker.ask(run);
    ticket.map_or_else(Vec::new, |ticket| {
        send(Command::Ask(Question { ticket, body }))
    })
}

/// Asks what the points of the grid are, if a plane is shown.
pub fn ask_grid(state: &mut State) -> Vec<Effect> {
    let Some(run) = state.run_with_network().map(|run| run.id) else {
        return Vec::new();
    };
    let grid = &mut state.try_it.grid;
    let Some(points) = grid.points.clone() else {
        return Vec::new();
    };
    let body = NetworkQuery::Grid(points);
    let ticket = grid.asker.ask(run);
    ticket.map_or_else(Vec::new, |ticket| {
        send(Command::Ask(Question { ticket, body }))
    })
}
