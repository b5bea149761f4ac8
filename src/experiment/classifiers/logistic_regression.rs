//! Logistic regression.

// scikit-learn's name of the cost is `C`.
#![allow(non_snake_case)]

use super::ClassifierKind;
use crate::experiment::field::{field, fields};

fields! {
    /// Multinomial logistic regression with an L2 penalty (`sklearn.linear_model.LogisticRegression`).
    pub struct LogisticRegression {
        /// The inverse of the penalty's strength.
        C: f64 = field("Cost (C)", 1.0).positive(),
        /// The largest entry of the gradient at which the optimum counts as found.
        tol: f64 = field("Tolerance", 1e-4).positive().quiet(),
        /// Iterations at most.
        max_iter: usize = field("Most iterations", 100).within(1, 100_000),
    }
}

impl ClassifierKind for LogisticRegression {}
