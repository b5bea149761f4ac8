//! The nearest neighbours.

use super::ClassifierKind;
use crate::experiment::field::{choices, field, fields};

choices! {
    /// How neighbours vote.
    pub enum Vote {
        /// All alike.
        Uniform = "uniform",
        /// In inverse proportion to their distance.
        Distance = "distance",
    }
}

fields! {
    /// The vote of the nearest training samples (`sklearn.neighbors.KNeighborsClassifier`).
    pub struct KNeighborsClassifier {
        /// Neighbours that vote.
        n_neighbors: usize = field("Neighbours", 5).within(1, 1000),
        /// How they vote.
        weights: Vote = field("Weights", Vote::default()),
    }
}

impl ClassifierKind for KNeighborsClassifier {}
