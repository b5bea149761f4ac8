//! A network's predictions for labelled samples, kept sample by sample: curves, galleries and
//! calibration are computed from one pass over the samples.

use super::confusion::confusion_matrix;
use super::log_probabilities::LogProbabilities;
use super::sample::{likeliest, log_softmax};

/// A network's predictions for labelled samples.
///
/// A probability is kept as its natural logarithm. Where those of all classes take more than
/// [`Self::MAX_BYTES`] in 32 bits, they are kept in 16: off by 0.0002 at most, while the small and the nearly
/// certain ones keep two digits and their order. Where they take more even so, only a sample's likeliest are
/// kept, and its label's.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictions {
    pub(super) classes: usize,
    /// Probabilities kept of a sample.
    pub(super) kept: usize,
    pub(super) indices: Vec<u32>,
    pub(super) labels: Vec<u16>,
    pub(super) predicted: Vec<u16>,
    /// `kept` a sample: class after class, or in the order of `kept_classes`.
    pub(super) log_probabilities: LogProbabilities,
    /// The classes of the probabilities, where not all are kept.
    pub(super) kept_classes: Vec<u16>,
    /// Sum of the samples' losses.
    pub(super) loss: f64,
    /// Part of a label that the loss spreads over all classes.
    pub(super) smoothing: f64,
}

impl Predictions {
    /// What the probabilities take at most, in bytes; beside them a sample takes 8 bytes. Where a
    /// single pair of each sample takes more than this, there is a single pair.
    pub const MAX_BYTES: usize = 16 << 20;

    /// No predictions yet, with room for so many samples of so many classes.
    #[must_use]
    pub fn new(classes: usize, samples: usize) -> Self {
        Self::within(Self::MAX_BYTES, classes, [samples; 2])
    }

    /// No predictions yet, with room for a portion of so many samples: as much is kept of each as if all were
    /// here.
    #[must_use]
    pub fn for_portion(classes: usize, samples: usize, portion: usize) -> Self {
        Self::within(Self::MAX_BYTES, classes, [samples, portion])
    }

    fn within(max_bytes: usize, classes: usize, [samples, portion]: [usize; 2]) -> Self {
        let samples = samples.max(1);
        let is_whole = samples.saturating_mul(2 * classes) <= max_bytes;
        let is_full = samples.saturating_mul(4 * classes) <= max_bytes;
        let kept = if is_whole {
            classes
        } else {
            // A number of two bytes and its class's; the likeliest's and the label's.
            (max_bytes / (4 * samples)).clamp(2, classes.max(2))
        };
        let kept = kept.min(classes);
        let kept_classes = if kept == classes { 0 } else { kept * portion };
        // All at once: a list that grows takes up to twice as much, and a worker's memory never
        // shrinks.
        Self {
            classes,
            kept,
            indices: Vec::with_capacity(portion),
            labels: Vec::with_capacity(portion),
            predicted: Vec::with_capacity(portion),
            log_probabilities: LogProbabilities::with_capacity(is_full, kept * portion),
            kept_classes: Vec::with_capacity(kept_classes),
            loss: 0.0,
            smoothing: 0.0,
        }
    }

    /// The same, with a loss that spreads a part of each label over all classes (Keras's
    /// `label_smoothing`).
    #[must_use]
    pub fn smoothed(self, smoothing: f64) -> Self {
        Self { smoothing, ..self }
    }

    /// Adds a sample: its index in its set, its label, and the network's output.
    pub fn push(&mut self, index: u32, label: u16, logits: &[f32]) {
        let log_probability = log_softmax(logits);
        let own = log_probability(usize::from(label));
        self.loss -= if self.smoothing > 0.0 {
            let all: f64 = (0..self.classes).map(&log_probability).sum();
            (1.0 - self.smoothing) * own + self.smoothing * all / self.classes as f64
        } else {
            own
        };
        let predicted = likeliest(logits) as u16;
        self.indices.push(index);
        self.labels.push(label);
        self.predicted.push(predicted);
        if self.kept == self.classes {
            for class in 0..self.classes {
                self.log_probabilities.push(log_probability(class));
            }
        } else {
            let classes = self.likeliest_classes(label, logits);
            for &class in &classes {
                self.log_probabilities
                    .push(log_probability(usize::from(class)));
            }
            self.kept_classes.extend(classes);
        }
    }

