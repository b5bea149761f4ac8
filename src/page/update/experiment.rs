//! Changes of the experiment: each prepares a new run, once it fits the data.

use super::{Effect, data};
use crate::page::form::Field;
use crate::page::state::State;
use crate::spec::{BuiltInModel, Source};

pub(super) fn choose_source(state: &mut State, source: Source) -> Vec<Effect> {
    if !state.can_edit() {
        return Vec::new();
    }
    state.experiment.data.source = source;
    data::changed(state)
}

pub(super) fn choose_model(state: &mut State, model: BuiltInModel) -> Vec<Effect> {
    if !state.can_edit() {
        return Vec::new();
    }
    state.experiment.model = model.model();
    data::fit_model(state);
    data::changed(state)
}

pub(super) fn set_field(state: &mut State, field: Field, text: &str) -> Vec<Effect> {
    // Not locked while data loads: what is typed meanwhile would be lost.
    if state.is_busy() || state.form.text(field) == text.trim() {
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
