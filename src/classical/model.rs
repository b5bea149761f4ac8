//! A trained classifier.

use super::Rows;
use super::calibration::{Sigmoid, coupled, normalized};
use super::kernel::Kernel;
use super::knn::Neighbors;
use super::logistic::Logistic;
use super::products::{dot, products};
use super::svc::{Decision, one_against_rest, pairs};

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
    /// Which training rows they were.
    rows: Vec<u32>,
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
        training: &Rows,
        kernel: Kernel,
        classes: usize,
        mut decisions: Vec<Decision>,
        calibration: Calibration,
    ) -> Self {
        let named = decisions.iter().flat_map(|decision| &decision.support);
        let mut rows: Vec<u32> = named.map(|(row, _)| *row).collect();
        rows.sort_unstable();
        rows.dedup();
        for (row, _) in decisions
            .iter_mut()
            .flat_map(|decision| &mut decision.support)
        {
            *row = rows.binary_search(row).unwrap_or_default() as u32;
        }
        let support = training.select(&rows);
        Self {
            kernel,
            classes,
            squares: support.squares(),
            support,
            rows,
            decisions,
            calibration,
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

    /// The training samples that are support vectors, by their rows, in their order.
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
