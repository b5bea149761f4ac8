//! The classification report: precision, recall and F1 by class and on average.

use super::confusion::{accuracy, ratio};

/// How well a class is recognized, or the average over classes.
#[derive(Clone, Copy, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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

/// The report of a confusion matrix `confusion[label][prediction]`.
#[must_use]
pub fn classification_report(confusion: &[Vec<u32>]) -> Report {
    let classes: Vec<ClassScores> = (0..confusion.len())
        .map(|class| class_scores(confusion, class))
        .collect();
    Report {
        accuracy: accuracy(confusion),
        macro_avg: average(&classes, |_| 1.0),
        weighted_avg: average(&classes, |scores| scores.support),
        classes,
    }
}

/// The scores of one class in a confusion matrix `confusion[label][prediction]`.
///
/// # Panics
/// There is no such class.
#[must_use]
pub fn class_scores(confusion: &[Vec<u32>], class: usize) -> ClassScores {
    let correct = u64::from(confusion[class][class]);
    let support = confusion[class].iter().map(|&count| u64::from(count)).sum();
    let predicted = confusion.iter().map(|row| u64::from(row[class])).sum();
    ClassScores {
        precision: ratio(correct, predicted),
        recall: ratio(correct, support),
        f1: ratio(2 * correct, support + predicted),
        support: support as f64,
    }
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
