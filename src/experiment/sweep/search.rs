//! How a sweep chooses the values of its trials.

use crate::experiment::Fields;
use crate::experiment::field::{field, fields};
use crate::experiment::kinds_macro::kinds;

/// What a search declares beside its fields.
pub trait SearchKind: Fields {
    /// Whether it tries a number of values of each parameter, and so ends by itself.
    fn needs_countable_values(&self) -> bool {
        false
    }

    /// Whether it ends only with the sweep's budget.
    fn needs_budget(&self) -> bool {
        false
    }
}

kinds! {
    /// How a sweep chooses the values of its trials.
    pub enum Search: dyn SearchKind, "Search", "How the values of trials are chosen." {
        Grid = "Grid",
        RandomSearch = "Random",
        Hyperband = "Hyperband",
    }
}

fields! {
    /// Every combination of values, the last parameter's varying fastest.
    pub struct Grid {}
}

fields! {
    /// Values drawn at random, no combination twice, until the budget is used up (Bergstra & Bengio 2012).
    pub struct RandomSearch {}
}

fields! {
    /// Many trials for a few epochs, of which the best go on, in brackets that weigh the two differently
    /// (Li et al. 2018; `keras_tuner.Hyperband`).
    pub struct Hyperband {
        /// Epochs of a trial that reaches the last round.
        max_epochs: usize = field("Most epochs", 100).within(1, 10_000).unit("epochs"),
        /// How many times as many epochs the next round has; one of so many trials goes on.
        factor: usize = field("Factor", 3).within(2, 100),
        /// How many times all brackets are gone through.
        iterations: usize = field("Iterations", 1).within(1, 1000),
    }
}

impl SearchKind for Grid {
    fn needs_countable_values(&self) -> bool {
        true
    }
}

impl SearchKind for RandomSearch {
    fn needs_budget(&self) -> bool {
        true
    }
}

impl SearchKind for Hyperband {}
