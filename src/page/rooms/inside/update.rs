//! How the room's state changes: one pure function from a message to requests to the page.

use std::sync::Arc;

use super::state::{
    Activating, Asked, Embedding, Gallery, Heat, Inquiry, Panel, Progress, State, Weights,
};
use super::values::{Array, Seen};
use crate::data::Role;
use crate::protocol::{
    Buffer, DataAnswer, DataQuery, DataQuestion, DataReply, InsideAnswer, InsideQuery, InsideReply,
    Layout, Method, NetworkAnswer, NetworkQuery, NetworkQuestion, NetworkReply, Packed, Question,
    Reduce, ReduceEvent, Reduction, RunId, Ticket, Topic, Tried, TryQuery, TryReply, WireError,
};

/// Values of weights beyond which they are not read anew with every step.
const MANY_WEIGHTS: usize = 100_000;
/// Pictures that are shown at once.
pub const MOST_PICTURES: usize = 60;

/// What happens to the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The page is another: the run, its network, or what is tried.
    Follow {
        /// Whom the room can ask.
        asked: Option<Asked>,
        /// Whether the network is being trained.
        is_running: bool,
        /// What is tried.
        tried: Option<Tried>,
        /// The load that the loader can be asked about.
        load: Option<u32>,
    },
    /// A part of the room was opened, or the room was left.
    Open(Option<Panel>),
    /// The network answered.
    Answer(NetworkAnswer),
    /// The loader answered.
    DataAnswer(DataAnswer),
    /// Try a random test sample.
    TestSample,
    /// Show the plane of two columns, or no longer.
    Boundary(Option<[usize; 2]>),
    /// The pointer is on a sample, or on none.
    Hover(Option<u32>),
    /// A map or unit of a layer was chosen.
    Choose {
        /// The layer's position.
        layer: usize,
        /// The map or unit.
        unit: usize,
    },
    /// A row and column of the map were chosen.
    Place([usize; 2]),
    /// A method was chosen.
    Method(Method),
    /// A class was chosen, or the most probable one.
    Class(Option<usize>),
    /// A layer was chosen for Grad-CAM.
    CamLayer(usize),
    /// A class was chosen for the class image.
    ImageClass(usize),
    /// A picture of that class is wanted.
    MakeImage,
    /// Samples are wanted that most activate the chosen unit.
    FindActivating,
    /// Another part of the samples is looked at.
    Part(Role),
    /// Samples were chosen, to see their pictures.
    Show(Vec<u32>),
    /// How a layer is embedded.
    EmbedAs {
        /// The layer.
        layer: usize,
        /// How.
        reduction: Reduction,
        /// How many samples.
        samples: u32,
    },
    /// Embed the layer.
    Embed,
    /// The worker that lays samples out says something, or is gone.
    Reduced(ReduceEvent),
    /// No answer about this is wanted any more.
    Cancel(Topic),
}

