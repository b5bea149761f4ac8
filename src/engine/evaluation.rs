//! Evaluation of a network on samples, a batch at a time so that the worker can do other things.

use std::ops::Range;

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
        let start = self.predictions.len();
        let all = data.part(part).len();
        let end = (start + size).min(all);
        predict(network, data, part, start..end, &mut self.predictions).await?;
        Ok(end == all)
    }

    /// The predictions for the samples.
    #[must_use]
    pub fn into_predictions(self) -> Predictions {
        self.predictions
    }
}

/// Adds what the network says of a part's samples at these positions, in one batch.
async fn predict(
    network: &Network,
    data: &Dataset,
    part: Role,
    positions: Range<usize>,
    predictions: &mut Predictions,
) -> Result<(), EngineError> {
    let part = data.part(part);
    let batch = &part.indices[positions];
    if batch.is_empty() {
        return Ok(());
    }
    let mut values = Vec::new();
    data.fill(&part.samples, batch, &mut values);
    let input = to_device(values, part.samples.shape(), network.device());
    let logits = read(network.logits(input)).await?;
    let labels = part.samples.labels();
    for (row, &i) in logits.chunks_exact(data.classes.len()).zip(batch) {
        predictions.push(i, labels[i as usize], row);
    }
    if !predictions.mean_loss().is_finite() {
        return Err(EngineError::NotFinite);
    }
    Ok(())
}

/// What the network says of a part's samples at these positions: a portion of the part's predictions. Positions
/// beyond the part are left out.
///
/// # Errors
/// The device failed, or the network's outputs are no longer numbers.
pub async fn predict_portion(
    network: &Network,
    data: &Dataset,
    part: Role,
    positions: Range<usize>,
) -> Result<Predictions, EngineError> {
    let all = data.part(part).len();
    let end = positions.end.min(all);
    let start = positions.start.min(end);
    let mut predictions = Predictions::for_portion(data.classes.len(), all, end - start);
    for from in (start..end).step_by(EVALUATION_BATCH) {
        let batch = from..(from + EVALUATION_BATCH).min(end);
        predict(network, data, part, batch, &mut predictions).await?;
    }
    Ok(predictions)
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

/// The network's outputs for samples (values as of [`Dataset::fill`]), in one batch.
async fn finite_logits(
    network: &Network,
    data: &Dataset,
    values: Vec<f32>,
) -> Result<Vec<f32>, EngineError> {
    let input = to_device(values, data.shape(), network.device());
    let logits = read(network.logits(input)).await?;
    if logits.iter().all(|v| v.is_finite()) {
        Ok(logits)
    } else {
        Err(EngineError::NotFinite)
    }
}

/// The probabilities of all classes, sample after sample (values as of [`Dataset::fill`]), in one batch.
///
/// # Errors
/// The device failed, or the network's outputs are no longer numbers.
pub async fn probabilities(
    network: &Network,
    data: &Dataset,
    values: Vec<f32>,
) -> Result<Vec<f32>, EngineError> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let logits = finite_logits(network, data, values).await?;
    let classes = data.classes.len();
    let rows = logits.chunks_exact(classes);
    let rows = rows.flat_map(|row| {
        let log = log_softmax(row);
        (0..classes).map(move |class| log(class).exp() as f32)
    });
    Ok(rows.collect())
}

/// How far training samples at these positions of their part are from one sample (values as of
/// [`Dataset::fill`]) in what the network's last layer with weights gets: the squared Euclidean distance of each.
///
/// # Errors
/// The device failed.
pub async fn hidden_distances(
    network: &Network,
    data: &Dataset,
    sample: Vec<f32>,
    positions: Range<usize>,
) -> Result<Vec<f32>, EngineError> {
    let part = data.part(Role::Train);
    let positions = positions.start.min(part.len())..positions.end.min(part.len());
    let hidden = async |values| {
        let input = to_device(values, data.shape(), network.device());
        read(network.hidden(input)).await
    };
    let own = hidden(sample).await?;
    let mut distances = Vec::with_capacity(positions.len());
    let mut values = Vec::new();
    for batch in part.indices[positions].chunks(EVALUATION_BATCH) {
        data.fill(&part.samples, batch, &mut values);
        let others = hidden(std::mem::take(&mut values)).await?;
        let rows = others.chunks_exact(own.len().max(1));
        distances.extend(rows.map(|row| {
            let differences = row.iter().zip(&own).map(|(a, b)| (a - b) * (a - b));
            differences.sum::<f32>()
        }));
    }
    Ok(distances)
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
    let logits = finite_logits(network, data, values).await?;
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
