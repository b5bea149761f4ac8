//! Everything that one evaluation says: every score, the curves of each class and of all, calibration, and the
//! confusion matrix that the rest follows from.

use borsh::{BorshDeserialize, BorshSerialize};

use super::agreement::{balanced_accuracy, cohen_kappa, matthews_correlation};
use super::calibration::{Bin, calibration_curve, confidence_bins, expected_calibration_error};
use super::confusion::{accuracy, confusion_matrix};
use super::curves::{Curve, auc, average_precision, precision_recall_curve, roc_curve};
use super::predictions::Predictions;

/// Intervals of a calibration curve, and of the histogram of confidences.
pub const CALIBRATION_BINS: usize = 10;
/// Intervals of the expected calibration error.
pub const ERROR_BINS: usize = 15;
/// The k of top-k accuracy.
pub const TOP: [usize; 3] = [2, 3, 5];
/// What lies closer together on a curve is not seen.
const APART: f64 = 1.0 / 500.0;

/// What one evaluation says.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Analysis {
    /// Samples.
    pub samples: u32,
    /// `confusion[label][prediction]`, in samples.
    pub confusion: Vec<Vec<u32>>,
    /// Part of the samples predicted correctly.
    pub accuracy: f64,
    /// Part of the samples whose class is among the k likeliest: k, and the part. Only of k below the number of classes.
    pub top: Vec<(usize, f64)>,
    /// See [`balanced_accuracy`].
    pub balanced_accuracy: f64,
    /// See [`cohen_kappa`].
    pub kappa: Option<f64>,
    /// See [`matthews_correlation`].
    pub matthews: f64,
    /// Mean negative logarithm of the probability of the samples' own classes.
    pub log_loss: f64,
    /// Mean over the samples of the squared distance between probabilities and label, summed over the classes.
    pub brier: f64,
    /// See [`expected_calibration_error`], in [`ERROR_BINS`] bins of the confidence.
    pub calibration_error: f64,
    /// Whether the likeliest class is right, by its probability, in [`CALIBRATION_BINS`] bins.
    pub calibration: Vec<Bin>,
    /// The bins of the expected calibration error.
    pub error_bins: Vec<Bin>,
    /// Samples predicted correctly and wrongly in each tenth of the confidence.
    pub confidences: Vec<[u32; 2]>,
    /// Each class against all others.
    pub classes: Vec<OneVsRest>,
    /// All decisions of whether a sample is of a class, together.
    pub micro: OneVsRest,
    /// Mean area below the ROC curves of the classes that occur; absent if none does beside another.
    pub auc_macro: Option<f64>,
    /// The same of average precision.
    pub average_precision_macro: Option<f64>,
}

/// How well a class is told from the rest by its probability.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct OneVsRest {
    /// True over false positive rate; absent unless there are samples of the class and others.
    pub roc: Option<Curve>,
    /// The area below it.
    pub auc: Option<f64>,
    /// Precision over recall; absent unless there are samples of the class and others.
    pub precision_recall: Option<Curve>,
    /// scikit-learn's average precision.
    pub average_precision: Option<f64>,
    /// Whether samples are of the class, by its probability, in [`CALIBRATION_BINS`] bins.
    pub calibration: Vec<Bin>,
    /// Mean squared distance between its probability and 1 for its samples, 0 for others.
    pub brier: f64,
}

/// What is known of samples: labels, predictions, and the probability of each class.
pub struct Probabilities<'a> {
    /// Their labels.
    pub labels: &'a [u16],
    /// Their likeliest classes.
    pub predicted: &'a [u16],
    /// How many classes there are.
    pub classes: usize,
    /// The probability of a class for the sample at a position.
    pub probability: &'a dyn Fn(usize, usize) -> f64,
}

impl OneVsRest {
    fn of(is_of_class: &[bool], scores: &[f64]) -> Self {
        let roc = roc_curve(is_of_class, scores);
        let precision_recall =
            precision_recall_curve(is_of_class, scores).filter(|_| roc.is_some());
        let both = || scores.iter().copied().zip(is_of_class.iter().copied());
        Self {
            auc: roc.as_ref().map(auc),
            average_precision: precision_recall.as_ref().map(average_precision),
            roc,
            precision_recall,
            calibration: calibration_curve(both(), CALIBRATION_BINS),
            brier: mean(both().map(|(p, is)| (p - f64::from(u8::from(is))).powi(2))),
        }
    }

    fn thinned(&mut self) {
        for curve in [&mut self.roc, &mut self.precision_recall] {
            *curve = curve.take().map(|curve| curve.thinned(APART));
        }
    }
}

