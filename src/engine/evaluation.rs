//! Evaluation of a network on samples, a batch at a time so that others get their turn.

use burn::tensor::{Device, Tensor, TensorData};

use super::device::is_cpu;
use super::{EngineError, Network, read};
use crate::data::{Pictures, batch};
use crate::metrics;
use crate::protocol::Scores;

/// Samples a batch on a CPU: few enough that in a browser the largest built-in model lets
/// others have their turn within 50 ms.
const BATCH_ON_CPU: usize = 32;
/// Samples a batch on a GPU, where each batch ends with a wait for the device.
const BATCH_ON_GPU: usize = 256;

/// An evaluation under way.
#[derive(Clone, Debug)]
pub struct Evaluation {
    next: usize,
    loss: f64,
    confusion: Vec<Vec<u32>>,
}

impl Evaluation {
    /// An evaluation before its first batch.
    #[must_use]
    pub fn new(classes: usize) -> Self {
        Self {
            next: 0,
            loss: 0.0,
            confusion: vec![vec![0; classes]; classes],
        }
    }

    /// Evaluates the next batch of the samples; true when all are done.
    ///
    /// # Errors
    /// The device failed, or the network's outputs are no longer numbers.
    pub async fn advance(
        &mut self,
        network: &Network,
        pictures: &Pictures,
        indices: &[u32],
    ) -> Result<bool, EngineError> {
        let size = if is_cpu(network.device()) {
            BATCH_ON_CPU
        } else {
            BATCH_ON_GPU
        };
        let end = (self.next + size).min(indices.len());
        let batch = &indices[self.next..end];
        if !batch.is_empty() {
            let input = pictures_tensor(pictures, batch, network.device());
            let logits = read(network.logits(input)).await?;
            for (row, &i) in logits.chunks_exact(self.confusion.len()).zip(batch) {
                let label = usize::from(pictures.labels[i as usize]);
                self.loss += row_loss(row, label);
                self.confusion[label][argmax(row)] += 1;
            }
            if !self.loss.is_finite() {
                return Err(EngineError::NotFinite);
            }
        }
        self.next = end;
        Ok(end == indices.len())
    }

    /// `confusion[true][predicted]` so far, in samples.
    #[must_use]
    pub fn confusion(&self) -> &[Vec<u32>] {
        &self.confusion
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

/// The pictures at `indices` as a batch, scaled to 0–1: `[batch, channels, height, width]`.
pub fn pictures_tensor(pictures: &Pictures, indices: &[u32], device: &Device) -> Tensor<4> {
    let [h, w, c] = pictures.shape;
    let mut values = Vec::with_capacity(indices.len() * h * w * c);
    batch::fill(pictures, indices, &mut values);
    Tensor::from_data(TensorData::new(values, [indices.len(), c, h, w]), device)
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
