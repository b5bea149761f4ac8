//! Samples without labels: the loader has them, the network predicts them, and they are shown or become a table.

use std::sync::Arc;

use super::msg::{Request, ask, ask_network, text};
use super::one_sample::reals;
use super::portions::Next;
use super::state::{OUTSIDE_PORTION, State};
use crate::protocol::{
    Buffer, DataQuery, EvaluationQuery, NetworkQuery, PredictionTable, Question, RunId, Ticket,
    WireError,
};

/// Begins a table, to be saved or shown.
pub fn begin(state: &mut State, kind: PredictionTable, to_show: bool) -> Vec<Request> {
    end(state);
    state.table.error = None;
    if state.page.outside == 0 || !state.can_evaluate() {
        return Vec::new();
    }
    state.table.kind = Some(kind);
    state.table.to_show = to_show;
    let all = state.page.outside;
    state.table.network.begin(if to_show {
        all.min(state.table.rows)
    } else {
        all
    });
    next(state)
}

/// Shows another portion, below what is shown.
pub fn show_more(state: &mut State) -> Vec<Request> {
    let shown = state.table.shown.len() / state.page.classes.len().max(1);
    state.table.rows = shown + OUTSIDE_PORTION;
    begin(state, PredictionTable::Probabilities, true)
}

/// Gives it up.
pub fn end(state: &mut State) {
    let table = &mut state.table;
    table.loader.cancel();
    table.network.end();
    table.kind = None;
    table.gathered.clear();
}

/// Asks the loader for the next samples.
fn next(state: &mut State) -> Vec<Request> {
    let table = &mut state.table;
    let Some(load) = state.page.load else {
        return Vec::new();
    };
    let [from, total] = table.network.progress();
    let body = DataQuery::Unlabelled {
        from,
        count: OUTSIDE_PORTION.min(total - from),
    };
    let ticket = table.loader.ask_now(load);
    vec![Request::Loader(Question { ticket, body })]
}

/// Takes in some samples, and asks the network about them.
pub fn arrived(state: &mut State, ticket: Ticket<u32>, samples: Buffer) -> Vec<Request> {
    let table = &mut state.table;
    if table.loader.answered(ticket).is_none() {
        return Vec::new();
    }
    let Some(run) = state.page.run else {
        return Vec::new();
    };
    if table.to_show {
        table.gathered.extend_from_slice(&samples.to_vec());
    }
    let body = NetworkQuery::Probabilities(samples);
    vec![ask_network(table.network.ask(run), body)]
}

/// Takes in their probabilities.
pub fn predicted(
    state: &mut State,
    ticket: Ticket<RunId>,
    result: Result<Buffer, WireError>,
) -> Vec<Request> {
    let table = &mut state.table;
    if !table.network.answered(ticket) {
        return Vec::new();
    }
    let bytes = match result {
        Ok(values) => values.into_vec(),
        Err(error) => {
            end(state);
            state.table.error = Some(text(&error));
            return Vec::new();
        }
    };
    let count = bytes.len() / (4 * state.page.classes.len().max(1));
    let [_, total] = table.network.progress();
    match table.network.take(bytes, count, total) {
        Next::Nothing => Vec::new(),
        Next::Ask => next(state),
        Next::Complete(portions) if table.to_show => {
            table.shown = Arc::new(reals(&portions.concat()));
            table.samples = Arc::new(std::mem::take(&mut table.gathered));
            end(state);
            Vec::new()
        }
        Next::Complete(portions) => {
            let (Some(load), Some(kind)) = (state.page.load, table.kind) else {
                return Vec::new();
            };
            let ticket = table.loader.ask_now(load);
            vec![ask(ticket, &EvaluationQuery::Table { kind, portions })]
        }
    }
}

/// Saves the table.
pub fn made(
    state: &mut State,
    ticket: Ticket<u32>,
    result: Result<Buffer, WireError>,
) -> Vec<Request> {
    if state.table.loader.answered(ticket).is_none() {
        return Vec::new();
    }
    let name = match state.table.kind {
        Some(PredictionTable::Submission) => "submission.csv",
        _ => "probabilities.csv",
    };
    end(state);
    match result {
        Ok(table) => vec![Request::Save(name, table)],
        Err(error) => {
            state.table.error = Some(text(&error));
            Vec::new()
        }
    }
}
