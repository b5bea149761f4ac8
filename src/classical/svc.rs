//! A support vector classifier: a decision for each pair of classes.

use std::sync::Arc;

use libsvm_rs::train::svm_train;
use libsvm_rs::{KernelType, SvmNode, SvmParameter, SvmProblem, SvmType};

use super::Rows;
use super::gram::Gram;
use super::kernel::Kernel;
use super::memory::CACHE;
use crate::experiment::classifiers::Svc as Options;

/// Training rows, from which kernels are computed.
#[derive(Clone, Debug)]
pub struct Kernels {
    pub rows: Arc<Rows>,
    /// The products of all pairs, where they are computed once.
    pub gram: Option<Gram>,
}

impl Kernels {
    /// The kernel of two training rows.
    fn between(&self, kernel: Kernel, i: usize, j: usize) -> f64 {
        match &self.gram {
            Some(gram) => kernel.of_product(gram.get(i, j), [gram.get(i, i), gram.get(j, j)]),
            None => kernel.of(self.rows.row(i), self.rows.row(j)),
        }
    }
}

/// The decision between two classes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// Support vectors, by their rows, each with its coefficient.
    pub support: Vec<(u32, f64)>,
    /// What is subtracted.
    pub rho: f64,
}

impl Decision {
    /// The decision for a sample whose kernel with each row is known: positive for the first class.
    pub fn at(&self, kernel_with: impl Fn(usize) -> f64) -> f64 {
        let support = self.support.iter();
        let sum: f64 = support
            .map(|(row, coefficient)| coefficient * kernel_with(*row as usize))
            .sum();
        sum - self.rho
    }

    /// The decision for a training row.
    pub fn of_row(&self, kernels: &Kernels, kernel: Kernel, row: usize) -> f64 {
        self.at(|other| kernels.between(kernel, other, row))
    }

    /// Finds the decision between rows of one class and rows of another.
    pub fn train(
        kernels: &Kernels,
        kernel: Kernel,
        options: &Options,
        first: &[u32],
        second: &[u32],
    ) -> Self {
        // Of a class that none is of, nothing is known: the other is it.
        match (first.is_empty(), second.is_empty()) {
            (true, _) => {
                return Self {
                    rho: 1.0,
                    ..Self::default()
                };
            }
            (_, true) => {
                return Self {
                    rho: -1.0,
                    ..Self::default()
                };
            }
            _ => {}
        }
        libsvm_rs::set_quiet(true);
        let rows: Vec<u32> = first.iter().chain(second).copied().collect();
        let labels = (0..rows.len()).map(|i| if i < first.len() { 1.0 } else { -1.0 });
        let node = |index: usize, value: f64| SvmNode {
            index: index as i32,
            value,
        };
        let instance = |(at, row): (usize, &u32)| -> Vec<SvmNode> {
            let row = *row as usize;
            if kernels.gram.is_some() {
                let values = rows.iter().enumerate();
                let values = values
                    .map(|(j, other)| node(j + 1, kernels.between(kernel, row, *other as usize)));
                return std::iter::once(node(0, (at + 1) as f64))
                    .chain(values)
                    .collect();
            }
            let values = kernels.rows.row(row).iter().enumerate();
            // What is 0 adds nothing to any product.
            let values = values.filter(|(_, value)| **value != 0.0);
            values
                .map(|(j, value)| node(j + 1, f64::from(*value)))
                .collect()
        };
        let problem = SvmProblem {
            labels: labels.collect(),
            instances: rows.iter().enumerate().map(instance).collect(),
        };
        let model = svm_train(&problem, &parameters(kernels, kernel, options, rows.len()));
        let coefficients = model.sv_coef.first().map(Vec::as_slice).unwrap_or_default();
        let support = model.sv_indices.iter().zip(coefficients);
        Self {
            support: support
                .map(|(at, coefficient)| (rows[at - 1], *coefficient))
                .collect(),
            rho: model.rho.first().copied().unwrap_or_default(),
        }
    }
}

fn parameters(
    kernels: &Kernels,
    kernel: Kernel,
    options: &Options,
    samples: usize,
) -> SvmParameter {
    let bytes = (4 * (samples * samples) as u64).clamp(1 << 20, CACHE);
    let plain = SvmParameter {
        svm_type: SvmType::CSvc,
        c: options.C,
        eps: options.tol,
        cache_size: bytes as f64 / f64::from(1 << 20),
        ..SvmParameter::default()
    };
    match kernel {
        _ if kernels.gram.is_some() => SvmParameter {
            kernel_type: KernelType::Precomputed,
            ..plain
        },
        Kernel::Linear => SvmParameter {
            kernel_type: KernelType::Linear,
            ..plain
        },
        Kernel::Rbf { gamma } => SvmParameter {
            kernel_type: KernelType::Rbf,
            gamma,
            ..plain
        },
        Kernel::Poly {
            gamma,
            coef0,
            degree,
        } => SvmParameter {
            kernel_type: KernelType::Polynomial,
            gamma,
            coef0,
            degree,
            ..plain
        },
    }
}

/// The pairs of so many classes, in the order of their decisions.
pub fn pairs(classes: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..classes).flat_map(move |i| (i + 1..classes).map(move |j| (i, j)))
}

/// One decision for each class, from those of the pairs: its votes, and within a vote how clear they are. Of two
/// classes it is one number, positive for the second.
///
/// # Source
/// scikit-learn's `_ovr_decision_function`.
pub fn one_against_rest(classes: usize, pairwise: &[f64]) -> Vec<f64> {
    if let (2, [decision]) = (classes, pairwise) {
        return vec![-decision];
    }
    let mut votes = vec![0.0; classes];
    let mut confidences = vec![0.0; classes];
    for ((i, j), decision) in pairs(classes).zip(pairwise) {
        confidences[i] += decision;
        confidences[j] -= decision;
        votes[if *decision > 0.0 { i } else { j }] += 1.0;
    }
    let both = votes.iter().zip(&confidences);
    both.map(|(votes, sum)| votes + sum / (3.0 * (sum.abs() + 1.0)))
        .collect()
}
