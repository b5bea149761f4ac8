//! What the person tries the network on, and its answer.

use std::sync::Arc;

use crate::page::slice::{Contents, Part};
use crate::protocol::{Prediction, Stroke};

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
    /// Number of the newest question; an answer to another one is dropped.
    pub question: u32,
    /// A question was sent and not yet answered.
    pub in_flight: bool,
    /// The drawing or the network has changed since that question.
    pub is_outdated: bool,
    /// The newest answer.
    pub answer: Option<Answer>,
}

/// An answer to a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Probabilities and what the buffers are.
    pub prediction: Arc<Prediction>,
    /// The picture seen, then the layers' maps.
    pub buffers: Arc<Vec<Vec<u8>>>,
}

impl Contents for TryState {
    const PART: Part = Part::TryIt;
}
