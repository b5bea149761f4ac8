//! The points of the learning curve, one after another.

use super::msg::{Request, ask_network, text};
use super::state::{PARTS, State};
use crate::protocol::{NetworkQuery, RunId, Ticket, WireError};
use crate::run::CurvePoint;

/// Begins a curve, with so many epochs for each point.
pub fn draw(state: &mut State, epochs: usize) -> Vec<Request> {
    let curve = &mut state.curve;
    curve.points.clear();
    curve.error = None;
    curve.epochs = epochs;
    curve.is_under_way = true;
    next_point(state)
}

/// Asks for the next point of the learning curve.
fn next_point(state: &mut State) -> Vec<Request> {
    let curve = &mut state.curve;
    let next = PARTS.get(curve.points.len());
    let (Some(run), Some(&part)) = (state.page.run, next) else {
        curve.is_under_way = false;
        return Vec::new();
    };
    let epochs = curve.epochs;
    let ticket = curve.asker.ask_now(run);
    let body = NetworkQuery::LearningCurve { part, epochs };
    vec![ask_network(ticket, body)]
}

/// Takes in a point.
pub fn point_found(
    state: &mut State,
    ticket: Ticket<RunId>,
    result: Result<CurvePoint, WireError>,
) -> Vec<Request> {
    let curve = &mut state.curve;
    if curve.asker.answered(ticket).is_none() {
        return Vec::new();
    }
    match result {
        Ok(CurvePoint {
            samples,
            train,
            test,
        }) => {
            curve.points.push((samples, train, test));
            next_point(state)
        }
        Err(error) => {
            curve.is_under_way = false;
            curve.error = Some(text(&error));
            Vec::new()
        }
    }
}

/// Expects no more points, and lets the worker do other things.
pub fn stop(state: &mut State) -> Vec<Request> {
    let curve = &mut state.curve;
    curve.is_under_way = false;
    let Some(run) = state.page.run else {
        return Vec::new();
    };
    let ticket = curve.asker.ask_now(run);
    curve.asker.cancel();
    let body = NetworkQuery::LearningCurve {
        part: 0.0,
        epochs: 0,
    };
    vec![ask_network(ticket, body)]
}
