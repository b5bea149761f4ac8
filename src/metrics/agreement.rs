//! How far predictions agree with labels beyond what chance or uneven classes would give, from the confusion matrix.

use super::confusion::{correct, ratio, samples};

/// Samples of each class, and samples predicted as each.
fn sums(confusion: &[Vec<u32>]) -> [Vec<f64>; 2] {
    let rows = confusion.iter();
    let rows = rows.map(|row| row.iter().map(|&n| f64::from(n)).sum());
    let columns = (0..confusion.len()).map(|class| {
        let column = confusion.iter().map(|row| f64::from(row[class]));
        column.sum()
    });
    [rows.collect(), columns.collect()]
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// Cohen's kappa: 0 where predictions agree with labels as chance would, 1 where they always do. `None` where
/// chance alone agrees always.
#[must_use]
pub fn cohen_kappa(confusion: &[Vec<u32>]) -> Option<f64> {
    let all = samples(confusion) as f64;
    let [labels, predicted] = sums(confusion);
    let by_chance = dot(&labels, &predicted) / all;
    let wrong_by_chance = all - by_chance;
    (wrong_by_chance > 0.0).then(|| 1.0 - (all - correct(confusion) as f64) / wrong_by_chance)
}

/// Matthews' correlation coefficient of several classes, in -1 to 1; 0 where all samples are of one class or
/// predicted as one.
///
/// # Source
/// Gorodkin, *Comparing two K-category assignments by a K-category correlation coefficient* (2004).
#[must_use]
pub fn matthews_correlation(confusion: &[Vec<u32>]) -> f64 {
    let all = samples(confusion) as f64;
    let [labels, predicted] = sums(confusion);
    let covariance = |a: &[f64], b: &[f64], both: f64| both * all - dot(a, b);
    let spread = |of: &[f64]| (all * all - dot(of, of)).sqrt();
    let spreads = spread(&labels) * spread(&predicted);
    if spreads > 0.0 {
        covariance(&labels, &predicted, correct(confusion) as f64) / spreads
    } else {
        0.0
    }
}

/// The mean recall of the classes that have samples; 0 where there are none.
#[must_use]
pub fn balanced_accuracy(confusion: &[Vec<u32>]) -> f64 {
    let rows = confusion.iter().enumerate();
    let recalls = rows.filter_map(|(class, row)| {
        let all = row.iter().map(|&n| u64::from(n)).sum();
        (all > 0).then(|| ratio(u64::from(row[class]), all))
    });
    let recalls: Vec<f64> = recalls.collect();
    recalls.iter().sum::<f64>() / recalls.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_class_alone_says_nothing() {
        let confusion = [vec![5, 0], vec![0, 0]];
        assert_eq!(cohen_kappa(&confusion), None);
        assert!(matthews_correlation(&confusion).abs() < 1e-12);
        assert!((balanced_accuracy(&confusion) - 1.0).abs() < 1e-12);
        assert!(balanced_accuracy(&[]).abs() < 1e-12);
    }

    #[test]
    fn perfect_predictions_agree_fully() {
        let confusion = [vec![5, 0], vec![0, 3]];
        assert!((cohen_kappa(&confusion).expect("defined") - 1.0).abs() < 1e-12);
        assert!((matthews_correlation(&confusion) - 1.0).abs() < 1e-12);
    }
}
