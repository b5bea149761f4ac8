//! From decisions to probabilities.

use libsvm_rs::probability::multiclass_probability;

use super::svc::pairs;

/// `1 / (1 + exp(a d + b))` of a decision `d`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sigmoid {
    /// The slope; below 0 where greater decisions are likelier.
    pub a: f64,
    /// The offset.
    pub b: f64,
}

/// Newton's steps at most; it takes about ten.
const MOST_STEPS: usize = 100;

impl Sigmoid {
    /// The sigmoid that fits decisions best, and whether each sample is of the class.
    ///
    /// # Source
    /// Platt 1999, with his targets against overfitting, minimized by Newton's method with a line search as
    /// Lin, Lin & Weng 2007.
    #[must_use]
    pub fn fit(decisions: &[f64], is_of_class: &[bool]) -> Self {
        let positive = is_of_class.iter().filter(|is| **is).count() as f64;
        let negative = is_of_class.len() as f64 - positive;
        let targets = [1.0 / (negative + 2.0), (positive + 1.0) / (positive + 2.0)];
        let target = |is: &bool| targets[usize::from(*is)];
        let samples = || {
            decisions
                .iter()
                .copied()
                .zip(is_of_class.iter().map(target))
        };
        let loss = |a: f64, b: f64| -> f64 {
            let of = |(d, t): (f64, f64)| {
                let z = a * d + b;
                // log(1 + exp(z)) without overflow, less what the target takes off.
                z.max(0.0) + (-z.abs()).exp().ln_1p() - (1.0 - t) * z
            };
            samples().map(of).sum()
        };
        let (mut a, mut b) = (0.0, ((negative + 1.0) / (positive + 1.0)).ln());
        let mut value = loss(a, b);
        for _ in 0..MOST_STEPS {
            let [mut gradient_a, mut gradient_b] = [0.0; 2];
            let [mut aa, mut ab, mut bb] = [1e-12, 0.0, 1e-12];
            for (d, t) in samples() {
                let p = Self { a, b }.at(d);
                let slope = t - p;
                gradient_a += slope * d;
                gradient_b += slope;
                let curvature = p * (1.0 - p);
                aa += curvature * d * d;
                ab += curvature * d;
                bb += curvature;
            }
            if gradient_a.abs().max(gradient_b.abs()) < 1e-10 * is_of_class.len() as f64 {
                break;
            }
            let determinant = aa * bb - ab * ab;
            let step_a = -(bb * gradient_a - ab * gradient_b) / determinant;
            let step_b = -(aa * gradient_b - ab * gradient_a) / determinant;
            let descent = gradient_a * step_a + gradient_b * step_b;
            let mut length = 1.0;
            let found = loop {
                let next = [a + length * step_a, b + length * step_b];
                let next_value = loss(next[0], next[1]);
                if next_value <= value + 1e-4 * length * descent {
                    break Some((next, next_value));
                }
                length /= 2.0;
                if length < 1e-10 {
                    break None;
                }
            };
            let Some((next, next_value)) = found else {
                break;
            };
            ([a, b], value) = (next, next_value);
        }
        Self { a, b }
    }

    /// The probability of a decision.
    #[must_use]
    pub fn at(self, decision: f64) -> f64 {
        let z = self.a * decision + self.b;
        if z >= 0.0 {
            let e = (-z).exp();
            e / (1.0 + e)
        } else {
            1.0 / (1.0 + z.exp())
        }
    }
}

/// Probabilities of classes from a sigmoid for each, or, of two classes, from the one of the second.
#[must_use]
pub fn normalized(sigmoids: &[Sigmoid], decisions: &[f64]) -> Vec<f64> {
    if let ([sigmoid], [decision]) = (sigmoids, decisions) {
        let p = sigmoid.at(*decision);
        return vec![1.0 - p, p];
    }
    let each = sigmoids
        .iter()
        .zip(decisions)
        .map(|(sigmoid, d)| sigmoid.at(*d));
    let each: Vec<f64> = each.collect();
    let sum: f64 = each.iter().sum();
    // As scikit-learn: where none is likely, all are as likely.
    let even = 1.0 / each.len() as f64;
    each.iter()
        .map(|p| if sum > 0.0 { p / sum } else { even })
        .collect()
}

/// Probabilities of classes from those within each pair of classes: that of the first of (0, 1), (0, 2), …
///
/// # Source
/// Wu, Lin & Weng 2004, their second method, with LIBSVM's clipping and stopping rule, for two classes, too.
#[must_use]
pub fn coupled(classes: usize, pairwise: &[f64]) -> Vec<f64> {
    const LEAST: f64 = 1e-7;
    let mut matrix = vec![vec![0.0; classes]; classes];
    for ((i, j), p) in pairs(classes).zip(pairwise) {
        let p = p.clamp(LEAST, 1.0 - LEAST);
        matrix[i][j] = p;
        matrix[j][i] = 1.0 - p;
    }
    let mut probabilities = vec![0.0; classes];
    multiclass_probability(classes, &matrix, &mut probabilities);
    probabilities
}