impl Analysis {
    /// What predictions say, with curves whose points are as close as can be seen.
    #[must_use]
    pub fn of(predictions: &Predictions) -> Self {
        let probability = |sample: usize, class: usize| {
            // One that was not kept is smaller than can be told.
            let kept = predictions.probability(sample, class as u16);
            f64::from(kept.unwrap_or_default())
        };
        let mut analysis = Self::of_probabilities(&Probabilities {
            labels: predictions.labels(),
            predicted: predictions.predicted(),
            classes: predictions.classes(),
            probability: &probability,
        });
        analysis.micro.thinned();
        analysis.classes.iter_mut().for_each(OneVsRest::thinned);
        analysis
    }

    /// What probabilities say, with every point of the curves.
    #[must_use]
    pub fn of_probabilities(samples: &Probabilities) -> Self {
        let &Probabilities {
            labels,
            predicted,
            classes,
            probability,
        } = samples;
        let n = labels.len();
        let confusion = confusion_matrix(labels, predicted, classes);
        let confidence = |i: usize| probability(i, usize::from(predicted[i]));
        let answers = || (0..n).map(|i| (confidence(i), labels[i] == predicted[i]));
        let error_bins = confidence_bins(answers(), ERROR_BINS);
        let columns = (0..classes).map(|class| {
            let is_of_class: Vec<bool> = labels.iter().map(|&l| usize::from(l) == class).collect();
            let scores: Vec<f64> = (0..n).map(|i| probability(i, class)).collect();
            (is_of_class, scores)
        });
        let (mut every, mut every_score) = (Vec::new(), Vec::new());
        let mut one_vs_rest = Vec::with_capacity(classes);
        for (is_of_class, scores) in columns {
            one_vs_rest.push(OneVsRest::of(&is_of_class, &scores));
            every.extend(is_of_class);
            every_score.extend(scores);
        }
        let known = |value: fn(&OneVsRest) -> Option<f64>| {
            let known: Vec<f64> = one_vs_rest.iter().filter_map(value).collect();
            (!known.is_empty()).then(|| mean(known.into_iter()))
        };
        let own = |i: usize| probability(i, usize::from(labels[i]));
        Self {
            samples: n as u32,
            accuracy: accuracy(&confusion),
            top: TOP
                .into_iter()
                .filter(|&k| k < classes)
                .map(|k| (k, top_k(samples, k)))
                .collect(),
            balanced_accuracy: balanced_accuracy(&confusion),
            kappa: cohen_kappa(&confusion),
            matthews: matthews_correlation(&confusion),
            // Where a probability is 0 the loss would be infinite: scikit-learn, too, takes the least number for it.
            log_loss: mean((0..n).map(|i| -own(i).max(f64::EPSILON).ln())),
            brier: one_vs_rest.iter().map(|class| class.brier).sum(),
            calibration_error: expected_calibration_error(&error_bins),
            calibration: calibration_curve(answers(), CALIBRATION_BINS),
            error_bins,
            confidences: histogram(answers()),
            auc_macro: known(|class| class.auc),
            average_precision_macro: known(|class| class.average_precision),
            micro: OneVsRest::of(&every, &every_score),
            classes: one_vs_rest,
            confusion,
        }
    }
}

/// The part of the samples whose class is among the `k` likeliest. Of equal probabilities the higher class counts
/// as the likelier (scikit-learn's `top_k_accuracy_score`).
fn top_k(samples: &Probabilities, k: usize) -> f64 {
    let hits = (0..samples.labels.len()).map(|i| {
        let label = usize::from(samples.labels[i]);
        let own = (samples.probability)(i, label);
        let before = (0..samples.classes).filter(|&class| {
            let other = (samples.probability)(i, class);
            other > own || (other.total_cmp(&own).is_eq() && class > label)
        });
        f64::from(u8::from(before.count() < k))
    });
    mean(hits)
}

/// Samples predicted correctly and wrongly in each tenth of the confidence.
fn histogram(answers: impl Iterator<Item = (f64, bool)>) -> Vec<[u32; 2]> {
    let mut bins = vec![[0; 2]; CALIBRATION_BINS];
    for (confidence, is_right) in answers {
        let bin = (confidence * CALIBRATION_BINS as f64) as usize;
        bins[bin.min(CALIBRATION_BINS - 1)][usize::from(!is_right)] += 1;
    }
    bins
}

/// 0 of nothing.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(sum, n), value| (sum + value, n + 1.0));
    if n > 0.0 { sum / n } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_no_samples_there_is_something_to_show() {
        let analysis = Analysis::of(&Predictions::new(3, 0));
        assert_eq!((analysis.samples, analysis.auc_macro), (0, None));
        assert!(analysis.accuracy.abs() < 1e-12 && analysis.calibration_error.abs() < 1e-12);
    }

    #[test]
    fn confidences_are_counted_by_right_and_wrong() {
        let bins = histogram([(0.95, true), (1.0, true), (0.31, false)].into_iter());
        assert_eq!((bins[9], bins[3]), ([2, 0], [0, 1]));
    }
}
