//! The tints of a confusion matrix's cells.

use crate::metrics::{class_scores, most_confused};

/// How strongly a cell is tinted, from 0 to 1. The diagonal shows recall. Errors are
/// scaled by the largest one, or they would all look white beside it.
#[must_use]
pub fn tint(confusion: &[Vec<u32>], truth: usize, predicted: usize) -> f32 {
    if truth == predicted {
        return class_scores(confusion, truth).recall as f32;
    }
    let most = most_confused(confusion).map_or(1, |(_, _, n)| n);
    confusion[truth][predicted] as f32 / most.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tints_show_recall_and_relative_errors() {
        let m = [vec![8, 2, 0], vec![4, 5, 1], vec![0, 0, 0]];
        assert!((tint(&m, 0, 0) - 0.8).abs() < 1e-6);
        assert!((tint(&m, 1, 0) - 1.0).abs() < 1e-6);
        assert!((tint(&m, 0, 1) - 0.5).abs() < 1e-6);
        assert!(tint(&m, 2, 2).abs() < 1e-6);
    }
}
