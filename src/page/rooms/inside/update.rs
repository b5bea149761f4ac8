//! How the room's state changes: one pure function from a message to requests to the page.

use std::sync::Arc;

use super::answers::{take_answer, take_data_answer, take_layout};
pub use super::msg::{Msg, Request};
use super::questions::{
    ask, ask_all, ask_loader, ask_newly, cancel, explain_newly, forget_embedding, is_quick,
    show_plane, topics,
};
use super::state::{Asked, Convolution, Panel, State};
use super::values::Which;
use crate::protocol::{NetworkAnswer, NetworkReply, Topic, Tried, TryQuery};

/// Values of weights beyond which they are not read anew with every step.
const MANY_WEIGHTS: usize = 100_000;
/// Pictures that are shown at once.
pub const MOST_PICTURES: usize = 60;

/// Changes the state by what happened; returns what the page is to do.
#[allow(clippy::too_many_lines, reason = "a list")]
pub fn update(state: &mut State, msg: Msg) -> Vec<Request> {
    match msg {
        Msg::Follow {
            asked,
            is_running,
            tried,
            load,
        } => {
            let mut requests = follow_load(state, load, asked.as_ref());
            requests.extend(follow(state, asked, is_running, tried));
            requests.extend(offer_sample(state));
            requests
        }
        Msg::Open(panel) => {
            state.panel = panel;
            state.last_panel = panel.unwrap_or(state.last_panel);
            // The other parts are of the layers of the network itself.
            if state.panel != Some(Panel::Maps) && state.within.is_some() {
                choose(state, Which::Layer(state.layer), 0);
            }
            let mut requests = match panel {
                Some(Panel::Filters) => show_filters(state),
                _ => ask_all(state),
            };
            requests.extend(offer_sample(state));
            requests
        }
        Msg::DataAnswer(answer) => take_data_answer(state, answer),
        Msg::TestSample => {
            state.is_offering = false;
            test_sample(state)
        }
        Msg::Boundary(axes) => {
            state.shows_plane = axes.is_some();
            state.axes = axes.unwrap_or(state.axes);
            if state.shows_plane {
                show_plane(state)
            } else {
                vec![Request::Grid(None)]
            }
        }
        Msg::Hover(index) => {
            if state.hovered == index {
                return Vec::new();
            }
            state.hovered = index;
            if index.is_none() {
                return Vec::new();
            }
            ask(state, Topic::Pictures).into_iter().collect()
        }
        Msg::Answer(NetworkAnswer { ticket, body }) => match body {
            NetworkReply::Inside(reply) => match reply.open() {
                Ok(reply) => take_answer(state, ticket, reply),
                // Page and worker are of one build, as their greeting has shown.
                Err(_) => Vec::new(),
            },
            _ => Vec::new(),
        },
        Msg::Choose { layer, unit } => {
            choose(state, layer, unit);
            ask_newly(state, &[Topic::Weights])
        }
        Msg::Place(at) => {
            state.at = Some(at);
            Vec::new()
        }
        Msg::Method(method) => {
            state.method = method;
            explain_newly(state)
        }
        Msg::Class(class) => {
            state.class = class;
            explain_newly(state)
        }
        Msg::Cam(at) => {
            state.cam = Some(at);
            explain_newly(state)
        }
        Msg::Filters(at) => {
            state.filters = at;
            show_filters(state)
        }
        Msg::ImageClass(class) => {
            state.image_class = class;
            Vec::new()
        }
        Msg::MakeImage => {
            state.image_number += 1;
            state.image = None;
            ask_newly(state, &[Topic::ClassImage])
        }
        Msg::FindActivating => {
            state.activating = None;
            ask_newly(state, &[Topic::Activating])
        }
        Msg::Part(part) => {
            state.part = part;
            state.activating = None;
            state.gallery = Arc::default();
            let mut requests = forget_embedding(state);
            requests.extend(cancel(state, Topic::Activating));
            requests
        }
        Msg::Show(indices) => {
            state.activating = None;
            state.wanted = indices;
            state.wanted.truncate(MOST_PICTURES);
            ask_newly(state, &[Topic::Pictures])
        }
        Msg::Try(index) => {
            let sample = state.gallery.sample(index).map(<[u8]>::to_vec);
            sample
                .map(|sample| Request::Try(sample.into()))
                .into_iter()
                .collect()
        }
        Msg::EmbedAs {
            layer,
            reduction,
            samples,
        } => {
            state.embedded = layer;
            state.reduction = reduction;
            state.samples = samples;
            Vec::new()
        }
        Msg::Embed => {
            let mut requests = forget_embedding(state);
            requests.extend(ask_newly(state, &[Topic::Embedding]));
            requests
        }
        Msg::Reduced(event) => take_layout(state, event),
        Msg::Cancel(topic) => cancel(state, topic),
    }
}

