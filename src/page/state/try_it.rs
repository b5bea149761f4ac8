//! What the person tries the network on, and its answer.

use std::sync::Arc;

use crate::data::Predicted;
use crate::page::slice::{Contents, Part};
use crate::protocol::{Asker, Buffer, Margins, Prediction, RunId, Stroke, WireError};

/// Width of the pen in the pad's unit square: about a tenth of a digit's height, as in
/// MNIST.
pub const PEN: f32 = 0.075;

/// What the person tries the network on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TryState {
    /// The digit pad.
    pub pad: Pad,
    /// A sample, where the data is not for drawing; as
    /// [`Dataset::to_sample`](crate::data::Dataset::to_sample) packs it.
    pub sample: Option<Buffer>,
    /// Asks a run's network what the sample, or else the drawing, is.
    pub asker: Asker<RunId>,
    /// The newest answer.
    pub answer: Option<Arc<Prediction>>,
    /// Why the newest question has no answer.
    pub refusal: Option<WireError>,
    /// The answers all over a plane.
    pub grid: Grid,
}

/// The digit pad: what was drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pad {
    /// Number of the sheet drawn on; clearing takes a new one.
    pub sheet: u32,
    /// The lines drawn.
    pub strokes: Vec<Stroke>,
}

/// Points all over a plane, and what the network makes of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// The points, packed as samples; none while no plane is shown.
    pub points: Option<Buffer>,
    /// Asks a run's network.
    pub asker: Asker<RunId>,
    /// The newest answers, in the order of the points.
    pub answers: Option<Arc<Vec<Predicted>>>,
    /// How a support vector classifier decides.
    pub margins: Option<Arc<Margins>>,
}

impl Contents for TryState {
    const PART: Part = Part::TryIt;
}
