//! Evaluation of a network on samples, a batch at a time so that the worker can do other things.

use burn::tensor::{Device, Tensor, TensorData};

use super::device::is_cpu;
use super::value::Value;
use super::{EngineError, Network, read};
use crate::data::{Dataset, Predicted, Role};
use crate::experiment::{EVALUATION_BATCH, Shape};
use crate::metrics::{Predictions, likeliest, log_softmax};

/// Samples a batch on a GPU, where each batch ends with a wait for the device.
const BATCH_ON_GPU: usize = 256;

/// An evaluation under way.
pub struct Evaluator {
    predictions: Predictions,
}

impl Evaluator {
    /// An evaluation of so many samples, before its first batch, whose loss spreads a part of the
    /// labels over all classes as training's does.
    #[must_use]
    pub fn new(classes: usize, samples: usize, label_smoothing: f64) -> Self {
        let predictions = Predictions::new(classes, samples);
        Self {
            predictions: predictions.smoothed(label_smoothing),
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
            EVALUATION_BATCH
        } else {
            BATCH_ON_GPU
        };
        let part = data.part(part);
        let start = self.predictions.len();
        let end = (start + size).min(part.len());
        let batch = &part.indices[start..end];
        if !batch.is_empty() {
            let mut values = Vec::new();
            data.fill(&part.samples, batch, &mut values);
            let input = to_device(values, part.samples.shape(), network.device());
            let logits = read(network.logits(input)).await?;
            let labels = part.samples.labels();
            for (row, &i) in logits.chunks_exact(data.classes.len()).zip(batch) {
                self.predictions.push(i, labels[i as usize], row);
            }
            if !self.predictions.mean_loss().is_finite() {
                return Err(EngineError::NotFinite);
            }
        }
        Ok(end == part.len())
    }

    /// The predictions for the samples.
    #[must_use]
    pub fn into_predictions(self) -> Predictions {
        self.predictions
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
            let class = likeliest(row);
            Predicted {
                class: class as u16,
                probability: log_softmax(row)(class).exp() as f32,
            }
        })
        .collect())
}
