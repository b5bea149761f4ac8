//! What the room asks of the network and the loader, and when.

use super::msg::Request;
use super::state::{Panel, State};
use crate::protocol::{
    Buffer, DataQuery, InsideQuery, Method, NetworkQuery, Packed, Question, RunId, Ticket, Topic,
    TryQuery,
};

/// Whether an explanation takes one portion.
pub fn is_quick(method: Method) -> bool {
    matches!(
        method,
        Method::GradCam | Method::HiResCam | Method::Saliency | Method::GradientTimesInput
    )
}

/// What the open part of the room shows that follows the network.
pub fn topics(state: &State) -> Vec<Topic> {
    match state.panel {
        Some(Panel::Maps | Panel::Path) => vec![Topic::Layers, Topic::Weights],
        Some(Panel::Explanation) => vec![Topic::Layers, Topic::Explanation],
        Some(Panel::Filters) => vec![Topic::Weights],
        Some(Panel::Units | Panel::Embedding | Panel::Boundary) | None => Vec::new(),
    }
}

/// Asks all that the open part shows, unless it is being asked.
pub fn ask_all(state: &mut State) -> Vec<Request> {
    let topics = topics(state);
    topics
        .into_iter()
        .filter_map(|topic| ask(state, topic))
        .collect()
}

/// Asks unless a question about the same is open; then the newest follows it.
pub fn ask(state: &mut State, topic: Topic) -> Option<Request> {
    let run = state.asked.as_ref()?.run;
    let query = query(state, topic)?;
    let ticket = state.inquiries[topic as usize].asker.ask(run)?;
    Some(question(ticket, &query))
}

/// Asks in place of open questions about the same.
pub fn ask_newly(state: &mut State, topics: &[Topic]) -> Vec<Request> {
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

/// Explains anew, in place of what is shown.
pub fn explain_newly(state: &mut State) -> Vec<Request> {
    state.heat = None;
    ask_newly(state, &[Topic::Explanation])
}

/// A question with its ticket.
fn question(ticket: Ticket<RunId>, query: &InsideQuery) -> Request {
    let body = NetworkQuery::Inside(Packed::new(query));
    Request::Ask(Question { ticket, body })
}

/// The question about a topic, as things are chosen now.
fn query(state: &State, topic: Topic) -> Option<InsideQuery> {
    let asked = state.asked.as_ref()?;
    Some(match topic {
        Topic::Layers => InsideQuery::Layers {
            tried: state.tried.clone()?,
            within_blocks: state.panel == Some(Panel::Maps),
        },
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
            layer: cam(state)?,
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

/// Where the convolution is whose maps an explanation takes; nowhere for methods that take none. `None` where there is
/// none to take.
fn cam(state: &State) -> Option<Vec<u32>> {
    match state.method {
        Method::GradCam | Method::HiResCam => {
            let (_, convolution) = state.cam()?;
            Some(convolution.path.iter().map(|at| *at as u32).collect())
        }
        _ => Some(Vec::new()),
    }
}

/// Gives up the question about a topic, if one is open.
pub fn cancel(state: &mut State, topic: Topic) -> Vec<Request> {
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

/// Forgets the layout, and makes none any more.
pub fn forget_embedding(state: &mut State) -> Vec<Request> {
    state.embedding = None;
    state.reduction_fault = None;
    cancel(state, Topic::Embedding)
}

/// Asks the loader.
pub fn ask_loader(ticket: Ticket<u32>, query: TryQuery) -> Request {
    let body = DataQuery::Try(query);
    Request::AskLoader(Question { ticket, body })
}

/// Has the plane of two columns classified.
pub fn show_plane(state: &State) -> Vec<Request> {
    vec![Request::Grid(state.plane().map(Buffer::from))]
}
