//! What the room makes of the answers.

use std::sync::Arc;

use super::msg::Request;
use super::questions::{ask, ask_newly, show_plane};
use super::state::{Activating, Embedding, Gallery, Heat, Panel, Progress, State};
use super::values::{Array, Outputs, Weights};
use crate::protocol::{
    DataAnswer, DataReply, InsideAnswer, InsideReply, Layout, Reduce, ReduceEvent, RunId, Ticket,
    Topic, TryReply,
};

/// Takes in what the loader answered.
pub fn take_data_answer(state: &mut State, answer: DataAnswer) -> Vec<Request> {
    let DataAnswer { ticket, body } = answer;
    match body {
        DataReply::Try(TryReply::TestSample { sample, .. })
            if state.sampler.answered(ticket).is_some() =>
        {
            // Who has begun to draw meanwhile has chosen.
            if std::mem::take(&mut state.is_offering) && state.tried.is_some() {
                return Vec::new();
            }
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

/// Takes in what the network answered, or a part of it.
pub fn take_answer(state: &mut State, ticket: Ticket<RunId>, reply: InsideReply) -> Vec<Request> {
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
        Err(error) => {
            inquiry.fault = Some(error);
            Vec::new()
        }
    };
    if is_outdated {
        requests.extend(ask(state, topic));
    }
    requests
}

/// Takes in an answer.
fn take(state: &mut State, answer: InsideAnswer) -> Vec<Request> {
    match answer {
        InsideAnswer::Progress { .. } => {}
        InsideAnswer::Layers(seen) => {
            if seen.is_empty {
                (state.seen, state.heat) = (None, None);
                return Vec::new();
            }
            state.seen = Some(Arc::new(Outputs::from(seen)));
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
            let weights = Arc::new(Weights { layer, arrays });
            if state.panel == Some(Panel::Filters) {
                let step = state.asked.as_ref().map_or(0, |asked| asked.step);
                Arc::make_mut(&mut state.history).keep(step, &weights);
            }
            state.weights = Some(weights);
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

/// Takes in what the worker that lays samples out says.
pub fn take_layout(state: &mut State, event: ReduceEvent) -> Vec<Request> {
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
