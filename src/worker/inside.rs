//! What a run's network answers to the room Inside: short questions at once, longer ones in portions, so that
//! training, drawings and other questions have their turn in between.

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use super::answers::{refusal, values};
use crate::data::{DataError, Dataset, Role, batch, normal, seed};
use crate::engine::{
    ClassImage, EngineError, Explain, Explainer, Heat, Parameter, Session, condensed,
    layer_outputs, layers_seen, read,
};
use crate::experiment::{EVALUATION_BATCH, Shape};
use crate::protocol::{
    Buffer, InsideAnswer, InsideQuery, InsideReply, LayersSeen, Method, RunId, SeenLayer,
    SeenValues, Ticket, Topic, Tried, WeightValues,
};

/// Points on the way from black to the sample, less one.
const STEPS: usize = 32;
/// Noisy copies.
const COPIES: usize = 32;
/// Standard deviation of their noise, as a part of the range of the sample's values (Smilkov et al. 2017).
const NOISE: f32 = 0.15;
/// Covers in a row of a picture, each half over the next.
const COVERS: usize = 13;
/// Samples that are found for a unit.
const MOST_ACTIVATING: usize = 12;
/// Values of a sample that an embedding is made of.
const EMBEDDED: usize = 1024;
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

/// What a layer answers to many samples.
struct Outputs {
    layer: usize,
    part: Role,
    indices: Vec<u32>,
    done: usize,
    purpose: Purpose,
}

enum Purpose {
    /// A unit, and the samples that activate it most.
    Unit(usize, Vec<(u32, f32)>),
    /// The values so far.
    Embedding(Vec<f32>),
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
                    let answer = progress(explainer.progress(), Buffer::default());
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
                let answer = progress(image.progress(), picture);
                Ok((Some(Self::ClassImage(image)), answer))
            }
            Self::Outputs(outputs) => outputs.advance(session).await,
        }
    }
}

fn progress([done, of]: [usize; 2], preview: Buffer) -> InsideAnswer {
    InsideAnswer::Progress {
        done: done as u32,
        of: of as u32,
        preview,
    }
}

/// The first part of an answer.
async fn begin(query: InsideQuery, session: &Session) -> Result<Step, EngineError> {
    let data = session.data();
    let at_once = |answer| Ok((None, answer));
    match query {
        InsideQuery::Layers(tried) => at_once(layers(session, tried).await?),
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
            let how = explain(session, method, layer as usize, &sample)?;
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
            let answer = progress(image.progress(), image.picture().into());
            Ok((Some(Task::ClassImage(image)), answer))
        }
        InsideQuery::Activating { layer, unit, part } => {
            let purpose = Purpose::Unit(unit as usize, Vec::new());
            let outputs = Outputs::new(data, layer, part, usize::MAX, purpose);
            outputs.advance(session).await
        }
        InsideQuery::Embed {
            layer,
            part,
            samples,
        } => {
            let purpose = Purpose::Embedding(Vec::new());
            let outputs = Outputs::new(data, layer, part, samples as usize, purpose);
            outputs.advance(session).await
        }
        InsideQuery::Cancel(_) => at_once(progress([0, 0], Buffer::default())),
    }
}

async fn layers(session: &Session, tried: Tried) -> Result<InsideAnswer, EngineError> {
    let shape = session.data().shape();
    let seen = |shape, values: &[f32]| SeenValues {
        shape,
        values: Buffer::of_reals(values),
    };
    let mut answer = LayersSeen {
        is_empty: true,
        step: session.step() as u64,
        input: seen(shape, &[]),
        layers: Vec::new(),
        probabilities: Vec::new(),
    };
    if let Some(sample) = values(session, tried)? {
        answer.is_empty = false;
        answer.input = seen(shape, &sample);
        let (layers, probabilities) = layers_seen(session.network(), sample, shape).await?;
        answer.probabilities = probabilities;
        answer.layers = layers
            .into_iter()
            .map(|layer| SeenLayer {
                output: seen(layer.shape, &layer.values),
                name: layer.name,
                is_convolution: layer.is_convolution,
            })
            .collect();
    }
    Ok(InsideAnswer::Layers(answer))
}

async fn weights(
    session: &Session,
    layer: usize,
    initial: bool,
) -> Result<InsideAnswer, EngineError> {
    async fn of(parameter: &Parameter) -> Result<Buffer, EngineError> {
        let values = read(parameter.value.clone()).await?;
        Ok(Buffer::of_reals(&parameter.to_keras(&values)))
    }
    let before = initial.then(|| session.initial_network()).transpose()?;
    let before = before
        .as_ref()
        .map(|network| network.layer_parameters(layer));
    let mut found = Vec::new();
    for (i, parameter) in session.network().layer_parameters(layer).iter().enumerate() {
        found.push(WeightValues {
            name: parameter.name.clone(),
            shape: parameter.weight.shape.iter().map(|n| *n as u32).collect(),
            now: of(parameter).await?,
            initial: match before.and_then(|before| before.get(i)) {
                Some(parameter) => of(parameter).await?,
                None => Buffer::default(),
            },
        });
    }
    Ok(InsideAnswer::Weights(found))
}

fn pictures(data: &Dataset, part: Role, mut indices: Vec<u32>) -> InsideAnswer {
    let samples = &data.part(part).samples;
    indices.retain(|i| (*i as usize) < samples.len());
    let bytes = indices.iter().flat_map(|&i| data.to_sample(samples, i));
    InsideAnswer::Pictures {
        pictures: bytes.collect::<Vec<u8>>().into(),
        labels: batch::labels(samples, &indices),
        indices,
    }
}

