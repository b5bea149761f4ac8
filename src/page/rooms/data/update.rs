//! How the room changes: one pure function from a message to questions for the loader.

use std::sync::Arc;

use super::part::Part;
use super::state::{LoadedSet, PAGE, PREVIEWS, Page, Scatter, State, points};
use crate::experiment::Data;
use crate::protocol::{
    Asker, DataAnswer, DataQuery, DataQuestion, DataReply, Question, SampleFilter, Ticket,
    WireError,
};

/// What happens to the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A part was opened.
    Open(Part),
    /// The experiment's data, or what is loaded of it, is another.
    DataChanged {
        /// The experiment's data.
        data: Box<Data>,
        /// What is loaded.
        loaded: Option<LoadedSet>,
        /// Whether the loader holds that.
        in_loader: bool,
    },
    /// The loader answered.
    Answer(DataAnswer),
    /// Show samples of a kind, from that many on.
    ShowSamples(SampleFilter, usize),
    /// Preview the augmentation on the picture of that index.
    PreviewSample(usize),
    /// The settings were edited.
    Edit(Box<Data>),
    /// The settings are to be again as the experiment has them.
    Discard,
}

/// Changes the state by what happened; returns what is to be asked of the loader.
pub fn update(state: &mut State, msg: Msg) -> Vec<DataQuestion> {
    match msg {
        Msg::Open(part) => state.part = part,
        Msg::DataChanged {
            data,
            loaded,
            in_loader,
        } => {
            follow_experiment(state, *data);
            follow_load(state, loaded, in_loader);
        }
        Msg::Answer(answer) => take_answer(state, answer),
        Msg::ShowSamples(filter, from) => {
            state.filter = filter;
            state.from = from / PAGE * PAGE;
        }
        Msg::PreviewSample(sample) => state.sample = sample,
        Msg::Edit(data) => state.draft = *data,
        Msg::Discard => state.draft.clone_from(&state.applied),
    }
    ask(state)
}

/// What was edited and not applied stays as it is edited, unless the samples now come from
/// elsewhere; all else follows the experiment.
fn follow_experiment(state: &mut State, data: Data) {
    fn follow<T: Clone + PartialEq>(draft: &mut T, before: &T, now: &T) {
        if draft == before {
            draft.clone_from(now);
        }
    }
    let before = std::mem::replace(&mut state.applied, data);
    let (draft, now) = (&mut state.draft, &state.applied);
    if now.source == before.source {
        follow(&mut draft.prepare, &before.prepare, &now.prepare);
        follow(&mut draft.split, &before.split, &now.split);
        let (changes, old) = (&mut draft.augmentation, &before.augmentation);
        follow(changes, old, &now.augmentation);
        draft.outside.clone_from(&now.outside);
    } else {
        draft.clone_from(now);
    }
}

/// Forgets what was seen of other samples, and waits for no answer that cannot come any more.
fn follow_load(state: &mut State, loaded: Option<LoadedSet>, in_loader: bool) {
    let number = |loaded: &Option<LoadedSet>| loaded.as_ref().map(|loaded| loaded.number);
    let is_other = number(&loaded) != number(&state.loaded);
    if is_other || !in_loader {
        let askers = [
            &mut state.describer,
            &mut state.pager,
            &mut state.projector,
            &mut state.previewer,
        ];
        askers.into_iter().for_each(Asker::cancel);
        state.asked_page = None;
        state.asked_preview = None;
    }
    if is_other {
        // The askers stay, so that no number comes again.
        *state = State {
            part: state.part,
            describer: std::mem::take(&mut state.describer),
            pager: std::mem::take(&mut state.pager),
            projector: std::mem::take(&mut state.projector),
            previewer: std::mem::take(&mut state.previewer),
            applied: std::mem::take(&mut state.applied),
            draft: std::mem::take(&mut state.draft),
            ..State::default()
        };
    }
    state.loaded = loaded;
    state.in_loader = in_loader;
}

/// Asks for what the open part shows and was not asked for yet.
fn ask(state: &mut State) -> Vec<DataQuestion> {
    let loaded = state.loaded.as_ref().filter(|_| state.in_loader);
    let Some(load) = loaded.map(|loaded| loaded.number) else {
        return Vec::new();
    };
    let mut questions = Vec::new();
    let mut put = |ticket: Ticket<u32>, body| questions.push(Question { ticket, body });
    // Every part but `Split` shows some of it.
    if state.description.is_none() && state.describer.open().is_none() {
        put(state.describer.ask_now(load), DataQuery::Describe);
    }
    match state.part {
        Part::Samples => {
            let page = state.wanted_page();
            if state.asked_page != Some(page) {
                // A person who turns pages quickly does not wait for the pages between.
                put(state.pager.ask_now(load), DataQuery::Show(page));
                state.asked_page = Some(page);
            }
            if state.scatter.is_none() && state.projector.open().is_none() {
                put(state.projector.ask_now(load), DataQuery::Project);
            }
        }
        Part::Augment if state.picture_shape().is_some() => {
            let wanted = (state.draft.augmentation.clone(), state.sample);
            if state.asked_preview.as_ref() != Some(&wanted)
                // While one is on its way, a slider may move on.
                && let Some(ticket) = state.previewer.ask(load)
            {
                let body = DataQuery::Augment {
                    augmentation: Box::new(wanted.0.clone()),
                    sample: wanted.1,
                    count: PREVIEWS,
                };
                state.asked_preview = Some(wanted);
                put(ticket, body);
            }
        }
        _ => {}
    }
    questions
}

/// Takes in an answer, unless another question was asked since.
fn take_answer(state: &mut State, DataAnswer { ticket, body }: DataAnswer) {
    let text = |error: WireError| format!("{}. {}", error.message, error.hint);
    match body {
        DataReply::Description { description, means } => {
            if state.describer.answered(ticket).is_some() {
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
            if state.pager.answered(ticket).is_some() {
                state.page = Some(Arc::new(Page {
                    indices,
                    labels,
                    total,
                    pictures: pictures.into_vec(),
                }));
            }
        }
        DataReply::Projection(result) => {
            if state.projector.answered(ticket).is_some() {
                let scatter = result.map(|projection| {
                    Arc::new(Scatter {
                        points: points(&projection.points.into_vec()),
                        labels: projection.labels,
                        axes: projection.axes,
                    })
                });
                state.scatter = Some(scatter.map_err(text));
            }
        }
        DataReply::Augmented(result) => {
            if state.previewer.answered(ticket).is_some() {
                match result {
                    Ok(pictures) => {
                        state.changed = Arc::new(pictures.into_vec());
                        state.preview_error = None;
                    }
                    Err(error) => state.preview_error = Some(text(error)),
                }
            }
        }
        // Others ask for these.
        DataReply::Unlabelled(_)
        | DataReply::Try(_)
        | DataReply::Evaluation(_)
        | DataReply::Runs(_)
        | DataReply::Journal(_) => {}
    }
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
