//! Statistics of a network's layers in a step.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::data::bits;

/// Bins of a histogram.
pub const BINS: usize = 24;

/// The layers in a step.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct NetworkStatistics {
    /// The step, from 1.
    pub step: usize,
    /// Every layer with weights or with a function of its own, input first; those of a block each by
    /// itself, and then the block.
    pub layers: Vec<LayerStatistics>,
}

/// A layer in a step. Norms are Euclidean, over all its trainable weights together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct LayerStatistics {
    /// Its name in the summary; within a block after the block's name.
    pub name: String,
    /// Norm of the loss's gradient, before it is clipped; absent where nothing is trained.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub gradient_norm: Option<f32>,
    /// Norm of the weights before the update.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub weight_norm: Option<f32>,
    /// Norm of the update by that of the weights; absent where all weights are 0, too.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub update_ratio: Option<f32>,
    /// Values of its largest trainable weight before the update.
    pub weights: Option<Histogram>,
    /// Values of its output for the batch, after its activation function; of the last layer before a
    /// softmax.
    pub outputs: Option<Histogram>,
    /// Part of its units (channels, or features) that were 0 for all of the last samples of steps
    /// with statistics, which are at least [`DEAD_SAMPLES`]; absent where its function leaves no unit at 0, and
    /// before there were so many samples.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub dead: Option<f32>,
}

/// Samples for all of which a unit that counts as dead is 0: with fewer, one that is seldom active would
/// be counted, too.
pub const DEAD_SAMPLES: u32 = 128;

/// How often values occur, in bins of the same width.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Histogram {
    /// Where the first bin begins: the least value.
    pub low: f32,
    /// Where the last bin ends: the greatest value.
    pub high: f32,
    /// Values in each of [`BINS`] bins.
    pub counts: Vec<u16>,
}

impl Histogram {
    /// The histogram of values; those that are no numbers are left out. Absent where there are none.
    #[must_use]
    pub fn of(values: &[f32]) -> Option<Self> {
        let finite = values.iter().copied().filter(|value| value.is_finite());
        let low = finite.clone().reduce(f32::min)?;
        let high = finite.clone().reduce(f32::max)?;
        let width = (f64::from(high) - f64::from(low)) / BINS as f64;
        let mut counts = vec![0_u16; BINS];
        for value in finite {
            // All values alike are in the first bin.
            let bin = ((f64::from(value) - f64::from(low)) / width) as usize;
            let count = &mut counts[bin.min(BINS - 1)];
            *count = count.saturating_add(1);
        }
        Some(Self { low, high, counts })
    }

    /// Where a bin begins and ends.
    #[must_use]
    pub fn bin(&self, bin: usize) -> [f32; 2] {
        [bin, bin + 1].map(|at| {
            let part = at as f32 / BINS as f32;
            self.low * (1.0 - part) + self.high * part
        })
    }

    /// Values in it.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.counts.iter().copied().map(u32::from).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_goes_from_the_least_to_the_greatest_value() {
        let values = [-1.0, f32::NAN, 0.0, 1.0, 1.0, f32::INFINITY];
        let histogram = Histogram::of(&values).expect("numbers");
        assert_eq!(
            [histogram.low.to_bits(), histogram.high.to_bits()],
            [-1.0_f32, 1.0].map(f32::to_bits)
        );
        assert_eq!(histogram.counts[0], 1);
        assert_eq!(histogram.counts[BINS / 2], 1);
        assert_eq!(histogram.counts[BINS - 1], 2);
        assert_eq!(histogram.total(), 4);
        assert_eq!(Histogram::of(&[f32::NAN]), None);
        let alike = Histogram::of(&[2.0; 7]).expect("numbers");
        assert_eq!((alike.counts[0], alike.total()), (7, 7));
    }

    #[test]
    fn what_is_no_number_crosses() {
        let layer = LayerStatistics {
            name: "dense".to_owned(),
            gradient_norm: Some(f32::NAN),
            update_ratio: Some(f32::INFINITY),
            ..LayerStatistics::default()
        };
        let statistics = NetworkStatistics {
            step: 1,
            layers: vec![layer],
        };
        let bytes = borsh::to_vec(&statistics).expect("it can be sent");
        let back: NetworkStatistics = borsh::from_slice(&bytes).expect("read");
        assert!(back.layers[0].gradient_norm.is_some_and(f32::is_nan));
    }
}
