//! Classifiers that are no networks, by scikit-learn's names, meanings and defaults. A file for each, and the
//! list of them; what they compute is in `classical`.

mod k_neighbors;
mod logistic_regression;
mod svc;

pub use k_neighbors::{KNeighborsClassifier, Vote};
pub use logistic_regression::LogisticRegression;
pub use svc::{Gamma, Kernel, Probability, Svc};

use super::Fields;
use super::kinds_macro::kinds;

/// What a classifier declares beside its fields.
pub trait ClassifierKind: Fields {}

kinds! {
    /// A classifier that is no network.
    pub enum Classifier: dyn ClassifierKind, "Classifier", "The classifier." {
        Svc = "SVC",
        LogisticRegression = "LogisticRegression",
        KNeighborsClassifier = "KNeighborsClassifier",
    }
}
