//! Multinomial logistic regression by L-BFGS.

use std::collections::VecDeque;
use std::sync::Arc;

use hearth_kernels::{Order, gemm};

use super::Rows;
use super::products::{WIDE, products};
use crate::experiment::classifiers::LogisticRegression;

/// Steps that the curvature is estimated from (Nocedal & Wright 2006, algorithm 7.4); that of SciPy.
const REMEMBERED: usize = 10;

/// Weights under way to the optimum.
#[derive(Clone, Debug)]
pub struct Logistic {
    rows: Arc<Rows>,
    labels: Vec<u16>,
    classes: usize,
    options: LogisticRegression,
    /// For each class the weights and then the offset.
    weights: Vec<f64>,
    gradient: Vec<f64>,
    loss: f64,
    accuracy: f64,
    steps: VecDeque<(Vec<f64>, Vec<f64>)>,
    iteration: usize,
    /// Whether products are in double precision: of wide rows only once single precision finds nothing lower.
    is_exact: bool,
    is_done: bool,
}

impl Logistic {
    /// Before its first iteration, with all weights 0.
    pub fn new(
        rows: Arc<Rows>,
        labels: Vec<u16>,
        classes: usize,
        options: LogisticRegression,
    ) -> Self {
        let mut logistic = Self {
            weights: vec![0.0; classes * (rows.width() + 1)],
            gradient: Vec::new(),
            loss: 0.0,
            accuracy: 0.0,
            steps: VecDeque::new(),
            iteration: 0,
            is_exact: rows.width() < WIDE,
            is_done: false,
            rows,
            labels,
            classes,
            options,
        };
        (logistic.loss, logistic.accuracy, logistic.gradient) = logistic.loss_at(&logistic.weights);
        logistic.is_done = logistic.is_at_optimum();
        logistic
    }

    /// Whether the optimum is found, or was searched for long enough.
    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// Iterations at most.
    pub fn portions(&self) -> usize {
        self.options.max_iter
    }

    /// Iterations so far.
    pub fn done(&self) -> usize {
        if self.is_done {
            self.portions()
        } else {
            self.iteration
        }
    }

    /// On the training samples the mean loss with its penalty, and the part that is right.
    pub fn loss_and_accuracy(&self) -> [f64; 2] {
        [self.loss, self.accuracy]
    }

    /// The same weights without the training rows, which only training needs.
    pub fn without_rows(self) -> Self {
        Self {
            rows: Arc::default(),
            labels: Vec::new(),
            steps: VecDeque::new(),
            ..self
        }
    }

    fn is_at_optimum(&self) -> bool {
        self.gradient.iter().all(|v| v.abs() <= self.options.tol)
    }

