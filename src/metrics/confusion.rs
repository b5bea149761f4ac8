//! The confusion matrix, and the accuracy in it.

/// Counts samples by label and prediction: `confusion[label][prediction]`. Samples of a
/// class beyond `classes` are not counted.
#[must_use]
pub fn confusion_matrix(labels: &[u16], predictions: &[u16], classes: usize) -> Vec<Vec<u32>> {
    let mut confusion = vec![vec![0; classes]; classes];
    for (&label, &prediction) in labels.iter().zip(predictions) {
        let row = confusion.get_mut(usize::from(label));
        if let Some(count) = row.and_then(|row| row.get_mut(usize::from(prediction))) {
            *count += 1;
        }
    }
    confusion
}

/// The part of the samples predicted correctly; 0 where there are none.
#[must_use]
pub fn accuracy(confusion: &[Vec<u32>]) -> f64 {
    ratio(correct(confusion), samples(confusion))
}

/// The samples predicted correctly.
#[must_use]
pub fn correct(confusion: &[Vec<u32>]) -> u64 {
    (0..confusion.len())
        .map(|i| u64::from(confusion[i][i]))
        .sum()
}

/// All samples.
#[must_use]
pub fn samples(confusion: &[Vec<u32>]) -> u64 {
    confusion
        .iter()
        .flatten()
        .map(|&count| u64::from(count))
        .sum()
}

/// The class pair confused most often, as `(label, prediction, samples)`.
#[must_use]
pub fn most_confused(confusion: &[Vec<u32>]) -> Option<(usize, usize, u32)> {
    let cells = confusion.iter().enumerate().flat_map(|(label, row)| {
        row.iter()
            .enumerate()
            .filter(move |(prediction, count)| label != *prediction && **count > 0)
            .map(move |(prediction, count)| (label, prediction, *count))
    });
    // The first of equals, so that the sentence does not depend on the iterator.
    cells.reduce(|best, cell| if cell.2 > best.2 { cell } else { best })
}

/// `part / whole`, and 0 where there is no whole (scikit-learn's `zero_division=0`).
pub(super) fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_labels_and_columns_predictions() {
        let confusion = confusion_matrix(&[0, 0, 1, 2], &[0, 1, 1, 0], 3);
        assert_eq!(confusion, [[1, 1, 0], [0, 1, 0], [1, 0, 0]]);
        assert!((accuracy(&confusion) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn the_largest_error_is_named() {
        let confusion = [vec![8, 2, 0], vec![4, 5, 1], vec![0, 0, 0]];
        assert_eq!(most_confused(&confusion), Some((1, 0, 4)));
        assert_eq!(most_confused(&[vec![3, 0], vec![0, 3]]), None);
    }

    #[test]
    fn without_samples_accuracy_is_zero() {
        assert_eq!(accuracy(&confusion_matrix(&[], &[], 3)).to_bits(), 0);
    }
}
