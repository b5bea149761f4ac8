//! What the page asks of the worker that lays samples out on a plane, and what that answers. It works on one
//! question, and is ended when its answer is no longer wanted.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Buffer, WireError};

/// Rows to lay out.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Reduce {
    /// The rows' numbers, `f32`, row by row.
    pub values: Buffer,
    /// Numbers of a row.
    pub width: u32,
    /// How.
    pub method: Reduction,
    /// What chance there is follows from it.
    pub seed: u64,
}

/// A way to lay out rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Reduction {
    /// Along the two directions in which they differ most.
    #[default]
    Pca,
    /// So that neighbours are neighbours; begins with the principal components.
    Tsne {
        /// About how many neighbours each row has.
        perplexity: u32,
    },
}

/// What the worker answers.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum ReduceEvent {
    /// It listens. Nothing sent before this arrives.
    Ready {
        /// [`super::BUILD`] of the worker.
        build: String,
    },
    /// The rows on the plane, as they are by now.
    Layout(Layout),
    /// They cannot be laid out.
    Failed(WireError),
}

/// Rows on a plane.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Layout {
    /// Two `f32` for each row.
    pub points: Buffer,
    /// Iterations that are done.
    pub done: u32,
    /// All iterations; none of principal components.
    pub of: u32,
    /// The part of the variance that the two principal components explain.
    pub explained: [f32; 2],
}
