//! What a run's network answers to the room Inside: short questions at once, longer ones in portions, so that
//! training, drawings and other questions have their turn in between.

mod at_once;
mod explaining;
mod outputs;

use at_once::{layers, pictures, weights};
use explaining::{explain, heat_of, no_pictures};
use outputs::{Outputs, Purpose};

use super::answers::{refusal, values};
use crate::data::Dataset;
use crate::engine::{ClassImage, EngineError, Explainer, Session};
use crate::experiment::Shape;
use crate::protocol::{
    Buffer, InsideAnswer, InsideQuery, InsideReply, Method, RunId, Ticket, Topic,
};

/// Pictures whose mean brightness a class image begins with.
const PICTURES: usize = 64;
/// Steps of a class image between two answers.
const ASCENT: usize = 2;

/// What was asked, and how far its answer is.
#[derive(Default)]
pub struct Inside {
    /// The questions that are open, the one whose turn is next first.
    open: Vec<(Ticket<RunId>, Topic, Task)>,
}

enum Task {
    /// Not begun.
    Asked(InsideQuery),
    Explaining {
        explainer: Explainer,
        method: Method,
        sample: Vec<f32>,
    },
    ClassImage(ClassImage),
    Outputs(Outputs),
}

/// What is left to do of a question, and what is answered now.
type Step = (Option<Task>, InsideAnswer);

impl Inside {
    /// Takes a question in, in place of another about the same.
    pub fn ask(&mut self, ticket: Ticket<RunId>, query: InsideQuery) {
        let topic = query.topic();
        self.open.retain(|(_, open, _)| *open != topic);
        if !matches!(query, InsideQuery::Cancel(_)) {
            self.open.push((ticket, topic, Task::Asked(query)));
        }
    }

    /// Answers a part of the question whose turn it is; questions about another run are dropped. `None` where
    /// nothing is open.
    ///
    /// # Errors
    /// The device failed, inside of the answer.
    pub async fn advance(
        &mut self,
        run: RunId,
        session: &Session,
    ) -> Option<(Ticket<RunId>, Result<InsideReply, EngineError>)> {
        self.open.retain(|(ticket, ..)| ticket.about == run);
        if self.open.is_empty() {
            return None;
        }
        // What is answered at once comes first.
        let is_short =
            |topic: Topic| matches!(topic, Topic::Layers | Topic::Weights | Topic::Pictures);
        let next = self.open.iter().position(|(_, topic, _)| is_short(*topic));
        let (ticket, topic, task) = self.open.remove(next.unwrap_or(0));
        let body = match task.advance(session).await {
            Ok((rest, answer)) => {
                // The others have their turn before its next part.
                self.open.extend(rest.map(|task| (ticket, topic, task)));
                Ok(answer)
            }
            Err(error @ EngineError::Device(_)) => return Some((ticket, Err(error))),
            Err(error) => Err(refusal(&error)),
        };
        Some((ticket, Ok(InsideReply { topic, body })))
    }
}

impl Task {
    async fn advance(self, session: &Session) -> Result<Step, EngineError> {
        match self {
            Self::Asked(query) => begin(query, session).await,
            Self::Explaining {
                mut explainer,
                method,
                sample,
            } => {
                let found = explainer.advance(session.network()).await?;
                let Some(heat) = found else {
                    let answer = InsideAnswer::progress(explainer.progress(), Buffer::default());
                    let task = Self::Explaining {
                        explainer,
                        method,
                        sample,
                    };
                    return Ok((Some(task), answer));
                };
                Ok((None, heat_of(heat, method, &sample)))
            }
            Self::ClassImage(mut image) => {
                let mut is_done = false;
                for _ in 0..ASCENT {
                    is_done = is_done || image.advance(session.network()).await?;
                }
                let picture = Buffer::from(image.picture());
                if is_done {
                    return Ok((None, InsideAnswer::ClassImage(picture)));
                }
                let answer = InsideAnswer::progress(image.progress(), picture);
                Ok((Some(Self::ClassImage(image)), answer))
            }
            Self::Outputs(outputs) => of_outputs(outputs, session).await,
        }
    }
}

/// The next part of an answer about many samples.
async fn of_outputs(outputs: Outputs, session: &Session) -> Result<Step, EngineError> {
    let (rest, answer) = outputs.advance(session).await?;
    Ok((rest.map(Task::Outputs), answer))
}

/// The first part of an answer.
async fn begin(query: InsideQuery, session: &Session) -> Result<Step, EngineError> {
    let data = session.data();
    let at_once = |answer| Ok((None, answer));
    match query {
        InsideQuery::Layers {
            tried,
            within_blocks,
        } => at_once(layers(session, tried, within_blocks).await?),
        InsideQuery::Weights { layer, initial } => {
            at_once(weights(session, layer as usize, initial).await?)
        }
        InsideQuery::Pictures { part, indices } => at_once(pictures(data, part, indices)),
        InsideQuery::Explain {
            tried,
            method,
            class,
            layer,
        } => {
            let Some(sample) = values(session, tried)? else {
                return at_once(InsideAnswer::Heat {
                    shape: [0; 3],
                    values: Buffer::default(),
                });
            };
            let layer = layer.into_iter().map(|at| at as usize).collect();
            let how = explain(session, method, layer, &sample)?;
            let class = usize::from(class).min(data.classes.len() - 1);
            let explainer = Explainer::new(how, class, sample.clone(), data.shape());
            let task = Task::Explaining {
                explainer,
                method,
                sample,
            };
            // Not by itself, or what takes one portion would take two.
            Box::pin(task.advance(session)).await
        }
        InsideQuery::ClassImage { class, seed } => {
            let Shape::Image(shape) = data.shape() else {
                return Err(EngineError::Data(no_pictures()));
            };
            let plain = |byte| data.from_unlabelled(vec![byte; data.shape().len()]);
            let ends = [plain(0)?, plain(255)?];
            let class = usize::from(class).min(data.classes.len() - 1);
            let image = ClassImage::new(class, shape, ends, brightness(data), seed);
            let answer = InsideAnswer::progress(image.progress(), image.picture().into());
            Ok((Some(Task::ClassImage(image)), answer))
        }
        InsideQuery::Activating { layer, unit, part } => {
            let purpose = Purpose::Unit(unit as usize, Vec::new());
            let outputs = Outputs::new(data, layer, part, usize::MAX, purpose);
            of_outputs(outputs, session).await
        }
        InsideQuery::Embed {
            layer,
            part,
            samples,
        } => {
            let purpose = Purpose::Embedding(Vec::new());
            let outputs = Outputs::new(data, layer, part, samples as usize, purpose);
            of_outputs(outputs, session).await
        }
        InsideQuery::Cancel(_) => at_once(InsideAnswer::progress([0, 0], Buffer::default())),
    }
}

/// The mean brightness of some training pictures, from 0 to 1.
fn brightness(data: &Dataset) -> f32 {
    let part = &data.train;
    let some = part.indices.iter().take(PICTURES);
    let bytes: Vec<u8> = some
        .flat_map(|&i| data.to_sample(&part.samples, i))
        .collect();
    let sum: u64 = bytes.iter().map(|&byte| u64::from(byte)).sum();
    sum as f32 / (bytes.len().max(1) * 255) as f32
}

#[cfg(test)]
#[cfg(feature = "cli")]
mod tests;
