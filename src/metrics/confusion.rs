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

/// Pairs of classes that were confused, the most often confused first: `(label, prediction, samples)`.
#[must_use]
pub fn confused_pairs(confusion: &[Vec<u32>]) -> Vec<(usize, usize, u32)> {
    let rows = confusion.iter().enumerate();
    let mut pairs: Vec<_> = rows
        .flat_map(|(label, row)| {
            let cells = row.iter().enumerate();
            let wrong = cells.filter(move |(predicted, n)| *predicted != label && **n > 0);
            wrong.map(move |(predicted, n)| (label, predicted, *n))
        })
        .collect();
    // A stable sort: equals stay in the order of the classes.
    pairs.sort_by_key(|pair| std::cmp::Reverse(pair.2));
    pairs
}

/// What the cells of a confusion matrix are parts of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Normalization {
    /// Nothing: they are counts.
    #[default]
    Counts,
    /// The samples of the label's class (scikit-learn's `normalize="true"`).
    Label,
    /// The samples that were predicted as the class (`"pred"`).
    Prediction,
    /// All samples (`"all"`).
    All,
}

/// The cells of a confusion matrix as parts; 0 in a row or column without samples.
#[must_use]
pub fn normalized(confusion: &[Vec<u32>], by: Normalization) -> Vec<Vec<f64>> {
    let all = samples(confusion);
    let sum = |cells: &mut dyn Iterator<Item = u32>| cells.map(u64::from).sum::<u64>();
    let classes = 0..confusion.len();
    let columns = classes.map(|class| sum(&mut confusion.iter().map(|row| row[class])));
    let columns: Vec<u64> = columns.collect();
    let rows = confusion.iter().map(|row| {
        let own = sum(&mut row.iter().copied());
        let cells = row.iter().zip(&columns).map(|(&n, &column)| match by {
            Normalization::Counts => f64::from(n),
            Normalization::Label => ratio(u64::from(n), own),
            Normalization::Prediction => ratio(u64::from(n), column),
            Normalization::All => ratio(u64::from(n), all),
        });
        cells.collect()
    });
    rows.collect()
}

/// The classes with the most often mistaken first: by the part of a class's samples predicted as another.
#[must_use]
pub fn by_mistakes(confusion: &[Vec<u32>]) -> Vec<usize> {
    let recall = |class: usize| {
        let all = confusion[class].iter().map(|&n| u64::from(n)).sum();
        // A class without samples comes last: nothing of it was mistaken.
        if all == 0 {
            1.0
        } else {
            ratio(u64::from(confusion[class][class]), all)
        }
    };
    let mut order: Vec<usize> = (0..confusion.len()).collect();
    order.sort_by(|&a, &b| recall(a).total_cmp(&recall(b)));
    order
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
    fn pairs_and_classes_are_sorted_by_their_mistakes() {
        let confusion = [vec![8, 2, 0], vec![4, 5, 1], vec![0, 1, 0]];
        let pairs = [(1, 0, 4), (0, 1, 2), (1, 2, 1), (2, 1, 1)];
        assert_eq!(confused_pairs(&confusion), pairs);
        assert_eq!(by_mistakes(&confusion), [2, 1, 0]);
        assert_eq!(by_mistakes(&[vec![0, 0], vec![1, 3]]), [1, 0]);
    }

    #[test]
    fn without_samples_accuracy_is_zero() {
        assert_eq!(accuracy(&confusion_matrix(&[], &[], 3)).to_bits(), 0);
    }
}
