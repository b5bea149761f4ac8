//! The closer look at the data: opened, closed, and what it asks for.

use super::{Effect, data};
use crate::experiment::Data;
use crate::page::form::Form;
use crate::page::state::State;

pub(super) fn open(state: &mut State) -> Vec<Effect> {
    state.look.is_open = true;
    vec![Effect::OpenLook]
}

pub(super) fn close(state: &mut State) -> Vec<Effect> {
    state.look.is_open = false;
    Vec::new()
}

pub(super) fn failed(state: &mut State, why: String) -> Vec<Effect> {
    state.look.fault = Some(why);
    Vec::new()
}

/// Prepares, divides and changes the data another way from now on.
pub(super) fn set_data(state: &mut State, wanted: Data) -> Vec<Effect> {
    if !state.can_edit() {
        return Vec::new();
    }
    state.experiment.data = wanted;
    state.form = Form::of(&state.experiment);
    data::changed(state)
}
