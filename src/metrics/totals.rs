//! Loss and accuracy over batches, as their sums.

/// Sums over the samples seen so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// Of the samples' losses.
    pub loss: f64,
    /// Samples predicted correctly.
    pub correct: f64,
    /// Samples.
    pub samples: f64,
}

impl Totals {
    /// Adds a batch of so many samples, by its mean loss.
    pub fn add(&mut self, mean_loss: f64, correct: f64, samples: f64) {
        self.loss += mean_loss * samples;
        self.correct += correct;
        self.samples += samples;
    }

    /// Mean loss a sample; 0 of none.
    #[must_use]
    pub fn mean_loss(&self) -> f64 {
        self.loss / self.samples.max(1.0)
    }

    /// Part of the samples predicted correctly; 0 of none.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        self.correct / self.samples.max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_counts_by_its_samples() {
        let mut totals = Totals::default();
        assert_eq!(totals.mean_loss().to_bits(), 0);
        totals.add(1.0, 2.0, 3.0);
        totals.add(3.0, 1.0, 1.0);
        assert!((totals.mean_loss() - 1.5).abs() < 1e-12);
        assert!((totals.accuracy() - 0.75).abs() < 1e-12);
    }
}
