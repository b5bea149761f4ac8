//! What a layer answers to many samples, in portions: for an embedding, or to find those that most activate a unit.

use crate::data::{Dataset, Role, batch, spread};
use crate::engine::{EngineError, Session, condensed, layer_outputs};
use crate::experiment::{EVALUATION_BATCH, Shape};
use crate::protocol::{Buffer, InsideAnswer};

/// Samples that are found for a unit.
pub const MOST_ACTIVATING: usize = 12;
/// Values of a sample that an embedding is made of.
pub const EMBEDDED: usize = 1024;

/// What a layer answers to many samples.
pub struct Outputs {
    layer: usize,
    part: Role,
    indices: Vec<u32>,
    done: usize,
    purpose: Purpose,
}

/// What for.
pub enum Purpose {
    /// A unit, and the samples that activate it most.
    Unit(usize, Vec<(u32, f32)>),
    /// The values so far.
    Embedding(Vec<f32>),
}

impl Outputs {
    /// The outputs of a layer for samples of a part, as many at most.
    pub fn new(data: &Dataset, layer: u32, part: Role, most: usize, purpose: Purpose) -> Self {
        let indices = &data.part(part).indices;
        let positions = spread(indices.len(), most).into_iter();
        Self {
            layer: layer as usize,
            part,
            indices: positions.map(|at| indices[at]).collect(),
            done: 0,
            purpose,
        }
    }

    /// Takes the next samples; the answer to them, and what is left to do.
    ///
    /// # Errors
    /// The device failed, or an output is no finite number.
    pub async fn advance(
        mut self,
        session: &Session,
    ) -> Result<(Option<Self>, InsideAnswer), EngineError> {
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
            let done = [end, self.indices.len()];
            let answer = InsideAnswer::progress(done, Buffer::default());
            return Ok((Some(self), answer));
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
pub fn strongest(shape: Shape, output: &[f32], unit: usize) -> f32 {
    match shape {
        Shape::Image([h, w, c]) => {
            let start = unit.min(c - 1) * h * w;
            let map = output[start..start + h * w].iter().copied();
            map.fold(f32::NEG_INFINITY, f32::max)
        }
        Shape::Flat(n) => output[unit.min(n - 1)],
    }
}
