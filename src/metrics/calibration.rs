//! Whether probabilities mean what they say: of the samples predicted with a probability of 0.8, four in five are
//! to be right.

use borsh::{BorshDeserialize, BorshSerialize};

/// The samples whose probability lies in one of some equal intervals.
#[derive(Clone, Copy, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Bin {
    /// How many there are.
    pub count: u32,
    /// Their mean probability; 0 of none.
    pub predicted: f64,
    /// The part of them that is positive, or right; 0 of none.
    pub positive: f64,
}

/// The samples in `bins` equal intervals of their probability, each of which includes its upper end
/// (scikit-learn's `calibration_curve`, which leaves out the empty ones).
#[must_use]
pub fn calibration_curve(
    probabilities: impl IntoIterator<Item = (f64, bool)>,
    bins: usize,
) -> Vec<Bin> {
    // As NumPy computes them: a probability at an edge falls on the same side.
    let step = 1.0 / bins as f64;
    let edges: Vec<f64> = (1..bins).map(|i| i as f64 * step).collect();
    binned(probabilities, &edges)
}

/// The samples in the intervals between edges, in ascending order.
fn binned(probabilities: impl IntoIterator<Item = (f64, bool)>, edges: &[f64]) -> Vec<Bin> {
    let mut bins = vec![Bin::default(); edges.len() + 1];
    for (probability, is_positive) in probabilities {
        let bin = &mut bins[edges.partition_point(|edge| *edge < probability)];
        bin.count += 1;
        bin.predicted += probability;
        bin.positive += f64::from(u8::from(is_positive));
    }
    for bin in &mut bins {
        let count = f64::from(bin.count.max(1));
        bin.predicted /= count;
        bin.positive /= count;
    }
    bins
}

/// The bins of [`expected_calibration_error`].
#[must_use]
pub fn confidence_bins(
    confidences: impl IntoIterator<Item = (f64, bool)>,
    bins: usize,
) -> Vec<Bin> {
    let edges: Vec<f64> = (1..bins).map(|i| i as f64 / bins as f64).collect();
    binned(confidences, &edges)
}

/// The mean distance between confidence and accuracy, each bin by its samples.
///
/// # Source
/// Guo et al., *On Calibration of Modern Neural Networks* (2017).
#[must_use]
pub fn expected_calibration_error(bins: &[Bin]) -> f64 {
    let samples: f64 = bins.iter().map(|bin| f64::from(bin.count)).sum();
    let error = |bin: &Bin| f64::from(bin.count) * (bin.positive - bin.predicted).abs();
    bins.iter().map(error).sum::<f64>() / samples.max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_at_an_edge_belongs_below() {
        let bins = calibration_curve([(0.0, false), (0.5, true), (0.51, true), (1.0, true)], 2);
        assert_eq!(bins.iter().map(|b| b.count).collect::<Vec<_>>(), [2, 2]);
    }

    #[test]
    fn the_error_is_the_distance_from_what_was_promised() {
        let all = [(0.9, true), (0.9, false), (0.3, false)];
        let error = expected_calibration_error(&confidence_bins(all, 10));
        assert!((error - (2.0 * 0.4 + 0.3) / 3.0).abs() < 1e-12, "{error}");
        assert!(expected_calibration_error(&[]).abs() < 1e-12);
    }
}