    /// The classes to keep of a sample: the likeliest, in no order. The label replaces the least
    /// likely of them if it is not among them.
    fn likeliest_classes(&self, label: u16, logits: &[f32]) -> Vec<u16> {
        // Whole numbers are compared in a fraction of the time of reals found by their class.
        let ranks = logits.iter().zip(0..self.classes as u16);
        let mut ranks: Vec<u64> = ranks.map(|(&logit, class)| rank(logit, class)).collect();
        ranks.select_nth_unstable(self.kept - 1);
        let kept = ranks[..self.kept].iter();
        let mut classes: Vec<u16> = kept.map(|&rank| rank as u16).collect();
        if !classes.contains(&label) {
            classes[self.kept - 1] = label;
        }
        classes
    }

    /// How many classes there are.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Samples so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Each sample's index in its set.
    #[must_use]
    pub fn indices(&self) -> &[u32] {
        &self.indices
    }

    /// Each sample's label.
    #[must_use]
    pub fn labels(&self) -> &[u16] {
        &self.labels
    }

    /// Each sample's likeliest class.
    #[must_use]
    pub fn predicted(&self) -> &[u16] {
        &self.predicted
    }

    /// Whether the probabilities of all classes are kept.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.kept == self.classes
    }

    /// The probability of a class for the sample at this position; absent where it was not kept:
    /// then it is less than those that were, except the label's own.
    ///
    /// # Panics
    /// There is no such sample.
    #[must_use]
    pub fn probability(&self, sample: usize, class: u16) -> Option<f32> {
        let range = sample * self.kept..(sample + 1) * self.kept;
        let at = if self.is_whole() {
            usize::from(class)
        } else {
            let classes = &self.kept_classes[range.clone()];
            classes.iter().position(|&kept| kept == class)?
        };
        assert!(sample < self.len(), "there is no sample {sample}");
        let log = self.log_probabilities.get(range.start + at)?;
        (at < self.kept).then(|| log.exp())
    }

    /// The confusion matrix `confusion[label][prediction]`, in samples.
    #[must_use]
    pub fn confusion(&self) -> Vec<Vec<u32>> {
        confusion_matrix(&self.labels, &self.predicted, self.classes)
    }

    /// Mean loss a sample, of the probabilities as they were before they were kept: scikit-learn's
    /// `log_loss`. 0 of no samples; not a number, or infinite, where the network's outputs were.
    #[must_use]
    pub fn mean_loss(&self) -> f64 {
        self.loss / self.len().max(1) as f64
    }

    /// Bytes that are taken.
    #[must_use]
    pub fn bytes(&self) -> usize {
        4 * self.indices.capacity()
            + 2 * (self.labels.capacity() + self.predicted.capacity())
            + 2 * self.kept_classes.capacity()
            + self.log_probabilities.bytes()
    }
}

