//! A closer look at the data: questions to the loader, and its answers.

use std::sync::Arc;

use super::{Effect, data, send_loader};
use crate::data::describe::Description;
use crate::page::explore::{CHANGED, Explore, PAGE, Page, Plane, points};
use crate::page::form::Form;
use crate::page::state::State;
use crate::protocol::{DataCommand, DataEvent};
use crate::spec::{Augmentation, Data};

pub(super) fn open(state: &mut State) -> Vec<Effect> {
    state.explore.is_open = true;
    ask(state)
}

pub(super) fn close(state: &mut State) -> Vec<Effect> {
    state.explore.is_open = false;
    Vec::new()
}

/// Forgets what was seen of other data; whoever looks sees the new one.
pub(super) fn data_changed(state: &mut State) -> Vec<Effect> {
    state.explore = Explore {
        is_open: state.explore.is_open,
        question: state.explore.question,
        preview_question: state.explore.preview_question,
        ..Explore::default()
    };
    if state.explore.is_open {
        return ask(state);
    }
    Vec::new()
}

/// Asks for all that is not there yet.
fn ask(state: &mut State) -> Vec<Effect> {
    if state.explore.description.is_some() || !state.data.in_loader {
        return Vec::new();
    }
    let mut effects = send_loader(DataCommand::Describe);
    effects.extend(show(state, None, 0));
    effects.extend(send_loader(DataCommand::Project));
    let augmentation = state.experiment.data.augmentation.clone();
    effects.extend(preview(state, augmentation, 0));
    effects
}

/// Turns to the samples of a class from a place on.
pub(super) fn show(state: &mut State, class: Option<u16>, from: usize) -> Vec<Effect> {
    state.explore.question += 1;
    state.explore.class = class;
    state.explore.from = from / PAGE * PAGE;
    send_loader(DataCommand::Show(state.explore.view()))
}

/// Changes a picture as an augmentation would.
pub(super) fn preview(state: &mut State, augmentation: Augmentation, sample: usize) -> Vec<Effect> {
    let explore = &mut state.explore;
    explore.preview_question += 1;
    explore.sample = sample;
    send_loader(DataCommand::Augment {
        question: explore.preview_question,
        augmentation: Box::new(augmentation),
        sample,
        count: CHANGED,
    })
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

pub(super) fn described(
    state: &mut State,
    description: Description,
    means: Vec<u8>,
) -> Vec<Effect> {
    state.explore.description = Some(Arc::new(description));
    state.explore.means = Arc::new(means);
    Vec::new()
}

pub(super) fn heard(state: &mut State, event: DataEvent, buffer: Vec<u8>) -> Vec<Effect> {
    let explore = &mut state.explore;
    match event {
        DataEvent::Shown {
            view,
            places,
            labels,
            total,
        } if view == explore.view() => {
            explore.page = Some(Arc::new(Page {
                places,
                labels,
                total,
                pictures: buffer,
            }));
        }
        DataEvent::Projected { labels, axes } => {
            explore.plane = Some(Arc::new(Plane {
                points: points(&buffer),
                labels,
                axes,
            }));
        }
        DataEvent::Augmented { question } if question == explore.preview_question => {
            explore.changed = Arc::new(buffer);
            explore.refusal = None;
        }
        DataEvent::Refused { error } => {
            explore.refusal = Some(format!("{}. {}", error.message, error.hint));
        }
        // Of a question before the newest.
        _ => {}
    }
    Vec::new()
}
