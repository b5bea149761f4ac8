//! One sample: it is fetched, changed step by step, the network is asked about all of that, and the training samples
//! nearest to it are found.

use std::sync::Arc;

use super::msg::{Request, ask, ask_network, text};
use super::portions::Next;
use super::state::{Close, PORTION, Page, State, nearest};
use crate::protocol::{
    Buffer, EvaluationQuery, NetworkQuery, RunId, SampleId, Ticket, Variation, WireError,
};

/// Fetches a sample to look at it closely.
pub fn look_at(state: &mut State, id: SampleId, label: Option<u16>) -> Vec<Request> {
    let close = &mut state.close;
    forget(close);
    close.prober.cancel();
    close.distances.end();
    close.changer.cancel();
    close.finder.cancel();
    close.sample = Some((id, label));
    let Some(load) = state.page.load else {
        return Vec::new();
    };
    vec![ask(
        close.fetcher.ask_now(load),
        &EvaluationQuery::Sample(id),
    )]
}

/// Takes it in.
pub fn fetched(
    state: &mut State,
    ticket: Ticket<u32>,
    result: Result<Buffer, WireError>,
) -> Vec<Request> {
    let close = &mut state.close;
    if close.fetcher.answered(ticket).is_none() {
        return Vec::new();
    }
    match result {
        Ok(packed) => {
            close.packed = Some(Arc::new(packed.into_vec()));
            if state.page.shape.is_some() {
                vary(state)
            } else {
                probe(state)
            }
        }
        Err(error) => {
            close.error = Some(text(&error));
            Vec::new()
        }
    }
}

/// Changes it in another way.
pub fn vary_as(state: &mut State, variation: Variation) -> Vec<Request> {
    state.close.variation = variation;
    vary(state)
}

/// Asks for the sample's changed pictures.
fn vary(state: &mut State) -> Vec<Request> {
    let close = &mut state.close;
    let (Some(load), Some((sample, _))) = (state.page.load, close.sample) else {
        return Vec::new();
    };
    if state.page.shape.is_none() {
        return Vec::new();
    }
    let change = close.variation;
    let ticket = close.changer.ask_now(load);
    vec![ask(ticket, &EvaluationQuery::Vary { sample, change })]
}

/// Takes in the changed pictures.
pub fn changed(
    state: &mut State,
    ticket: Ticket<u32>,
    result: Result<Buffer, WireError>,
) -> Vec<Request> {
    let close = &mut state.close;
    if close.changer.answered(ticket).is_none() {
        return Vec::new();
    }
    match result {
        Ok(pictures) => {
            close.changed = Arc::new(pictures.into_vec());
            close.probabilities = Arc::default();
            probe(state)
        }
        Err(error) => {
            close.error = Some(text(&error));
            Vec::new()
        }
    }
}

/// Asks the network about the sample as it is, and changed.
fn probe(state: &mut State) -> Vec<Request> {
    let close = &mut state.close;
    let (Some(run), Some(packed)) = (state.page.run, &close.packed) else {
        return Vec::new();
    };
    let samples = [&packed[..], &close.changed[..]].concat();
    let ticket = close.prober.ask_now(run);
    let body = NetworkQuery::Probabilities(samples.into());
    vec![ask_network(ticket, body)]
}

/// Real numbers of their bytes.
pub fn reals(bytes: &[u8]) -> Vec<f32> {
    let (values, _) = bytes.as_chunks();
    values
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes))
        .collect()
}

/// Takes in its probabilities and those of its changed pictures; false where they are of something else.
pub fn probed(
    state: &mut State,
    ticket: Ticket<RunId>,
    result: &Result<Buffer, WireError>,
) -> bool {
    let close = &mut state.close;
    if close.prober.answered(ticket).is_none() {
        return false;
    }
    match result {
        Ok(values) => {
            let mut own = reals(&values.to_vec());
            let changed = own.split_off(state.page.classes.len().min(own.len()));
            close.own = Arc::new(own);
            close.probabilities = Arc::new(changed);
        }
        Err(error) => close.error = Some(text(error)),
    }
    true
}

/// Finds the training samples nearest to it.
pub fn find_nearest(state: &mut State) -> Vec<Request> {
    state.close.nearest = None;
    if state.close.packed.is_none() {
        return Vec::new();
    }
    state.close.distances.begin(state.page.samples[0]);
    measure(state)
}

fn measure(state: &mut State) -> Vec<Request> {
    let close = &mut state.close;
    let (Some(run), Some(packed)) = (state.page.run, &close.packed) else {
        close.distances.end();
        return Vec::new();
    };
    let [from, _] = close.distances.progress();
    let body = NetworkQuery::Distances {
        sample: packed.to_vec().into(),
        from,
        count: PORTION,
    };
    vec![ask_network(close.distances.ask(run), body)]
}

/// Takes in the distances of some training samples.
pub fn measured(
    state: &mut State,
    ticket: Ticket<RunId>,
    result: Result<Buffer, WireError>,
) -> Vec<Request> {
    let close = &mut state.close;
    if !close.distances.answered(ticket) {
        return Vec::new();
    }
    let bytes = match result {
        Ok(more) => more.into_vec(),
        Err(error) => {
            close.distances.end();
            close.error = Some(text(&error));
            return Vec::new();
        }
    };
    let count = bytes.len() / 4;
    let [_, total] = close.distances.progress();
    match close.distances.take(bytes, count, total) {
        Next::Nothing => Vec::new(),
        Next::Ask => measure(state),
        Next::Complete(portions) => {
            close.distances.end();
            let Some(load) = state.page.load else {
                return Vec::new();
            };
            let found = nearest(&reals(&portions.concat()));
            let query = EvaluationQuery::Training(found);
            vec![ask(close.finder.ask_now(load), &query)]
        }
    }
}

/// Takes in the nearest training samples.
pub fn found(state: &mut State, ticket: Ticket<u32>, page: Page) {
    if state.close.finder.answered(ticket).is_some() {
        state.close.nearest = Some(Arc::new(page));
    }
}

/// Asks the network nothing about it any more.
pub fn ask_no_more(close: &mut Close) {
    close.prober.cancel();
    close.distances.end();
}

/// Forgets the sample; the askers stay, so that no number comes again.
pub fn forget(close: &mut Close) {
    close.distances.end();
    *close = Close {
        fetcher: std::mem::take(&mut close.fetcher),
        changer: std::mem::take(&mut close.changer),
        prober: std::mem::take(&mut close.prober),
        distances: std::mem::take(&mut close.distances),
        finder: std::mem::take(&mut close.finder),
        variation: close.variation,
        ..Close::default()
    };
}
