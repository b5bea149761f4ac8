//! Curves of a score that decides between two classes: receiver operating characteristic, and precision over
//! recall, with the areas below them. Points and thresholds are scikit-learn's.

use borsh::{BorshDeserialize, BorshSerialize};

/// A curve with the score from which on a sample counts as positive, point by point.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Curve {
    /// Positions across: false positive rate, or recall.
    pub x: Vec<f64>,
    /// Positions up: true positive rate, or precision.
    pub y: Vec<f64>,
    /// The scores. The last point of precision over recall has none.
    pub thresholds: Vec<f64>,
}

/// Samples counted as positive at each score that occurs, from the highest on.
struct Counts {
    true_positives: Vec<f64>,
    false_positives: Vec<f64>,
    thresholds: Vec<f64>,
}

impl Counts {
    fn of(is_positive: &[bool], scores: &[f64]) -> Self {
        let mut order: Vec<u32> = (0..scores.len() as u32).collect();
        order.sort_unstable_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]));
        let mut counts = Self {
            true_positives: Vec::new(),
            false_positives: Vec::new(),
            thresholds: Vec::new(),
        };
        let [mut positives, mut negatives] = [0.0; 2];
        for (n, &i) in order.iter().enumerate() {
            if is_positive[i as usize] {
                positives += 1.0;
            } else {
                negatives += 1.0;
            }
            let score = scores[i as usize];
            // Equal scores are one point: nothing tells their samples apart.
            let next = order.get(n + 1).map(|&next| scores[next as usize]);
            if next.is_none_or(|next| next.total_cmp(&score).is_ne()) {
                counts.true_positives.push(positives);
                counts.false_positives.push(negatives);
                counts.thresholds.push(score);
            }
        }
        counts
    }
}

/// scikit-learn's `roc_curve`: the true positive rate over the false positive rate. Points in the middle of a
/// straight line are left out. `None` unless there are samples of both kinds.
#[must_use]
pub fn roc_curve(is_positive: &[bool], scores: &[f64]) -> Option<Curve> {
    let Counts {
        true_positives,
        false_positives,
        thresholds,
    } = Counts::of(is_positive, scores);
    let (positives, negatives) = (*true_positives.last()?, *false_positives.last()?);
    if positives == 0.0 || negatives == 0.0 {
        return None;
    }
    let mut curve = Curve {
        x: vec![0.0],
        y: vec![0.0],
        thresholds: vec![f64::INFINITY],
    };
    let last = thresholds.len() - 1;
    let bends = |counts: &[f64], i: usize| {
        let [before, at, after] = [counts[i - 1], counts[i], counts[i + 1]];
        (after - at).total_cmp(&(at - before)).is_ne()
    };
    for i in 0..=last {
        let is_kept =
            i == 0 || i == last || bends(&true_positives, i) || bends(&false_positives, i);
        if is_kept {
            curve.x.push(false_positives[i] / negatives);
            curve.y.push(true_positives[i] / positives);
            curve.thresholds.push(thresholds[i]);
        }
    }
    Some(curve)
}

/// scikit-learn's `precision_recall_curve`, from the lowest score on to a last point of precision 1 and recall 0.
/// `None` without a positive sample, where scikit-learn warns and gives a recall of 1 everywhere.
#[must_use]
pub fn precision_recall_curve(is_positive: &[bool], scores: &[f64]) -> Option<Curve> {
    let counts = Counts::of(is_positive, scores);
    let positives = *counts.true_positives.last()?;
    if positives == 0.0 {
        return None;
    }
    let points = counts.true_positives.iter().zip(&counts.false_positives);
    let points = points.map(|(right, wrong)| (right / positives, right / (right + wrong)));
    let (mut x, mut y): (Vec<f64>, Vec<f64>) = points.rev().unzip();
    x.push(0.0);
    y.push(1.0);
    let thresholds = counts.thresholds.into_iter().rev().collect();
    Some(Curve { x, y, thresholds })
}

/// The area below a curve by the trapezoidal rule (scikit-learn's `auc`).
#[must_use]
pub fn auc(curve: &Curve) -> f64 {
    let points = curve.x.windows(2).zip(curve.y.windows(2));
    points
        .map(|(x, y)| (x[1] - x[0]) * f64::midpoint(y[0], y[1]))
        .sum()
}

/// The mean of the precisions, each by the recall that it adds (scikit-learn's `average_precision_score`), of a
/// curve as [`precision_recall_curve`] makes it.
#[must_use]
pub fn average_precision(curve: &Curve) -> f64 {
    let steps = curve.x.windows(2).zip(&curve.y);
    steps.map(|(x, y)| (x[0] - x[1]) * y).sum()
}

