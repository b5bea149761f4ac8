//! A trained classifier.

use std::ops::Range;

use super::Rows;
use super::calibration::{Sigmoid, coupled, normalized};
use super::kernel::Kernel;
use super::knn::Neighbors;
use super::logistic::Logistic;
use super::products::{dot, products};
use super::svc::{Decision, one_against_rest, pairs};
use crate::experiment::classifiers::{Probability, Svc};
use crate::model_file::SvcParts;

/// A trained classifier.
#[derive(Clone, Debug)]
pub enum Model {
    /// Support vectors.
    Svc(SupportVectors),
    /// Logistic regression.
    Logistic(Logistic),
    /// Training samples that vote.
    Neighbors(Neighbors),
}

impl Model {
    /// The probability of each class, of rows as those that it was trained on.
    #[must_use]
    pub fn probabilities(&self, rows: &Rows) -> Vec<Vec<f64>> {
        match self {
            Self::Svc(svc) => svc.probabilities(rows),
            Self::Logistic(logistic) => logistic.probabilities(rows),
            Self::Neighbors(neighbors) => neighbors.probabilities(rows),
        }
    }

    /// Their logarithms, as a network's outputs before softmax. What is impossible is as good as: no loss
    /// is infinite.
    #[must_use]
    pub fn log_probabilities(&self, rows: &Rows) -> Vec<Vec<f32>> {
        let log = |p: &f64| p.max(f64::from(f32::EPSILON) * 1e-3).ln() as f32;
        let of_row = |p: Vec<f64>| p.iter().map(log).collect();
        self.probabilities(rows).into_iter().map(of_row).collect()
    }
}

/// A trained support vector classifier.
#[derive(Clone, Debug)]
pub struct SupportVectors {
    kernel: Kernel,
    classes: usize,
    /// The support vectors of all decisions, which name them by their place among these.
    support: Rows,
    squares: Vec<f64>,
    /// Which training rows they were, class by class.
    rows: Vec<u32>,
    /// How many of them each class has.
    counts: Vec<u32>,
    decisions: Vec<Decision>,
    calibration: Calibration,
}

/// How decisions become probabilities.
#[derive(Clone, Debug)]
pub(super) enum Calibration {
    /// A sigmoid for each class.
    Each(Vec<Sigmoid>),
    /// One for each pair of classes.
    Pairwise(Vec<Sigmoid>),
}

impl SupportVectors {
    /// Keeps of the training rows those that decisions name.
    pub(super) fn new(
        (training, labels): (&Rows, &[u16]),
        kernel: Kernel,
        classes: usize,
        mut decisions: Vec<Decision>,
        calibration: Calibration,
    ) -> Self {
        let key = |row: &u32| (labels[*row as usize], *row);
        let named = decisions.iter().flat_map(|decision| &decision.support);
        let mut rows: Vec<u32> = named.map(|(row, _)| *row).collect();
        rows.sort_unstable_by_key(key);
        rows.dedup();
        for (row, _) in decisions
            .iter_mut()
            .flat_map(|decision| &mut decision.support)
        {
            let at = rows.binary_search_by_key(&key(row), key);
            *row = at.unwrap_or_default() as u32;
        }
        let mut counts = vec![0; classes];
        for row in &rows {
            counts[usize::from(labels[*row as usize])] += 1;
        }
        let support = training.select(&rows);
        Self {
            kernel,
            classes,
            squares: support.squares(),
            support,
            rows,
            counts,
            decisions,
            calibration,
        }
    }

    /// What it consists of, as a file has it.
    pub(super) fn to_parts(&self) -> SvcParts {
        let n = self.rows.len();
        let ranges = class_ranges(&self.counts);
        let mut coefficients = vec![0.0; (self.classes - 1) * n];
        for ((i, j), decision) in pairs(self.classes).zip(&self.decisions) {
            for (at, coefficient) in &decision.support {
                let at = *at as usize;
                let line = if ranges[i].contains(&at) { j - 1 } else { i };
                coefficients[line * n + at] = *coefficient;
            }
        }
        let (Calibration::Each(sigmoids) | Calibration::Pairwise(sigmoids)) = &self.calibration;
        SvcParts {
            rows: self.rows.clone(),
            support: self.support.rows(0..n).to_vec(),
            counts: self.counts.clone(),
            coefficients,
            rho: self.decisions.iter().map(|decision| decision.rho).collect(),
            gamma: self.kernel.gamma(),
            slopes: sigmoids.iter().map(|sigmoid| sigmoid.a).collect(),
            offsets: sigmoids.iter().map(|sigmoid| sigmoid.b).collect(),
        }
    }

