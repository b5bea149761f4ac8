//! The classification report: precision, recall and F1 by class and on average.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::confusion::ratio;

/// The counts of a class that all its scores follow from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct ClassCounts {
    /// Samples of this class that were predicted as it.
    pub correct: u32,
    /// Samples of this class.
    pub samples: u32,
    /// Samples that were predicted as this class.
    pub predicted: u32,
}

/// How well a class is recognized, or the average over classes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ClassScores {
    /// Of the samples predicted as this class, the part that is.
    pub precision: f64,
    /// Of the samples of this class, the part predicted as it.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
    /// Samples of this class.
    pub support: f64,
}

/// scikit-learn's `classification_report` with `zero_division=0`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Each class.
    pub classes: Vec<ClassScores>,
    /// Part of all samples predicted correctly.
    pub accuracy: f64,
    /// Mean over classes, each counting the same.
    pub macro_avg: ClassScores,
    /// Mean over classes, each counting by its support.
    pub weighted_avg: ClassScores,
}

impl ClassCounts {
    /// Counts one more sample in the counts of all classes; one of a class beyond them is not counted.
    pub fn count(classes: &mut [Self], label: u16, predicted: u16) {
        let (label, predicted) = (usize::from(label), usize::from(predicted));
        if label.max(predicted) >= classes.len() {
            return;
        }
        let count = |count: &mut u32, is_one| *count = count.saturating_add(u32::from(is_one));
        count(&mut classes[label].samples, true);
        count(&mut classes[predicted].predicted, true);
        count(&mut classes[label].correct, label == predicted);
    }

    /// The counts of a class in a confusion matrix `confusion[label][prediction]`.
    ///
    /// # Panics
    /// There is no such class.
    #[must_use]
    pub fn of_class(confusion: &[Vec<u32>], class: usize) -> Self {
        Self {
            correct: confusion[class][class],
            samples: confusion[class].iter().sum(),
            predicted: confusion.iter().map(|row| row[class]).sum(),
        }
    }

    /// The counts of every class in a confusion matrix.
    #[must_use]
    pub fn of(confusion: &[Vec<u32>]) -> Vec<Self> {
        let classes = 0..confusion.len();
        classes
            .map(|class| Self::of_class(confusion, class))
            .collect()
    }

    /// Whether there were no samples of this class, and none was predicted as it.
    #[must_use]
    pub fn is_absent(self) -> bool {
        self.samples == 0 && self.predicted == 0
    }

    /// The class's scores.
    #[must_use]
    pub fn scores(self) -> ClassScores {
        let [correct, samples, predicted] =
            [self.correct, self.samples, self.predicted].map(u64::from);
        ClassScores {
            precision: ratio(correct, predicted),
            recall: ratio(correct, samples),
            f1: ratio(2 * correct, samples + predicted),
            support: samples as f64,
        }
    }
}

impl Report {
    /// The report of the counts of all classes.
    #[must_use]
    pub fn of(counts: &[ClassCounts]) -> Self {
        let classes: Vec<ClassScores> = counts.iter().map(|counts| counts.scores()).collect();
        let sum = |of: fn(&ClassCounts) -> u32| counts.iter().map(|c| u64::from(of(c))).sum();
        Self {
            accuracy: ratio(sum(|c| c.correct), sum(|c| c.samples)),
            macro_avg: average(&classes, |_| 1.0),
            weighted_avg: average(&classes, |scores| scores.support),
            classes,
        }
    }
}

/// The report of a confusion matrix `confusion[label][prediction]`.
#[must_use]
pub fn classification_report(confusion: &[Vec<u32>]) -> Report {
    Report::of(&ClassCounts::of(confusion))
}

/// The scores of one class in a confusion matrix `confusion[label][prediction]`.
///
/// # Panics
/// There is no such class.
#[must_use]
pub fn class_scores(confusion: &[Vec<u32>], class: usize) -> ClassScores {
    ClassCounts::of_class(confusion, class).scores()
}

fn average(classes: &[ClassScores], weight: impl Fn(&ClassScores) -> f64) -> ClassScores {
    let total: f64 = classes.iter().map(&weight).sum();
    let mean = |score: fn(&ClassScores) -> f64| {
        let sum: f64 = classes.iter().map(|c| weight(c) * score(c)).sum();
        if total > 0.0 { sum / total } else { 0.0 }
    };
    ClassScores {
        precision: mean(|c| c.precision),
        recall: mean(|c| c.recall),
        f1: mean(|c| c.f1),
        support: classes.iter().map(|c| c.support).sum(),
    }
}