fn explain(
    session: &Session,
    method: Method,
    layer: usize,
    sample: &[f32],
) -> Result<Explain, EngineError> {
    let data = session.data();
    // What says nothing: a black picture, or a row of zeros.
    let nothing = || match data.shape() {
        Shape::Image(_) => data.from_unlabelled(vec![0; data.shape().len()]),
        Shape::Flat(n) => Ok(vec![0.0; n]),
    };
    Ok(match method {
        Method::Saliency | Method::GradientTimesInput => Explain::Gradient,
        Method::IntegratedGradients => Explain::IntegratedGradients {
            baseline: nothing()?,
            steps: STEPS,
        },
        Method::SmoothGrad => {
            let (low, high) = sample.iter().fold((f32::MAX, f32::MIN), |(low, high), &v| {
                (low.min(v), high.max(v))
            });
            let (n, level) = (sample.len(), NOISE * (high - low));
            let stream = seed::derive(session.experiment().seed, "smoothgrad");
            Explain::SmoothGrad {
                noise: Box::new(move |i| {
                    let seed = seed::derive_index(stream, i as u64);
                    let mut rng = Pcg64Mcg::seed_from_u64(seed);
                    (0..n).map(|_| level * normal(&mut rng)).collect()
                }),
                copies: COPIES,
            }
        }
        Method::Occlusion => {
            let (window, stride) = match data.shape() {
                Shape::Image([h, w, _]) => {
                    let stride = (h.min(w) / (COVERS + 1)).max(1);
                    ([(2 * stride).min(h), (2 * stride).min(w)], stride)
                }
                Shape::Flat(_) => ([1, 1], 1),
            };
            Explain::Occlusion {
                cover: nothing()?,
                window,
                stride,
            }
        }
        Method::GradCam => {
            let layers = &session.summary().layers;
            let output = layers.get(layer).map(|layer| layer.output);
            if !matches!(output, Some(Shape::Image(_))) {
                return Err(EngineError::Data(no_pictures()));
            }
            Explain::GradCam { layer }
        }
    })
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

fn no_pictures() -> DataError {
    DataError::new(
        "there are no pictures there",
        "Choose a layer before Flatten, of a network for pictures.",
    )
}

fn heat_of(heat: Heat, method: Method, sample: &[f32]) -> InsideAnswer {
    let heat = match method {
        Method::Saliency | Method::SmoothGrad => heat.largest(),
        Method::GradientTimesInput => heat.times(sample).sum(),
        Method::IntegratedGradients => heat.sum(),
        Method::GradCam | Method::Occlusion => heat,
    };
    InsideAnswer::Heat {
        shape: heat.shape.map(|n| n as u32),
        values: Buffer::of_reals(&heat.values),
    }
}

impl Outputs {
    fn new(data: &Dataset, layer: u32, part: Role, most: usize, purpose: Purpose) -> Self {
        let indices = &data.part(part).indices;
        let n = indices.len().min(most);
        // Spread evenly, for many sets are in the order of their classes.
        let spread = (0..n).map(|i| indices[i * indices.len() / n.max(1)]);
        Self {
            layer: layer as usize,
            part,
            indices: spread.collect(),
            done: 0,
            purpose,
        }
    }

    async fn advance(mut self, session: &Session) -> Result<Step, EngineError> {
        let data = session.data();
        let end = (self.done + EVALUATION_BATCH).min(self.indices.len());
        let batch = &self.indices[self.done..end];
        if !batch.is_empty() {
            let part = data.part(self.part);
            let network = session.network();
            let (shape, values) = layer_outputs(network, data, part, batch, self.layer).await?;
            if !values.iter().all(|value| value.is_finite()) {
                return Err(EngineError::NotFinite);
            }
            for (&index, output) in batch.iter().zip(values.chunks_exact(shape.len())) {
                match &mut self.purpose {
                    Purpose::Unit(unit, best) => {
                        best.push((index, strongest(shape, output, *unit)));
                    }
                    Purpose::Embedding(all) => all.extend(condensed(shape, output, EMBEDDED)),
                }
            }
        }
        if let Purpose::Unit(_, best) = &mut self.purpose {
            best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            best.truncate(MOST_ACTIVATING);
        }
        self.done = end;
        if end < self.indices.len() {
            let answer = progress([end, self.indices.len()], Buffer::default());
            return Ok((Some(Task::Outputs(self)), answer));
        }
        let answer = match self.purpose {
            Purpose::Unit(_, best) => {
                let (indices, values) = best.into_iter().unzip();
                InsideAnswer::Activating { indices, values }
            }
            Purpose::Embedding(values) => InsideAnswer::Embedding {
                labels: batch::labels(&data.part(self.part).samples, &self.indices),
                width: (values.len() / self.indices.len().max(1)) as u32,
                values: Buffer::of_reals(&values),
                indices: self.indices,
            },
        };
        Ok((None, answer))
    }
}

/// The largest value of a channel, or the value of a unit.
fn strongest(shape: Shape, output: &[f32], unit: usize) -> f32 {
    match shape {
        Shape::Image([h, w, c]) => {
            let start = unit.min(c - 1) * h * w;
            let map = output[start..start + h * w].iter().copied();
            map.fold(f32::NEG_INFINITY, f32::max)
        }
        Shape::Flat(n) => output[unit.min(n - 1)],
    }
}

#[cfg(test)]
#[cfg(feature = "cli")]
#[path = "inside_tests.rs"]
mod tests;