/// Chooses a map or unit of a layer.
fn choose(state: &mut State, layer: Which, unit: usize) {
    let (outer, within) = match layer {
        Which::Layer(at) => (at, None),
        Which::Within(at) => {
            let seen = state.seen.as_ref();
            let Some(block) = seen.and_then(|seen| seen.block(at)) else {
                return;
            };
            (block, Some(at))
        }
    };
    if state.layer != outer {
        state.weights = None;
    }
    (state.layer, state.within) = (outer, within);
    (state.unit, state.at) = (unit, None);
}

/// Chooses the layer whose filters are shown, and asks for its weights.
fn show_filters(state: &mut State) -> Vec<Request> {
    choose_filtered(state);
    ask_newly(state, &[Topic::Weights])
}

/// Chooses the layer whose filters are shown.
fn choose_filtered(state: &mut State) {
    let layer = state.filtered().map(Convolution::layer);
    if let Some(layer) = layer.filter(|layer| *layer != state.layer) {
        choose(state, Which::Layer(layer), 0);
    }
}

/// Asks the loader for another test sample.
fn test_sample(state: &mut State) -> Vec<Request> {
    let Some(load) = state.load else {
        return Vec::new();
    };
    let number = state.samples_asked;
    state.samples_asked += 1;
    let ticket = state.sampler.ask_now(load);
    vec![ask_loader(ticket, TryQuery::TestSample { number })]
}

/// Who has tried nothing yet sees what the network does with a test sample; once for each data set, so that what a
/// person clears stays clear.
fn offer_sample(state: &mut State) -> Vec<Request> {
    let shows_tried = matches!(
        state.panel,
        Some(Panel::Maps | Panel::Path | Panel::Explanation)
    );
    if !shows_tried || state.asked.is_none() || state.load.is_none() || state.offered == state.load
    {
        return Vec::new();
    }
    state.offered = state.load;
    if state.tried.is_some() {
        return Vec::new();
    }
    state.is_offering = true;
    test_sample(state)
}

/// Other data is loaded: its columns are others.
fn follow_load(state: &mut State, load: Option<u32>, asked: Option<&Asked>) -> Vec<Request> {
    if load != state.load {
        state.load = load;
        state.sampler.cancel();
        state.column_asker.cancel();
        state.columns = Arc::default();
        state.axes = [0, 1];
    }
    let is_table = asked.is_some_and(|asked| asked.is_table);
    let Some(load) = load.filter(|_| is_table && state.columns.is_empty()) else {
        return Vec::new();
    };
    let ticket = state.column_asker.ask(load);
    let ask = ticket.map(|ticket| ask_loader(ticket, TryQuery::Columns));
    ask.into_iter().collect()
}

/// The page is another. What was of another run's network is forgotten, and what is shown is asked anew.
fn follow(
    state: &mut State,
    asked: Option<Asked>,
    is_running: bool,
    tried: Option<Tried>,
) -> Vec<Request> {
    let run = |asked: &Option<Asked>| asked.as_ref().map(|asked| asked.run);
    let is_other_run = run(&asked) != run(&state.asked);
    let is_other_input = tried != state.tried;
    let mut requests = Vec::new();
    if is_other_run {
        let is_other_network =
            state.asked.as_ref().map(|a| &a.layers) != asked.as_ref().map(|a| &a.layers);
        requests.extend(forget_embedding(state));
        // The askers stay, so that no number comes again.
        for inquiry in &mut state.inquiries {
            inquiry.asker.cancel();
            (inquiry.progress, inquiry.fault) = (None, None);
        }
        (state.seen, state.weights, state.heat) = (None, None, None);
        (state.image, state.activating) = (None, None);
        state.history = Arc::default();
        (state.gallery, state.hovered) = (Arc::default(), None);
        state.wanted.clear();
        if is_other_network {
            choose(state, Which::Layer(0), 0);
            (state.class, state.cam, state.filters) = (None, None, 0);
            let layers = asked.as_ref().map_or(0, |asked| asked.layers.len());
            // What the last layer but one says of a sample is what the classes are told apart by.
            state.embedded = layers.saturating_sub(2);
        }
    }
    if is_other_input {
        state.tried = tried;
        state.at = None;
        if state.tried.is_none() {
            (state.seen, state.heat) = (None, None);
        }
    }
    state.asked = asked;
    if state.panel == Some(Panel::Filters) {
        choose_filtered(state);
    }
    let topics = topics(state).into_iter().filter(|topic| match topic {
        Topic::Layers => true,
        Topic::Weights => {
            let known = state
                .weights
                .as_ref()
                .filter(|_| !is_other_run && is_running);
            known.is_none_or(|weights| {
                let values = weights.arrays.iter().map(|array| array.now.len());
                values.sum::<usize>() < MANY_WEIGHTS
            })
        }
        // What takes many portions is not made anew with every step.
        _ => is_other_run || is_other_input || is_quick(state.method) || !is_running,
    });
    for topic in topics.collect::<Vec<_>>() {
        requests.extend(ask(state, topic));
    }
    requests
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
