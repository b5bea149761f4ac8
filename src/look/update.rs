//! How the closer look changes: one pure function from a message to what is to be said.

use std::sync::Arc;

use super::state::{CHANGED, PAGE, Page, Plane, State, points};
use crate::experiment::{Augmentation, Data};
use crate::protocol::{
    DataAnswer, DataQuery, DataQuestion, DataReply, LookNews, Looked, Question, SampleFilter,
    Ticket, WireError,
};

/// What happens to the closer look.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The page told something.
    News(LookNews),
    /// The loader answered.
    Answer(DataAnswer),
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
    Ask(DataQuestion),
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
        Msg::News(LookNews::Data(looked)) => data_changed(state, *looked),
        Msg::Answer(answer) => {
            answered(state, answer);
            Vec::new()
        }
        Msg::ShowSamples(filter, from) => match load(state) {
            Some(load) => vec![show(state, load, filter, from)],
            None => Vec::new(),
        },
        Msg::Preview(changes, sample) => match load(state) {
            Some(load) => vec![preview(state, load, *changes, sample)],
            None => Vec::new(),
        },
        Msg::SetData(data) if state.can_edit() => vec![Effect::Wish(data)],
        Msg::SetData(_) => Vec::new(),
    }
}

/// Number of the load that is shown.
fn load(state: &State) -> Option<u32> {
    state.looked.as_ref().map(|looked| looked.load)
}

/// Forgets what was seen of other samples.
fn data_changed(state: &mut State, looked: Looked) -> Vec<Effect> {
    let before = load(state);
    state.looked = Some(Arc::new(looked));
    if before == load(state) {
        return Vec::new();
    }
    // The askers stay, so that no number comes again; what they ask next is about this load.
    *state = State {
        looked: state.looked.take(),
        has_loader: state.has_loader,
        overview: std::mem::take(&mut state.overview),
        samples: std::mem::take(&mut state.samples),
        projection: std::mem::take(&mut state.projection),
        preview: std::mem::take(&mut state.preview),
        ..State::default()
    };
    ask(state)
}

/// Asks for all that is not there yet.
fn ask(state: &mut State) -> Vec<Effect> {
    let Some(load) = load(state).filter(|_| state.has_loader && state.description.is_none()) else {
        return Vec::new();
    };
    let augmentation = state.data().augmentation;
    vec![
        question(state.overview.ask_now(load), DataQuery::Describe),
        show(state, load, SampleFilter::Training, 0),
        question(state.projection.ask_now(load), DataQuery::Project),
        preview(state, load, augmentation, 0),
    ]
}

fn question(ticket: Ticket<u32>, body: DataQuery) -> Effect {
    Effect::Ask(Question { ticket, body })
}

fn show(state: &mut State, load: u32, filter: SampleFilter, from: usize) -> Effect {
    state.filter = filter;
    state.from = from / PAGE * PAGE;
    let query = DataQuery::Show(state.view());
    question(state.samples.ask_now(load), query)
}

fn preview(state: &mut State, load: u32, augmentation: Augmentation, sample: usize) -> Effect {
    state.sample = sample;
    let query = DataQuery::Augment {
        augmentation: Box::new(augmentation),
        sample,
        count: CHANGED,
    };
    question(state.preview.ask_now(load), query)
}

/// Takes in an answer, unless another question was asked since.
fn answered(state: &mut State, DataAnswer { ticket, body }: DataAnswer) {
    let refusal = |error: WireError| format!("{}. {}", error.message, error.hint);
    match body {
        DataReply::Description { description, means } => {
            if state.overview.answered(ticket).is_some() {
                state.description = Some(Arc::new(*description));
                state.means = Arc::new(means.into_vec());
            }
        }
        DataReply::Samples {
            indices,
            labels,
            total,
            pictures,
        } => {
            if state.samples.answered(ticket).is_some() {
                state.page = Some(Arc::new(Page {
                    places: indices,
                    labels,
                    total,
                    pictures: pictures.into_vec(),
                }));
            }
        }
        DataReply::Projection(result) => {
            if state.projection.answered(ticket).is_some() {
                state.plane_refusal = result.as_ref().err().cloned().map(refusal);
                state.plane = result.ok().map(|projection| {
                    Arc::new(Plane {
                        points: points(&projection.points.into_vec()),
                        labels: projection.labels,
                        axes: projection.axes,
                    })
                });
            }
        }
        DataReply::Augmented(result) => {
            if state.preview.answered(ticket).is_some() {
                match result {
                    Ok(pictures) => {
                        state.changed = Arc::new(pictures.into_vec());
                        state.refusal = None;
                    }
                    Err(error) => state.refusal = Some(refusal(error)),
                }
            }
        }
        // The page asks for these.
        DataReply::Unlabelled(_) => {}
    }
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
