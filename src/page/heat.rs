//! What a confusion matrix says: tints for its cells, and the classes most confused.

/// The class pair confused most often, as `(true, predicted, samples)`.
#[must_use]
pub fn most_confused(confusion: &[Vec<u32>]) -> Option<(usize, usize, u32)> {
    let cells = confusion.iter().enumerate().flat_map(|(t, row)| {
        row.iter()
            .enumerate()
            .filter(move |(p, n)| t != *p && **n > 0)
            .map(move |(p, n)| (t, p, *n))
    });
    // The first of equals, so that the sentence does not depend on the iterator.
    cells.reduce(|best, cell| if cell.2 > best.2 { cell } else { best })
}

/// How strongly a cell is tinted, from 0 to 1. The diagonal shows recall. Errors are
/// scaled by the largest one, or they would all look white beside it.
#[must_use]
pub fn tint(confusion: &[Vec<u32>], truth: usize, predicted: usize) -> f32 {
    let n = confusion[truth][predicted] as f32;
    let whole = if truth == predicted {
        confusion[truth].iter().sum()
    } else {
        most_confused(confusion).map_or(1, |(_, _, n)| n)
    };
    n / whole.max(1) as f32
}

/// Recall of a class: the part of its samples that are read correctly.
#[must_use]
pub fn recall(confusion: &[Vec<u32>], class: usize) -> Option<f64> {
    let total: u32 = confusion[class].iter().sum();
    (total > 0).then(|| f64::from(confusion[class][class]) / f64::from(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> Vec<Vec<u32>> {
        vec![vec![8, 2, 0], vec![4, 5, 1], vec![0, 0, 0]]
    }

    #[test]
    fn the_largest_error_is_named() {
        assert_eq!(most_confused(&matrix()), Some((1, 0, 4)));
        assert_eq!(most_confused(&[vec![3, 0], vec![0, 3]]), None);
    }

    #[test]
    fn tints_show_recall_and_relative_errors() {
        let m = matrix();
        assert!((tint(&m, 0, 0) - 0.8).abs() < 1e-6);
        assert!((tint(&m, 1, 0) - 1.0).abs() < 1e-6);
        assert!((tint(&m, 0, 1) - 0.5).abs() < 1e-6);
        assert!(tint(&m, 2, 2).abs() < 1e-6);
        assert_eq!(recall(&m, 2), None);
        assert_eq!(recall(&m, 0), Some(0.8));
    }
}
