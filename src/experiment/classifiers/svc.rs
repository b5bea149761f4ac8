//! Support vector classification.

// scikit-learn's name of the cost is `C`.
#![allow(non_snake_case)]

use super::ClassifierKind;
use crate::experiment::field::{choices, field, fields};

choices! {
    /// How like two samples are.
    pub enum Kernel {
        /// `exp(-gamma |x - y|²)`.
        Rbf = "rbf",
        /// `x · y`.
        Linear = "linear",
        /// `(gamma x · y + coef0)^degree`.
        Poly = "poly",
    }
}

choices! {
    /// What `gamma` is where no number is given.
    pub enum Gamma {
        /// One by the number of values of a sample times their variance over all samples.
        Scale = "scale",
        /// One by the number of values of a sample.
        Auto = "auto",
    }
}

choices! {
    /// Where probabilities come from.
    pub enum Probability {
        /// A sigmoid for each class, fitted to the decisions for samples that were left out, in five parts
        /// (scikit-learn's `CalibratedClassifierCV` with `ensemble=False`).
        Calibrated = "calibrated",
        /// LIBSVM's own: a sigmoid for each pair of classes, and their coupling (Wu, Lin & Weng 2004).
        Platt = "platt",
    }
}

fields! {
    /// A support vector classifier, one against one (`sklearn.svm.SVC`).
    pub struct Svc {
        /// The cost of a training sample on the wrong side.
        C: f64 = field("Cost (C)", 1.0).positive(),
        /// How like two samples are.
        kernel: Kernel = field("Kernel", Kernel::default()),
        /// Width of `rbf`, factor in `poly`; absent: by the rule.
        gamma: Option<f64> = field("Gamma", None).positive(),
        /// What gamma is where no number is given.
        gamma_rule: Gamma = field("Gamma rule", Gamma::default()).quiet(),
        /// Degree of `poly`.
        degree: usize = field("Degree", 3).within(1, 20).quiet(),
        /// What `poly` adds to the product.
        coef0: f64 = field("Coef0", 0.0).quiet(),
        /// How exactly the optimum is found.
        tol: f64 = field("Tolerance", 1e-3).positive().quiet(),
        /// Where probabilities come from.
        probability: Probability = field("Probability", Probability::default()).quiet(),
    }
}

impl ClassifierKind for Svc {}
