//! How the closer look changes: one pure function from a message to what is to be said.

use std::sync::Arc;

use super::state::{CHANGED, PAGE, Page, Plane, State, points};
use crate::experiment::{Augmentation, Data};
use crate::protocol::{LookCommand, LookEvent, LookNews, Looked, SampleFilter};

/// What happens to the closer look.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The page told something.
    News(LookNews),
    /// The loader answered, with the buffers that the answer speaks of.
    Answer(LookEvent, Vec<Vec<u8>>),
    /// Show samples of a kind from a place on.
    ShowSamples(SampleFilter, usize),
    /// Show a picture as an augmentation would change it.
    Preview(Box<Augmentation>, usize),
    /// The data is to be prepared, divided or changed another way.
    SetData(Box<Data>),
}

/// What is to be said.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// To the loader.
    Ask(LookCommand),
    /// To the page.
    Wish(Box<Data>),
}

/// Changes the state by what happened; returns what is to be said about it.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::News(LookNews::Loader) => {
            state.has_loader = true;
            ask(state)
        }
        Msg::News(LookNews::Data(looked)) => told(state, *looked),
        Msg::Answer(event, mut buffers) => {
            heard(state, event, buffers.pop().unwrap_or_default());
            Vec::new()
        }
        Msg::ShowSamples(filter, from) => vec![show(state, filter, from)],
        Msg::Preview(changes, sample) => vec![preview(state, *changes, sample)],
        Msg::SetData(data) if state.can_edit() => vec![Effect::Wish(data)],
        Msg::SetData(_) => Vec::new(),
    }
}

/// Forgets what was seen of other samples.
fn told(state: &mut State, looked: Looked) -> Vec<Effect> {
    let before = state.looked.replace(Arc::new(looked));
    let load = |looked: &Arc<Looked>| looked.load;
    if before.as_ref().map(load) == state.looked.as_ref().map(load) {
        return Vec::new();
    }
    *state = State {
        looked: state.looked.take(),
        has_loader: state.has_loader,
        question: state.question,
        preview_question: state.preview_question,
        ..State::default()
    };
    ask(state)
}

/// Asks for all that is not there yet.
fn ask(state: &mut State) -> Vec<Effect> {
    if state.description.is_some() || !state.has_loader || state.looked.is_none() {
        return Vec::new();
    }
    let augmentation = state.data().augmentation;
    vec![
        Effect::Ask(LookCommand::Describe),
        show(state, SampleFilter::Training, 0),
        Effect::Ask(LookCommand::Project),
        preview(state, augmentation, 0),
    ]
}

fn show(state: &mut State, filter: SampleFilter, from: usize) -> Effect {
    state.question += 1;
    state.filter = filter;
    state.from = from / PAGE * PAGE;
    Effect::Ask(LookCommand::Show(state.view()))
}

fn preview(state: &mut State, augmentation: Augmentation, sample: usize) -> Effect {
    state.preview_question += 1;
    state.sample = sample;
    Effect::Ask(LookCommand::Augment {
        question: state.preview_question,
        augmentation: Box::new(augmentation),
        sample,
        count: CHANGED,
    })
}

fn heard(state: &mut State, event: LookEvent, buffer: Vec<u8>) {
    match event {
        LookEvent::Described { description } => {
            state.description = Some(Arc::new(*description));
            state.means = Arc::new(buffer);
        }
        LookEvent::Shown {
            view,
            places,
            labels,
            total,
        } if view == state.view() => {
            state.page = Some(Arc::new(Page {
                places,
                labels,
                total,
                pictures: buffer,
            }));
        }
        LookEvent::Projected { labels, axes } => {
            state.plane = Some(Arc::new(Plane {
                points: points(&buffer),
                labels,
                axes,
            }));
        }
        LookEvent::Augmented { question } if question == state.preview_question => {
            state.changed = Arc::new(buffer);
            state.refusal = None;
        }
        LookEvent::Refused { error } => {
            state.refusal = Some(format!("{}. {}", error.message, error.hint));
        }
        // Of a question before the newest.
        LookEvent::Shown { .. } | LookEvent::Augmented { .. } => {}
    }
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
