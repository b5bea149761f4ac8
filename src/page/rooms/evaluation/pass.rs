//! One pass over the samples of a part: the network predicts them, the loader works out what follows from that.

use std::sync::Arc;

use super::galleries::show;
use super::msg::{Request, Which, ask, ask_network, text};
use super::portions::Next;
use super::state::{PORTION, Shown, State};
use crate::metrics::Analysis;
use crate::protocol::{EvaluationQuery, NetworkQuery, PredictedPortion, RunId, Ticket, WireError};

/// Gives up the evaluation under way.
pub fn give_up(state: &mut State) {
    state.pass.end();
    state.analyser.cancel();
}

/// Begins an evaluation; what was kept of the run's own will do where that is said.
pub fn evaluate(state: &mut State, or_kept: bool) -> Vec<Request> {
    give_up(state);
    if !state.can_evaluate() {
        return Vec::new();
    }
    state.is_due = false;
    state.error = None;
    state.steps = None;
    state.pass.begin(0);
    portion(state, or_kept)
}

fn portion(state: &mut State, or_kept: bool) -> Vec<Request> {
    let Some(run) = state.page.run else {
        return Vec::new();
    };
    let [from, _] = state.pass.progress();
    let body = NetworkQuery::Predict {
        part: state.part(),
        from,
        count: PORTION,
        or_kept,
    };
    vec![ask_network(state.pass.ask(run), body)]
}

/// Takes in the predictions of some samples.
pub fn predicted(
    state: &mut State,
    ticket: Ticket<RunId>,
    result: Result<PredictedPortion, WireError>,
) -> Vec<Request> {
    if !state.pass.answered(ticket) {
        return Vec::new();
    }
    let portion_came = match result {
        Ok(portion) => portion,
        Err(error) => {
            give_up(state);
            state.error = Some(text(&error));
            return Vec::new();
        }
    };
    let PredictedPortion {
        predictions,
        count,
        total,
        step,
    } = portion_came;
    if let Some(step) = step {
        let [least, most] = state.steps.unwrap_or([step, step]);
        state.steps = Some([least.min(step), most.max(step)]);
    }
    if total == 0 {
        give_up(state);
        state.error = Some("There are no such samples. Choose another part.".to_owned());
        return Vec::new();
    }
    match state.pass.take(predictions.into_vec(), count, total) {
        Next::Nothing => Vec::new(),
        Next::Ask => portion(state, false),
        Next::Complete(portions) => {
            let Some(load) = state.page.load else {
                return Vec::new();
            };
            let ticket = state.analyser.ask_now(load);
            let part = state.part();
            vec![ask(ticket, &EvaluationQuery::Analyse { part, portions })]
        }
    }
}

/// Takes in what follows from all predictions.
pub fn analysed(
    state: &mut State,
    ticket: Ticket<u32>,
    result: Result<Analysis, WireError>,
) -> Vec<Request> {
    if state.analyser.answered(ticket).is_none() {
        return Vec::new();
    }
    state.pass.end();
    match result {
        Ok(analysis) => {
            state.shown = Some(Arc::new(Shown {
                part: state.part(),
                analysis,
                steps: state.steps,
            }));
            let mut requests = show(state, Which::Mistakes);
            requests.extend(show(state, Which::Cell));
            requests
        }
        Err(error) => {
            state.error = Some(text(&error));
            Vec::new()
        }
    }
}