    /// The classifier of these settings that a file has so, for samples of so many numbers.
    pub(super) fn from_parts(options: &Svc, parts: SvcParts, width: usize) -> Self {
        let (n, classes) = (parts.rows.len(), parts.counts.len());
        let ranges = class_ranges(&parts.counts);
        let decision = |((i, j), rho): ((usize, usize), &f64)| {
            let of_class = |class: usize, line: usize| {
                let coefficients = &parts.coefficients[line * n..(line + 1) * n];
                let own = ranges[class]
                    .clone()
                    .map(|at| (at as u32, coefficients[at]));
                own.filter(|(_, coefficient)| *coefficient != 0.0)
            };
            Decision {
                support: of_class(i, j - 1).chain(of_class(j, i)).collect(),
                rho: *rho,
            }
        };
        let decisions = pairs(classes).zip(&parts.rho).map(decision).collect();
        let sigmoids = parts.slopes.iter().zip(&parts.offsets);
        let sigmoids = sigmoids.map(|(&a, &b)| Sigmoid { a, b }).collect();
        let support = Rows::new(width, parts.support);
        Self {
            kernel: Kernel::with_gamma(options, parts.gamma.unwrap_or(1.0)),
            classes,
            squares: support.squares(),
            support,
            rows: parts.rows,
            counts: parts.counts,
            decisions,
            calibration: match options.probability {
                Probability::Calibrated => Calibration::Each(sigmoids),
                Probability::Platt => Calibration::Pairwise(sigmoids),
            },
        }
    }

    /// Of each row the decisions for the pairs of classes (0, 1), (0, 2), …, positive for the first.
    #[must_use]
    pub fn decisions(&self, rows: &Rows) -> Vec<Vec<f64>> {
        let all = products(
            rows.rows(0..rows.len()),
            self.support.rows(0..self.rows.len()),
            rows.width(),
        );
        let of_row = |i: usize| {
            let row = rows.row(i);
            let square = dot(row, row);
            let products = &all[i * self.rows.len()..(i + 1) * self.rows.len()];
            let kernel = |at: usize| {
                self.kernel
                    .of_product(products[at], [self.squares[at], square])
            };
            let kernels: Vec<f64> = (0..products.len()).map(kernel).collect();
            self.decisions
                .iter()
                .map(|decision| decision.at(|at| kernels[at]))
                .collect()
        };
        (0..rows.len()).map(of_row).collect()
    }

    /// Of each row how it is decided: of two classes positive for the second; of more the least of the decisions
    /// between the class that the row is taken for and another.
    #[must_use]
    pub fn margins(&self, rows: &Rows) -> Vec<f64> {
        let of_row = |decisions: Vec<f64>| {
            if let (2, [decision]) = (self.classes, &decisions[..]) {
                return -decision;
            }
            let of_classes = one_against_rest(self.classes, &decisions);
            let by_value = |a: &usize, b: &usize| of_classes[*a].total_cmp(&of_classes[*b]);
            let class = (0..self.classes).max_by(by_value).unwrap_or_default();
            let own = pairs(self.classes).zip(&decisions);
            let own = own.filter_map(|((i, j), decision)| match class {
                class if class == i => Some(*decision),
                class if class == j => Some(-decision),
                _ => None,
            });
            own.fold(f64::INFINITY, f64::min)
        };
        self.decisions(rows).into_iter().map(of_row).collect()
    }

    /// The training samples that are support vectors, by their rows, class by class.
    #[must_use]
    pub fn support(&self) -> &[u32] {
        &self.rows
    }

    fn probabilities(&self, rows: &Rows) -> Vec<Vec<f64>> {
        let of_row = |decisions: Vec<f64>| match &self.calibration {
            Calibration::Each(sigmoids) => {
                normalized(sigmoids, &one_against_rest(self.classes, &decisions))
            }
            Calibration::Pairwise(sigmoids) => {
                let pairwise = sigmoids
                    .iter()
                    .zip(decisions)
                    .map(|(sigmoid, d)| sigmoid.at(d));
                coupled(self.classes, &pairwise.collect::<Vec<f64>>())
            }
        };
        self.decisions(rows).into_iter().map(of_row).collect()
    }
}

/// The support vectors of each class, which lie one class after another.
fn class_ranges(counts: &[u32]) -> Vec<Range<usize>> {
    let ranges = counts.iter().scan(0, |start, count| {
        let range = *start..*start + *count as usize;
        *start = range.end;
        Some(range)
    });
    ranges.collect()
}
