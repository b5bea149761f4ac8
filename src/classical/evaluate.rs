//! What a trained classifier says of the samples of a part of a data set.

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
const PORTION: usize = 32;

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
        let indices = &self.part.indices[done..(done + PORTION).min(self.most)];
        let mut values = Vec::new();
        self.data.fill(&self.part.samples, indices, &mut values);
        let rows = Rows::new(self.data.shape().len(), values);
        for (index, logits) in indices.iter().zip(self.model.log_probabilities(&rows)) {
            let label = self.part.samples.labels()[*index as usize];
            self.predictions.push(*index, label, &logits);
        }
        !indices.is_empty()
    }

    /// What was said so far.
    #[must_use]
    pub fn predictions(self) -> Predictions {
        self.predictions
    }
}