    /// The next iteration.
    pub fn work(&mut self) {
        let direction = self.direction();
        let slope = product(&direction, &self.gradient);
        let mut length = if self.steps.is_empty() {
            1.0 / self.gradient.iter().map(|v| v.abs()).sum::<f64>().max(1.0)
        } else {
            1.0
        };
        let mut found = None;
        for _ in 0..40 {
            let next: Vec<f64> = self
                .weights
                .iter()
                .zip(&direction)
                .map(|(w, d)| w + length * d)
                .collect();
            let (loss, accuracy, gradient) = self.loss_at(&next);
            if loss <= self.loss + 1e-4 * length * slope {
                found = Some((next, loss, accuracy, gradient));
                break;
            }
            length /= 2.0;
        }
        self.iteration += 1;
        let Some((next, loss, accuracy, gradient)) = found else {
            // Nothing is lower in this precision.
            self.is_done = self.is_exact || self.iteration >= self.options.max_iter;
            if !self.is_done {
                self.is_exact = true;
                self.steps.clear();
                (self.loss, self.accuracy, self.gradient) = self.loss_at(&self.weights);
                self.is_done = self.is_at_optimum();
            }
            return;
        };
        let difference =
            |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a - b).collect() };
        let step = (
            difference(&next, &self.weights),
            difference(&gradient, &self.gradient),
        );
        if product(&step.0, &step.1) > 0.0 {
            self.steps.push_back(step);
            if self.steps.len() > REMEMBERED {
                self.steps.pop_front();
            }
        }
        self.accuracy = accuracy;
        (self.weights, self.loss, self.gradient) = (next, loss, gradient);
        self.is_done = self.is_at_optimum() || self.iteration >= self.options.max_iter;
    }

    /// Downhill, by the curvature of the last steps.
    fn direction(&self) -> Vec<f64> {
        let mut direction: Vec<f64> = self.gradient.iter().map(|v| -v).collect();
        let mut factors = Vec::new();
        for (s, y) in self.steps.iter().rev() {
            let factor = product(s, &direction) / product(s, y);
            add(&mut direction, -factor, y);
            factors.push(factor);
        }
        if let Some((s, y)) = self.steps.back() {
            let scale = product(s, y) / product(y, y);
            for v in &mut direction {
                *v *= scale;
            }
        }
        for ((s, y), factor) in self.steps.iter().zip(factors.into_iter().rev()) {
            let other = product(y, &direction) / product(s, y);
            add(&mut direction, factor - other, s);
        }
        direction
    }

    /// The mean loss with its penalty, the part of the samples that are right, and the loss's gradient. The offsets
    /// are not penalized.
    fn loss_at(&self, weights: &[f64]) -> (f64, f64, Vec<f64>) {
        let (d, n) = (self.rows.width(), self.rows.len() as f64);
        let mut slopes = all_logits(weights, &self.rows, self.classes, self.is_exact);
        let mut loss = 0.0;
        let mut right = 0_usize;
        for (row, label) in slopes.chunks_exact_mut(self.classes).zip(&self.labels) {
            let own = usize::from(*label);
            let logit = row[own];
            loss += softmax(row) - logit;
            right += usize::from(row.iter().all(|p| *p <= row[own]));
            row[own] -= 1.0;
        }
        let mut gradient = self.sums(&slopes);
        loss /= n;
        // scikit-learn keeps one row of weights for two classes, and penalizes that: the halves of it that stand here
        // for each class have half of its square together.
        let rows = if self.classes == 2 { 2.0 } else { 1.0 };
        let penalty = rows / (self.options.C * n);
        for class in 0..self.classes {
            let at = class * (d + 1)..class * (d + 1) + d;
            for (g, w) in gradient[at.clone()].iter_mut().zip(&weights[at]) {
                *g += penalty * w;
                loss += penalty * w * w / 2.0;
            }
        }
        (loss, right as f64 / n, gradient)
    }

    /// The mean over all samples of the products of a sample's slopes with its numbers, and of the slopes.
    fn sums(&self, slopes: &[f64]) -> Vec<f64> {
        let (d, n, k) = (self.rows.width(), self.rows.len(), self.classes);
        let mut sums = vec![0.0; k * (d + 1)];
        if !self.is_exact {
            let single: Vec<f32> = slopes.iter().map(|slope| *slope as f32).collect();
            let products = gemm(
                Order::FirstTransposed,
                [k, d, n],
                &single,
                self.rows.rows(0..n),
            );
            for (own, products) in sums.chunks_exact_mut(d + 1).zip(products.chunks_exact(d)) {
                for (sum, product) in own.iter_mut().zip(products) {
                    *sum = f64::from(*product) / n as f64;
                }
            }
        }
        for (i, slopes) in slopes.chunks_exact(k).enumerate() {
            for (own, slope) in sums.chunks_exact_mut(d + 1).zip(slopes) {
                let slope = slope / n as f64;
                if self.is_exact {
                    for (sum, x) in own.iter_mut().zip(self.rows.row(i)) {
                        *sum += slope * f64::from(*x);
                    }
                }
                own[d] += slope;
            }
        }
        sums
    }

    /// The probability of each class, of each row.
    pub fn probabilities(&self, rows: &Rows) -> Vec<Vec<f64>> {
        let mut all = all_logits(&self.weights, rows, self.classes, rows.width() < WIDE);
        let of_row = |row: &mut [f64]| {
            softmax(row);
            row.to_vec()
        };
        all.chunks_exact_mut(self.classes).map(of_row).collect()
    }

    /// The weights of the classes, each with its offset at the end.
    #[cfg(test)]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The weights of each class, and the offsets.
    pub(super) fn to_parts(&self) -> [Vec<f64>; 2] {
        let own = self.weights.len() / self.classes;
        let (mut weights, mut offsets) = (Vec::with_capacity(self.weights.len()), Vec::new());
        for class in self.weights.chunks_exact(own) {
            weights.extend_from_slice(&class[..own - 1]);
            offsets.push(class[own - 1]);
        }
        [weights, offsets]
    }

    /// The trained classifier of these weights and offsets, one of each class.
    pub(super) fn from_parts(options: LogisticRegression, [weights, offsets]: [&[f64]; 2]) -> Self {
        let classes = offsets.len();
        let of_class = weights.chunks_exact(weights.len() / classes).zip(offsets);
        let weights = of_class.flat_map(|(own, offset)| own.iter().chain([offset]).copied());
        Self {
            rows: Arc::default(),
            labels: Vec::new(),
            classes,
            options,
            weights: weights.collect(),
            gradient: Vec::new(),
            loss: 0.0,
            accuracy: 0.0,
            steps: VecDeque::new(),
            iteration: 0,
            is_exact: true,
            is_done: true,
        }
    }
}

/// The logits of all rows, `[rows][classes]`.
fn all_logits(weights: &[f64], rows: &Rows, classes: usize, is_exact: bool) -> Vec<f64> {
    let d = rows.width();
    let of_class = || weights.chunks_exact(d + 1);
    if !is_exact {
        let single = of_class().flat_map(|own| own[..d].iter().map(|w| *w as f32));
        let single: Vec<f32> = single.collect();
        let mut logits = products(rows.rows(0..rows.len()), &single, d);
        for row in logits.chunks_exact_mut(classes) {
            for (logit, own) in row.iter_mut().zip(of_class()) {
                *logit += own[d];
            }
        }
        return logits;
    }
    let logit = |row: &[f32], own: &[f64]| {
        let products = own.iter().zip(row).map(|(w, x)| w * f64::from(*x));
        products.sum::<f64>() + own[d]
    };
    (0..rows.len())
        .flat_map(|i| of_class().map(move |own| logit(rows.row(i), own)))
        .collect()
}

/// Makes logits probabilities; returns the logarithm of the sum of their exponentials.
fn softmax(logits: &mut [f64]) -> f64 {
    let most = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logits.iter().map(|v| (v - most).exp()).sum();
    let log = most + sum.ln();
    for v in logits {
        *v = (*v - log).exp();
    }
    log
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(to: &mut [f64], factor: f64, of: &[f64]) {
    for (a, b) in to.iter_mut().zip(of) {
        *a += factor * b;
    }
}
