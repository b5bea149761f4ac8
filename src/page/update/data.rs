//! The data set: loaded, given up, failed and tried again.

use std::sync::Arc;

use super::{Effect, announce, experiment, run, send};
use crate::page::form::Form;
use crate::page::format::count;
use crate::page::state::{FailedLoad, Loaded, Loading, State, WorkerPhase};
use crate::protocol::{Command, DataSummary, WireError};
use crate::spec::Source;

/// Asks the worker for a data set, by the experiment's seed.
pub(super) fn load(state: &mut State, source: Source) -> Vec<Effect> {
    if state.worker != WorkerPhase::Ready {
        return Vec::new();
    }
    let seed = state.experiment.seed;
    state.data.failed = None;
    state.data.loading = Some(Loading {
        source: source.clone(),
        seed,
        what: String::new(),
        done: 0,
        total: 0,
        is_cancelled: false,
    });
    announce(state, format!("Loading {}.", source.name()));
    send(Command::Load {
        source,
        seed,
        base: state.base.clone(),
    })
}

/// Whether the loaded set is the experiment's.
pub(super) fn fits(state: &State) -> bool {
    let source = &state.experiment.data.source;
    state.data.in_worker
        && state.data.loaded.as_ref().is_some_and(|loaded| {
            loaded.summary.source == *source
                && (!source.is_generated() || loaded.seed == state.experiment.seed)
        })
}

pub(super) fn cancel(state: &mut State) -> Vec<Effect> {
    match &mut state.data.loading {
        Some(loading) if !loading.is_cancelled => {
            loading.is_cancelled = true;
            state.train_when_ready = false;
            send(Command::CancelLoad)
        }
        _ => Vec::new(),
    }
}

pub(super) fn retry(state: &mut State) -> Vec<Effect> {
    let Some(failed) = &state.data.failed else {
        return Vec::new();
    };
    let source = failed.source.clone();
    experiment::choose_source(state, source)
}

pub(super) fn progress(state: &mut State, what: String, done: u64, total: u64) -> Vec<Effect> {
    if let Some(loading) = &mut state.data.loading {
        loading.what = what;
        loading.done = done;
        loading.total = total;
    }
    Vec::new()
}

pub(super) fn ready(state: &mut State, summary: DataSummary, pictures: Vec<u8>) -> Vec<Effect> {
    let Some(loading) = state.data.loading.take() else {
        return Vec::new();
    };
    announce(
        state,
        format!(
            "{} is loaded: {} training and {} test samples.",
            summary.source.name(),
            count(samples(&summary, 0)),
            count(samples(&summary, 1)),
        ),
    );
    state.data.loaded = Some(Loaded {
        summary: Arc::new(summary),
        pictures: Arc::new(pictures),
        seed: loading.seed,
    });
    state.data.in_worker = true;
    run::data_is_there(state)
}

pub(super) fn failed(state: &mut State, error: WireError) -> Vec<Effect> {
    let Some(loading) = state.data.loading.take() else {
        return Vec::new();
    };
    state.train_when_ready = false;
    let name = loading.source.name();
    if loading.is_cancelled {
        announce(state, format!("Loading {name} was cancelled."));
    } else {
        announce(state, format!("{name} could not be loaded."));
    }
    // What was loaded before is still there: the experiment goes back to it.
    let kept = state.data.loaded.as_ref().filter(|_| state.data.in_worker);
    let may_forget = kept.is_some();
    if let Some(kept) = kept {
        state.experiment.data.source = kept.summary.source.clone();
        if kept.summary.source.is_generated() {
            state.experiment.seed = kept.seed;
        }
        state.form = Form::of(&state.experiment);
    }
    if !(loading.is_cancelled && may_forget) {
        state.data.failed = Some(FailedLoad {
            source: loading.source,
            error,
        });
    }
    Vec::new()
}

/// Samples of a part: 0 for training, 1 for testing.
fn samples(summary: &DataSummary, part: usize) -> usize {
    summary.counts[part].iter().map(|n| *n as usize).sum()
}