/// A number that is the smaller, the larger the logit is (by [`f32::total_cmp`]), and of equal
/// logits the smaller, the smaller the class's number is, which its last 16 bits hold.
fn rank(logit: f32, class: u16) -> u64 {
    let bits = logit.to_bits();
    // The bits of positive reals already ascend with them; those of negative ones descend.
    let is_negative = bits >> 31 == 1;
    let descending = if is_negative {
        bits
    } else {
        !bits & !(1 << 31)
    };
    u64::from(descending) << 16 | u64::from(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Logits whose softmax is these.
    fn logits(probabilities: &[f32]) -> Vec<f32> {
        probabilities.iter().map(|p| p.ln()).collect()
    }

    #[test]
    fn probabilities_are_exact_where_there_is_room_and_halved_where_there_is_not() {
        let row = [0.123_456_7, 0.000_321, 0.876_222_3];
        let probability = |max_bytes| {
            let mut predictions = Predictions::within(max_bytes, 3, [1; 2]);
            predictions.push(0, 1, &logits(&row));
            assert!(predictions.is_whole());
            [0, 1, 2].map(|class| predictions.probability(0, class).unwrap())
        };
        for (kept, p) in probability(12).iter().zip(row) {
            assert!((kept - p).abs() < 1e-6, "{kept} of {p}");
        }
        let halved = probability(11);
        let differs = |(half, whole): (&f32, f32)| (half - whole).abs() > 0.0;
        assert!(halved.iter().zip(probability(12)).any(differs));
        for (kept, p) in halved.iter().zip(row) {
            assert!((kept - p).abs() < 2e-4, "{kept} of {p}");
        }
    }

    #[test]
    fn a_probability_comes_back_close_and_in_order() {
        let rows = [
            [0.999_99, 6e-6, 4e-6],
            [0.999_98, 1.2e-5, 8e-6],
            [0.4, 0.35, 0.25],
            [1.0, 0.0, 0.0],
        ];
        let mut predictions = Predictions::new(3, rows.len());
        for (i, row) in rows.iter().enumerate() {
            predictions.push(i as u32 + 10, 1, &logits(row));
        }
        assert!(predictions.is_whole());
        for (i, row) in rows.iter().enumerate() {
            for (class, p) in row.iter().enumerate() {
                let kept = predictions.probability(i, class as u16).unwrap();
                assert!((kept - p).abs() <= 2e-4, "{kept} of {p}");
                // Small ones are as good as large ones.
                assert!(*p == 0.0 || (kept / p - 1.0).abs() < 0.005, "{kept} of {p}");
            }
        }
        let sure = |sample| predictions.probability(sample, 0).unwrap();
        assert!(sure(0) > sure(1), "nearly certain ones stay apart");
        assert_eq!(predictions.probability(0, 3), None);
        assert_eq!(predictions.indices(), [10, 11, 12, 13]);
        assert_eq!(predictions.labels(), [1; 4]);
        assert_eq!(predictions.confusion()[1], [4, 0, 0]);
    }

    #[test]
    fn where_they_take_too_much_the_likeliest_and_the_label_are_kept() {
        // Two classes a sample, of five.
        let mut predictions = Predictions::within(2 * 4 * 2, 5, [2; 2]);
        assert!(!predictions.is_whole());
        predictions.push(0, 0, &logits(&[0.1, 0.2, 0.3, 0.35, 0.05]));
        predictions.push(1, 2, &logits(&[0.2, 0.2, 0.3, 0.2, 0.1]));
        let kept = |sample| {
            let classes = (0..5).filter(|&class| predictions.probability(sample, class).is_some());
            classes.collect::<Vec<_>>()
        };
        assert_eq!([kept(0), kept(1)], [vec![0, 3], vec![0, 2]]);
        let label = predictions.probability(0, 0).unwrap();
        assert!((label - 0.1).abs() < 2e-4);
        assert_eq!(predictions.predicted(), [3, 2]);
        let loss = -(0.1_f64.ln() + 0.3_f64.ln()) / 2.0;
        assert!((predictions.mean_loss() - loss).abs() < 1e-6);
    }

    #[test]
    fn the_kept_classes_are_the_first_of_all_sorted() {
        let special = [
            f32::NAN,
            -f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            0.0,
            -0.0,
        ];
        // Few different values: most are tied.
        let tied = (0..200).map(|i| (i * 37 % 11) as f32 - 5.0);
        let distinct = (0..200).map(|i| ((i * 7919 % 1009) as f32 - 500.0) * 1e-3);
        let rows = [tied.collect(), distinct.collect(), special.repeat(30)];
        for row in rows as [Vec<f32>; 3] {
            let mut sorted: Vec<u16> = (0..row.len() as u16).collect();
            sorted.sort_by(|&a, &b| row[usize::from(b)].total_cmp(&row[usize::from(a)]));
            for kept in [2, 3, 50, row.len() / 2 - 1] {
                let predictions = Predictions::within(4 * kept, row.len(), [1; 2]);
                assert_eq!(predictions.kept, kept);
                for label in [sorted[0], sorted[kept - 1], sorted[kept]] {
                    let mut expected = sorted[..kept].to_vec();
                    if !expected.contains(&label) {
                        expected[kept - 1] = label;
                    }
                    let mut classes = predictions.likeliest_classes(label, &row);
                    expected.sort_unstable();
                    classes.sort_unstable();
                    assert_eq!(classes, expected, "{kept} of {} with {label}", row.len());
                }
            }
        }
    }

    #[test]
    fn memory_is_bounded_whatever_the_number_of_classes() {
        let max = 1 << 16;
        for classes in [2, 10, 345, 1000] {
            let samples = 500;
            let mut predictions = Predictions::within(max, classes, [samples; 2]);
            let row: Vec<f32> = (0..classes).map(|class| class as f32 * 0.01).collect();
            for i in 0..samples {
                predictions.push(i as u32, (i % classes) as u16, &row);
            }
            let bytes = predictions.bytes();
            assert!(bytes <= max + 8 * samples, "{classes}: {bytes}");
            assert_eq!(predictions.len(), samples);
            assert_eq!(predictions.is_whole(), 2 * classes * samples <= max);
        }
    }

    #[test]
    fn without_samples_there_is_no_loss() {
        let predictions = Predictions::new(3, 0);
        assert!(predictions.is_empty());
        assert_eq!(predictions.mean_loss().to_bits(), 0);
        assert_eq!(predictions.confusion(), vec![vec![0; 3]; 3]);
    }
}
