//! What the person tries the network on, and its answer.

use std::sync::Arc;

use crate::page::slice::{Contents, Part};
use crate::protocol::{Asker, Prediction, RunId, Stroke};

/// Width of the pen in the pad's unit square: about a tenth of a digit's height, as in
/// MNIST.
pub const PEN: f32 = 0.075;

/// What the person tries the network on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TryState {
    /// The digit pad.
    pub pad: Pad,
}

/// The digit pad: what was drawn and what the network makes of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pad {
    /// Number of the sheet drawn on; clearing takes a new one.
    pub sheet: u32,
    /// The lines drawn.
    pub strokes: Vec<Stroke>,
    /// Asks a run's network what the drawing is.
    pub asker: Asker<RunId>,
    /// The newest answer.
    pub answer: Option<Arc<Prediction>>,
}

impl Contents for TryState {
    const PART: Part = Part::TryIt;
}
