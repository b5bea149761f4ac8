//! Evaluation of a network on samples, a batch at a time so that others get their turn.

use burn::tensor::{Device, Tensor, TensorData};

use super::device::is_cpu;
use super::layer::Value;
use super::{EngineError, Network, read};
use crate::data::{Dataset, Predicted, Role};
use crate::experiment::Shape;
use crate::metrics;
use crate::run::{Evaluation, Scores};

/// Samples a batch on a CPU: few enough that in a browser the largest built-in model lets
/// others have their turn within 50 ms.
const BATCH_ON_CPU: usize = 32;
/// Samples a batch on a GPU, where each batch ends with a wait for the device.
const BATCH_ON_GPU: usize = 256;

/// An evaluation under way.
#[derive(Clone, Debug)]
pub struct Evaluator {
    next: usize,
    loss: f64,
    confusion: Vec<Vec<u32>>,
}

impl Evaluator {
    /// An evaluation before its first batch.
    #[must_use]
    pub fn new(classes: usize) -> Self {
        Self {
            next: 0,
            loss: 0.0,
            confusion: vec![vec![0; classes]; classes],
        }
    }

    /// Evaluates the next batch of a part's samples; true when all are done.
    ///
    /// # Errors
    /// The device failed, or the network's outputs are no longer numbers.
    pub async fn advance(
        &mut self,
        network: &Network,
        data: &Dataset,
        part: Role,
    ) -> Result<bool, EngineError> {
        let size = if is_cpu(network.device()) {
            BATCH_ON_CPU
        } else {
            BATCH_ON_GPU
        };
        let part = data.part(part);
        let end = (self.next + size).min(part.len());
        let batch = &part.indices[self.next..end];
        if !batch.is_empty() {
            let mut values = Vec::new();
            data.fill(&part.samples, batch, &mut values);
            let input = to_device(values, part.samples.shape(), network.device());
            let logits = read(network.logits(input)).await?;
            let labels = part.samples.labels();
            for (row, &i) in logits.chunks_exact(self.confusion.len()).zip(batch) {
                let label = usize::from(labels[i as usize]);
                self.loss += row_loss(row, label);
                self.confusion[label][argmax(row)] += 1;
            }
            if !self.loss.is_finite() {
                return Err(EngineError::NotFinite);
            }
        }
        self.next = end;
        Ok(end == part.len())
    }

    /// What it came to so far.
    #[must_use]
    pub fn evaluation(&self) -> Evaluation {
        Evaluation {
            test: self.scores(),
            confusion: self.confusion.clone(),
        }
    }

    /// Loss and accuracy so far.
    #[must_use]
    pub fn scores(&self) -> Scores {
        let n = self.confusion.iter().flatten().sum::<u32>().max(1);
        Scores {
            loss: self.loss / f64::from(n),
            accuracy: metrics::accuracy(&self.confusion),
        }
    }
}

/// A batch of samples of a shape on the device: `[batch, channels, height, width]`, or
/// `[batch, features]`.
pub fn to_device(values: Vec<f32>, shape: Shape, device: &Device) -> Value {
    let n = values.len() / shape.len().max(1);
    match shape {
        Shape::Image([h, w, c]) => {
            let data = TensorData::new(values, [n, c, h, w]);
            Value::Image(Tensor::from_data(data, device))
        }
        Shape::Flat(features) => {
            let data = TensorData::new(values, [n, features]);
            Value::Flat(Tensor::from_data(data, device))
        }
    }
}

/// The most probable class of each sample (values as of [`Dataset::fill`]), in one batch.
///
/// # Errors
/// The device failed, or the network's outputs are no longer numbers.
pub async fn classify(
    network: &Network,
    data: &Dataset,
    values: Vec<f32>,
) -> Result<Vec<Predicted>, EngineError> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let input = to_device(values, data.shape(), network.device());
    let logits = read(network.logits(input)).await?;
    if logits.iter().any(|v| !v.is_finite()) {
        return Err(EngineError::NotFinite);
    }
    let rows = logits.chunks_exact(data.classes.len());
    Ok(rows
        .map(|row| {
            let class = argmax(row);
            Predicted {
                class: class as u16,
                probability: (-row_loss(row, class)).exp() as f32,
            }
        })
        .collect())
}

/// `log(sum(exp(row))) - row[label]`.
fn row_loss(row: &[f32], label: usize) -> f64 {
    let max = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = row.iter().map(|v| f64::from(v - max).exp()).sum();
    sum.ln() - f64::from(row[label] - max)
}

fn argmax(row: &[f32]) -> usize {
    (1..row.len()).fold(0, |best, i| if row[i] > row[best] { i } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_loss_is_exact_where_exponentials_overflow() {
        assert!(row_loss(&[1000.0, 0.0], 0).abs() < 1e-12);
        assert!((row_loss(&[1000.0, 0.0], 1) - 1000.0).abs() < 1e-9);
        assert!((row_loss(&[0.0, 0.0], 1) - 2.0_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn argmax_takes_the_first_of_equals() {
        assert_eq!(argmax(&[0.0, 2.0, 2.0]), 1);
    }
}
