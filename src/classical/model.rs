//! A trained classifier.

use super::calibration::{Sigmoid, coupled, normalized};
use super::kernel::Kernel;
use super::knn::Neighbors;
use super::logistic::Logistic;
use super::svc::{Decision, Kernels, one_against_rest};

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
    /// The probability of each class, of a row as those that it was trained on.
    #[must_use]
    pub fn probabilities(&self, row: &[f32]) -> Vec<f64> {
        match self {
            Self::Svc(svc) => svc.probabilities(row),
            Self::Logistic(logistic) => logistic.probabilities(row),
            Self::Neighbors(neighbors) => neighbors.probabilities(row),
        }
    }

    /// Their logarithms, as a network's outputs before softmax. What is impossible is as good as: no loss
    /// is infinite.
    #[must_use]
    pub fn log_probabilities(&self, row: &[f32]) -> Vec<f32> {
        let log = |p: f64| p.max(f64::from(f32::EPSILON) * 1e-3).ln() as f32;
        self.probabilities(row).into_iter().map(log).collect()
    }
}

/// A trained support vector classifier.
#[derive(Clone, Debug)]
pub struct SupportVectors {
    pub(super) kernels: Kernels,
    pub(super) kernel: Kernel,
    pub(super) classes: usize,
    pub(super) decisions: Vec<Decision>,
    pub(super) calibration: Calibration,
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
    /// The decisions for the pairs of classes (0, 1), (0, 2), …, positive for the first.
    #[must_use]
    pub fn decisions(&self, row: &[f32]) -> Vec<f64> {
        let mut kernels: Vec<Option<f64>> = vec![None; self.kernels.rows.len()];
        // A support vector is one of several pairs, and its kernel is computed once.
        for (at, _) in self.decisions.iter().flat_map(|decision| &decision.support) {
            let at = *at as usize;
            let rows = &self.kernels.rows;
            kernels[at].get_or_insert_with(|| self.kernel.of(rows.row(at), row));
        }
        let decisions = self.decisions.iter();
        decisions
            .map(|decision| decision.at(|at| kernels[at].unwrap_or_default()))
            .collect()
    }

    /// The rows of the training samples that are support vectors, in their order.
    #[must_use]
    pub fn support(&self) -> Vec<usize> {
        let rows = self.decisions.iter().flat_map(|decision| &decision.support);
        let mut rows: Vec<usize> = rows.map(|(row, _)| *row as usize).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    fn probabilities(&self, row: &[f32]) -> Vec<f64> {
        let decisions = self.decisions(row);
        match &self.calibration {
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
        }
    }
}
