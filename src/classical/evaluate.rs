//! What a trained classifier says of the samples of a part of a data set.

use std::ops::Range;

use super::{Model, Rows};
use crate::data::{Dataset, Part};
use crate::metrics::Predictions;

/// An evaluation under way, a few samples at a time.
pub struct Evaluation<'a> {
    model: &'a Model,
    data: &'a Dataset,
    part: &'a Part,
    most: usize,
    predictions: Predictions,
}

/// Samples of a portion.
pub(super) const PORTION: usize = 32;

/// Adds what a classifier says of a part's samples at these positions.
///
/// # Panics
/// The part has no such samples.
pub fn predict(
    model: &Model,
    data: &Dataset,
    part: &Part,
    positions: Range<usize>,
    predictions: &mut Predictions,
) {
    let indices = &part.indices[positions];
    let mut values = Vec::new();
    data.fill(&part.samples, indices, &mut values);
    let rows = Rows::new(data.shape().len(), values);
    for (index, logits) in indices.iter().zip(model.log_probabilities(&rows)) {
        let label = part.samples.labels()[*index as usize];
        predictions.push(*index, label, &logits);
    }
}

impl<'a> Evaluation<'a> {
    /// Before its first sample; of so many samples at most.
    #[must_use]
    pub fn new(model: &'a Model, data: &'a Dataset, part: &'a Part, most: usize) -> Self {
        let most = most.min(part.len());
        Self {
            model,
            data,
            part,
            most,
            predictions: Predictions::new(data.classes.len(), most),
        }
    }

    /// Samples done, and all of them.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.predictions.len(), self.most)
    }

    /// Asks about the next samples; false if there were none left.
    pub fn work(&mut self) -> bool {
        let done = self.predictions.len();
        let positions = done..(done + PORTION).min(self.most);
        let is_any = !positions.is_empty();
        predict(
            self.model,
            self.data,
            self.part,
            positions,
            &mut self.predictions,
        );
        is_any
    }

    /// What was said so far.
    #[must_use]
    pub fn predictions(self) -> Predictions {
        self.predictions
    }
}