/// What the page is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Ask the network.
    Ask(NetworkQuestion),
    /// Ask the loader.
    AskLoader(DataQuestion),
    /// Try this sample.
    Try(Buffer),
    /// Classify these points whenever the network has changed, or none any more.
    Grid(Option<Buffer>),
    /// Lay rows out, in place of others.
    Reduce(Reduce),
    /// Lay nothing out any more.
    StopReducing,
}

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
            requests
        }
        Msg::Open(panel) => {
            state.panel = panel;
            state.last_panel = panel.unwrap_or(state.last_panel);
            ask_all(state)
        }
        Msg::DataAnswer(answer) => take_data_answer(state, answer),
        Msg::TestSample => {
            let Some(load) = state.load else {
                return Vec::new();
            };
            let number = state.samples_asked;
            state.samples_asked += 1;
            let ticket = state.sampler.ask_now(load);
            vec![ask_loader(ticket, TryQuery::TestSample { number })]
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
            if state.layer != layer {
                state.weights = None;
            }
            (state.layer, state.unit, state.at) = (layer, unit, None);
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
        Msg::CamLayer(layer) => {
            state.cam_layer = Some(layer);
            explain_newly(state)
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
            state.wanted = indices;
            state.wanted.truncate(MOST_PICTURES);
            ask_newly(state, &[Topic::Pictures])
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

fn ask_loader(ticket: Ticket<u32>, query: TryQuery) -> Request {
    let body = DataQuery::Try(query);
    Request::AskLoader(Question { ticket, body })
}

fn take_data_answer(state: &mut State, answer: DataAnswer) -> Vec<Request> {
    let DataAnswer { ticket, body } = answer;
    match body {
        DataReply::Try(TryReply::TestSample { sample, .. })
            if state.sampler.answered(ticket).is_some() =>
        {
            vec![Request::Try(sample)]
        }
        DataReply::Try(TryReply::Columns(columns))
            if state.column_asker.answered(ticket).is_some() =>
        {
            state.columns = Arc::new(columns);
            if state.shows_plane {
                show_plane(state)
            } else {
                Vec::new()
            }
        }
        _ => Vec::new(),
    }
}

fn show_plane(state: &State) -> Vec<Request> {
    vec![Request::Grid(state.plane().map(Buffer::from))]
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
        (state.gallery, state.hovered) = (Arc::default(), None);
        state.wanted.clear();
        if is_other_network {
            (state.layer, state.unit, state.at) = (0, 0, None);
            (state.class, state.cam_layer) = (None, None);
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

/// Whether an explanation takes one portion.
fn is_quick(method: Method) -> bool {
    matches!(
        method,
        Method::GradCam | Method::Saliency | Method::GradientTimesInput
    )
}

/// What the open part of the room shows that follows the network.
fn topics(state: &State) -> Vec<Topic> {
    match state.panel {
        Some(Panel::Maps | Panel::Path) => vec![Topic::Layers, Topic::Weights],
        Some(Panel::Explanation) => vec![Topic::Layers, Topic::Explanation],
        Some(Panel::Filters) => vec![Topic::Weights],
        Some(Panel::Units | Panel::Embedding | Panel::Boundary) | None => Vec::new(),
    }
}

fn ask_all(state: &mut State) -> Vec<Request> {
    let topics = topics(state);
    topics
        .into_iter()
        .filter_map(|topic| ask(state, topic))
        .collect()
}

/// Asks unless a question about the same is open; then the newest follows it.
fn ask(state: &mut State, topic: Topic) -> Option<Request> {
    let run = state.asked.as_ref()?.run;
    let query = query(state, topic)?;
    let ticket = state.inquiries[topic as usize].asker.ask(run)?;
    Some(question(ticket, &query))
}

/// Asks in place of open questions about the same.
fn ask_newly(state: &mut State, topics: &[Topic]) -> Vec<Request> {
    let mut requests = Vec::new();
    for &topic in topics {
        let Some(run) = state.asked.as_ref().map(|asked| asked.run) else {
            continue;
        };
        let Some(query) = query(state, topic) else {
            continue;
        };
        let inquiry = &mut state.inquiries[topic as usize];
        (inquiry.progress, inquiry.fault) = (None, None);
        requests.push(question(inquiry.asker.ask_now(run), &query));
    }
    requests
}

fn explain_newly(state: &mut State) -> Vec<Request> {
    state.heat = None;
    ask_newly(state, &[Topic::Explanation])
}

fn question(ticket: Ticket<RunId>, query: &InsideQuery) -> Request {
    let body = NetworkQuery::Inside(Packed::new(query));
    Request::Ask(Question { ticket, body })
}

/// The question about a topic, as things are chosen now.
fn query(state: &State, topic: Topic) -> Option<InsideQuery> {
    let asked = state.asked.as_ref()?;
    Some(match topic {
        Topic::Layers => InsideQuery::Layers(state.tried.clone()?),
        Topic::Weights => {
            let known = state.weights.as_ref();
            InsideQuery::Weights {
                layer: state.layer as u32,
                initial: known.is_none_or(|weights| weights.layer != state.layer),
            }
        }
        Topic::Explanation => InsideQuery::Explain {
            tried: state.tried.clone()?,
            method: state.method,
            class: state.explained_class()? as u16,
            layer: match state.method {
                Method::GradCam => state.cam()? as u32,
                _ => 0,
            },
        },
        Topic::ClassImage => {
            asked.picture?;
            InsideQuery::ClassImage {
                class: state.image_class as u16,
                seed: state.image_number,
            }
        }
        Topic::Activating => InsideQuery::Activating {
            layer: state.layer as u32,
            unit: state.unit as u32,
            part: state.part,
        },
        Topic::Embedding => InsideQuery::Embed {
            layer: state.embedded as u32,
            part: state.part,
            samples: state.samples,
        },
        Topic::Pictures => InsideQuery::Pictures {
            part: state.part,
            indices: state.hovered.iter().chain(&state.wanted).copied().collect(),
        },
    })
}

fn cancel(state: &mut State, topic: Topic) -> Vec<Request> {
    let inquiry = &mut state.inquiries[topic as usize];
    inquiry.progress = None;
    let mut requests = Vec::new();
    if let Some(ticket) = inquiry.asker.open() {
        inquiry.asker.cancel();
        requests.push(question(ticket, &InsideQuery::Cancel(topic)));
    }
    if topic == Topic::Embedding && std::mem::take(&mut state.is_reducing) {
        requests.push(Request::StopReducing);
    }
    requests
}

fn forget_embedding(state: &mut State) -> Vec<Request> {
    state.embedding = None;
    state.reduction_fault = None;
    cancel(state, Topic::Embedding)
}

fn take_answer(state: &mut State, ticket: Ticket<RunId>, reply: InsideReply) -> Vec<Request> {
    let InsideReply { topic, body } = reply;
    let inquiry = &mut state.inquiries[topic as usize];
    if inquiry.asker.open() != Some(ticket) {
        return Vec::new();
    }
    if let Ok(InsideAnswer::Progress { done, of, preview }) = body {
        inquiry.progress = Some(Progress { done, of });
        if !preview.is_empty() {
            state.image = Some(Arc::new(preview.to_vec()));
        }
        return Vec::new();
    }
    let is_outdated = inquiry.asker.answered(ticket) == Some(true);
    inquiry.progress = None;
    let mut requests = match body {
        Ok(answer) => {
            inquiry.fault = None;
            take(state, answer)
        }
        Err(error) => fail(inquiry, error),
    };
    if is_outdated {
        requests.extend(ask(state, topic));
    }
    requests
}

fn fail(inquiry: &mut Inquiry, error: WireError) -> Vec<Request> {
    inquiry.fault = Some(error);
    Vec::new()
}

fn take(state: &mut State, answer: InsideAnswer) -> Vec<Request> {
    match answer {
        InsideAnswer::Progress { .. } => {}
        InsideAnswer::Layers(seen) => {
            if seen.is_empty {
                (state.seen, state.heat) = (None, None);
                return Vec::new();
            }
            state.seen = Some(Arc::new(Seen::from(seen)));
            let explained = state.heat.as_ref().map(|heat| heat.class);
            if state.panel == Some(Panel::Explanation) && explained != state.explained_class() {
                return ask(state, Topic::Explanation).into_iter().collect();
            }
        }
        InsideAnswer::Weights(weights) => {
            let before = state.weights.take();
            let before = before.filter(|before| before.layer == state.layer);
            let mut arrays: Vec<Array> = weights.into_iter().map(Array::from).collect();
            for (i, array) in arrays.iter_mut().enumerate() {
                if array.initial.is_empty()
                    && let Some(known) = before.as_ref().and_then(|before| before.arrays.get(i))
                {
                    array.initial.clone_from(&known.initial);
                }
            }
            let layer = state.layer;
            state.weights = Some(Arc::new(Weights { layer, arrays }));
        }
        InsideAnswer::Heat { shape, values } => {
            let [h, w, _] = shape.map(|n| n as usize);
            state.heat = (h * w > 0).then(|| {
                Arc::new(Heat {
                    size: [h, w],
                    values: values.to_reals(),
                    class: state.explained_class().unwrap_or(0),
                    method: state.method,
                })
            });
        }
        InsideAnswer::ClassImage(picture) => state.image = Some(Arc::new(picture.to_vec())),
        InsideAnswer::Activating { indices, values } => {
            state.wanted.clone_from(&indices);
            let samples = indices.into_iter().zip(values).collect();
            state.activating = Some(Arc::new(Activating {
                of: [state.layer, state.unit],
                samples,
            }));
            return ask_newly(state, &[Topic::Pictures]);
        }
        InsideAnswer::Embedding {
            indices,
            labels,
            width,
            values,
        } => {
            state.embedding = Some(Arc::new(Embedding {
                indices,
                labels,
                ..Embedding::default()
            }));
            state.is_reducing = true;
            return vec![Request::Reduce(Reduce {
                values,
                width,
                method: state.reduction,
                seed: 0,
            })];
        }
        InsideAnswer::Pictures {
            indices,
            labels,
            pictures,
        } => {
            state.gallery = Arc::new(Gallery {
                indices,
                labels,
                pictures: pictures.to_vec(),
            });
        }
    }
    Vec::new()
}

fn take_layout(state: &mut State, event: ReduceEvent) -> Vec<Request> {
    if !state.is_reducing {
        return Vec::new();
    }
    match event {
        ReduceEvent::Ready { .. } => Vec::new(),
        ReduceEvent::Layout(Layout {
            points,
            done,
            of,
            explained,
        }) => {
            if let Some(embedding) = &mut state.embedding {
                let values = points.to_reals();
                let embedding = Arc::make_mut(embedding);
                embedding.points = values.as_chunks().0.to_vec();
                embedding.done = [done, of];
                embedding.explained = explained;
            }
            state.is_reducing = done < of;
            if state.is_reducing {
                return Vec::new();
            }
            vec![Request::StopReducing]
        }
        ReduceEvent::Failed(error) => {
            state.is_reducing = false;
            state.reduction_fault = Some(error);
            vec![Request::StopReducing]
        }
    }
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
