//! Kernels: how like two rows are.

use super::Rows;
use super::products::dot;
use crate::experiment::classifiers::{self, Gamma, Svc};

/// A kernel with all its numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kernel {
    /// `x · y`.
    Linear,
    /// `exp(-gamma |x - y|²)`.
    Rbf {
        /// The inverse of its width.
        gamma: f64,
    },
    /// `(gamma x · y + coef0)^degree`.
    Poly {
        /// A factor.
        gamma: f64,
        /// What is added.
        coef0: f64,
        /// The power.
        degree: i32,
    },
}

impl Kernel {
    /// The kernel that an experiment asks for, of those training rows that are used.
    pub fn new(options: &Svc, rows: &Rows, is_used: impl Fn(usize) -> bool) -> Self {
        let width = rows.width().max(1) as f64;
        let by_rule = || match options.gamma_rule {
            Gamma::Auto => 1.0 / width,
            Gamma::Scale => match rows.variance(is_used) {
                // As scikit-learn: rows that are all alike have no scale.
                variance if variance > 0.0 => 1.0 / (width * variance),
                _ => 1.0,
            },
        };
        let gamma = match options.kernel {
            classifiers::Kernel::Linear => 1.0,
            classifiers::Kernel::Rbf | classifiers::Kernel::Poly => {
                options.gamma.unwrap_or_else(by_rule)
            }
        };
        Self::with_gamma(options, gamma)
    }

    /// The kernel of these settings with a gamma that is known.
    pub fn with_gamma(options: &Svc, gamma: f64) -> Self {
        match options.kernel {
            classifiers::Kernel::Linear => Self::Linear,
            classifiers::Kernel::Rbf => Self::Rbf { gamma },
            classifiers::Kernel::Poly => Self::Poly {
                gamma,
                coef0: options.coef0,
                degree: options.degree as i32,
            },
        }
    }

    /// Its gamma, if it has one.
    pub fn gamma(self) -> Option<f64> {
        match self {
            Self::Linear => None,
            Self::Rbf { gamma } | Self::Poly { gamma, .. } => Some(gamma),
        }
    }

    /// From a product of two rows and the squares of both.
    pub fn of_product(self, product: f64, squares: [f64; 2]) -> f64 {
        match self {
            Self::Linear => product,
            Self::Rbf { gamma } => {
                let distance = (squares[0] + squares[1] - 2.0 * product).max(0.0);
                (-gamma * distance).exp()
            }
            Self::Poly {
                gamma,
                coef0,
                degree,
            } => (gamma * product + coef0).powi(degree),
        }
    }

    /// Of two rows.
    pub fn of(self, x: &[f32], y: &[f32]) -> f64 {
        self.of_product(dot(x, y), [dot(x, x), dot(y, y)])
    }
}