/// The mean of ROC curves at every false positive rate that any of them has, straight in between (the macro average of
/// scikit-learn's examples). The area below it is the mean of theirs. `None` without curves.
#[must_use]
pub fn macro_average(curves: &[&Curve]) -> Option<Curve> {
    if curves.is_empty() {
        return None;
    }
    let mut rates: Vec<f64> = curves.iter().flat_map(|curve| curve.x.clone()).collect();
    rates.sort_by(f64::total_cmp);
    rates.dedup();
    let mut mean = Curve::default();
    for x in rates {
        // Where a curve rises at a rate, it is left at one height and goes on at another.
        let ends = curves.iter().map(|curve| curve.ends_at(x));
        let [low, high] = ends.fold([0.0; 2], |sum, ends| [sum[0] + ends[0], sum[1] + ends[1]]);
        for y in [low, high].into_iter().take(if high > low { 2 } else { 1 }) {
            mean.x.push(x);
            mean.y.push(y / curves.len() as f64);
        }
    }
    Some(mean)
}

impl Curve {
    /// The first and the last height at a position across, of a curve from the left to the right.
    fn ends_at(&self, x: f64) -> [f64; 2] {
        let from = self.x.partition_point(|&own| own < x);
        let to = self.x.partition_point(|&own| own <= x);
        if from < to {
            return [self.y[from], self.y[to - 1]];
        }
        let Some(before) = from.checked_sub(1) else {
            return [0.0; 2];
        };
        let after = from.min(self.x.len() - 1);
        let width = self.x[after] - self.x[before];
        let part = if width > 0.0 {
            (x - self.x[before]) / width
        } else {
            0.0
        };
        [self.y[before] + part * (self.y[after] - self.y[before]); 2]
    }

    /// The curve without points that are closer than `least` to the one before, across and up: what a picture of it
    /// does not show. The first and the last stay.
    #[must_use]
    pub fn thinned(&self, least: f64) -> Self {
        let mut kept: Vec<usize> = Vec::new();
        for i in 0..self.x.len() {
            let is_apart = kept.last().is_none_or(|&last| {
                let [across, up] = [&self.x, &self.y].map(|side| (side[i] - side[last]).abs());
                across.max(up) >= least
            });
            if is_apart || i + 1 == self.x.len() {
                kept.push(i);
            }
        }
        let of = |side: &[f64]| kept.iter().filter_map(|&i| side.get(i).copied()).collect();
        Self {
            x: of(&self.x),
            y: of(&self.y),
            thresholds: of(&self.thresholds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_macro_average_is_the_mean_at_every_rate() {
        let curve = |x: &[f64], y: &[f64]| Curve {
            x: x.to_vec(),
            y: y.to_vec(),
            thresholds: Vec::new(),
        };
        let stairs = curve(&[0.0, 0.0, 0.5, 0.5, 1.0], &[0.0, 0.5, 0.5, 1.0, 1.0]);
        let chance = curve(&[0.0, 1.0], &[0.0, 1.0]);
        let mean = macro_average(&[&stairs, &chance]).expect("a curve");
        assert_eq!(mean.x, [0.0, 0.0, 0.5, 0.5, 1.0]);
        assert_eq!(mean.y, [0.0, 0.25, 0.5, 0.75, 1.0]);
        let areas = f64::midpoint(auc(&stairs), auc(&chance));
        assert!((auc(&mean) - areas).abs() < 1e-12);
        assert_eq!(macro_average(&[]), None);
    }

    #[test]
    fn equal_scores_are_one_point() {
        let curve = roc_curve(&[true, false, true, false], &[0.5; 4]).expect("a curve");
        assert_eq!((curve.x, curve.y), (vec![0.0, 1.0], vec![0.0, 1.0]));
    }

    #[test]
    fn a_perfect_score_has_area_one() {
        let curve = roc_curve(&[true, true, false], &[0.9, 0.8, 0.1]).expect("a curve");
        assert!((auc(&curve) - 1.0).abs() < 1e-12);
        let curve = precision_recall_curve(&[true, true, false], &[0.9, 0.8, 0.1]);
        assert!((average_precision(&curve.expect("a curve")) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn without_both_kinds_there_is_no_curve() {
        assert_eq!(roc_curve(&[true, true], &[0.1, 0.2]), None);
        assert_eq!(roc_curve(&[], &[]), None);
        assert_eq!(precision_recall_curve(&[false], &[0.1]), None);
    }

    #[test]
    fn a_thinned_curve_keeps_its_ends_and_what_can_be_seen() {
        let x: Vec<f64> = (0..=1000).map(|i| f64::from(i) / 1000.0).collect();
        let curve = Curve {
            y: x.clone(),
            thresholds: x.clone(),
            x,
        };
        let thin = curve.thinned(0.01);
        assert!((90..=102).contains(&thin.x.len()), "{}", thin.x.len());
        assert_eq!((thin.x.first(), thin.x.last()), (Some(&0.0), Some(&1.0)));
        assert!((auc(&curve) - auc(&thin)).abs() < 1e-3);
    }
}
