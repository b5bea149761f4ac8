//! Changes of the experiment: each prepares a new run, once it fits the data.

use super::{Effect, data, notify};
use crate::experiment::{BuiltInModel, Experiment, Source};
use crate::page::form::{Field, Form};
use crate::page::state::State;
use crate::protocol::{ProvidedFiles, WireError};

/// The experiment of the page's address was read: what waited for it begins.
pub(super) fn read(state: &mut State, result: Result<Experiment, WireError>) -> Vec<Effect> {
    if state.pending.take().is_none() {
        return Vec::new();
    }
    match result {
        Ok(experiment) => {
            state.form = Form::of(&experiment);
            state.experiment = experiment;
        }
        Err(error) => {
            // Not on another experiment than was asked for.
            state.train_when_ready = false;
            notify(state, error, None);
        }
    }
    data::load(state)
}

/// Takes a data set, also instead of what is being loaded.
pub(super) fn choose_source(state: &mut State, source: Source) -> Vec<Effect> {
    if !state.can_set() {
        return Vec::new();
    }
    state.experiment.data.source = source;
    // Those files were for the data before.
    state.experiment.data.outside = None;
    state.data.files = ProvidedFiles::default();
    data::changed(state)
}

pub(super) fn choose_model(state: &mut State, model: BuiltInModel) -> Vec<Effect> {
    if !state.can_set() {
        return Vec::new();
    }
    state.experiment.model = model.model();
    data::fit_model(state);
    data::changed(state)
}

pub(super) fn set_field(state: &mut State, field: Field, text: &str) -> Vec<Effect> {
    if !state.can_set() || state.form.text(field) == text.trim() {
        return Vec::new();
    }
    match state.form.set(field, text, &state.experiment) {
        Some(experiment) => {
            state.experiment = experiment;
            data::changed(state)
        }
        None => Vec::new(),
    }
}
