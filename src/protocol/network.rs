//! Questions to a run's network as it is now, and what it answers.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Answer, Buffer, Packed, Question, RunId, WireError};
use crate::data::{Predicted, Role, bits};
use crate::run::CurvePoint;

/// A line drawn without lifting the pen, in the pad's unit square: `x` right, `y` down.
pub type Stroke = Vec<[f32; 2]>;

/// A question to a run's network.
pub type NetworkQuestion = Question<RunId, NetworkQuery>;

/// What a run's network answers.
pub type NetworkAnswer = Answer<RunId, NetworkReply>;

/// What is asked of a network.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum NetworkQuery {
    /// Classify a drawing. Answers `Prediction`.
    Drawing {
        /// The strokes; none is an empty pad.
        strokes: Vec<Stroke>,
        /// Width of the pen in the pad's unit square.
        pen: f32,
    },
    /// Classify samples without labels. Answers `Samples`.
    Samples {
        /// They, as [`Dataset::to_unlabelled`](crate::data::Dataset::to_unlabelled) packs them.
        samples: Buffer,
    },
    /// Classify one sample, as [`Dataset::to_sample`](crate::data::Dataset::to_sample) packs it.
    /// Answers `Prediction`.
    Sample(Buffer),
    /// Classify the points of a grid on the plane, packed as samples without labels. Answers
    /// `Grid`.
    Grid(Buffer),
    /// An [`InsideQuery`](super::InsideQuery). Answers `Inside`.
    Inside(Packed),
    /// Say of samples of a part what each is, with the probability of every class. Answers `Predictions`.
    Predict {
        /// The part.
        part: Role,
        /// The position in it of the first.
        from: usize,
        /// How many.
        count: usize,
        /// What was kept of the last evaluation will do, of all samples, if there was one.
        or_kept: bool,
    },
    /// The probabilities of every class, for samples without labels. Answers `Probabilities`.
    Probabilities(Buffer),
    /// Run the experiment on a part of the training samples, beside the run, which stays as it is. One that is under way
    /// is given up unanswered. Answers `LearningCurve`.
    LearningCurve {
        /// The part, in `(0, 1]`; 0 gives up the one under way.
        part: f32,
        /// For so many epochs.
        epochs: usize,
    },
    /// How far training samples are from a sample in what the last layer gets. Answers `Distances`.
    Distances {
        /// The sample, packed as for `Sample`.
        sample: Buffer,
        /// The position in the training part of the first.
        from: usize,
        /// How many.
        count: usize,
    },
}

/// What a network answers. An error concerns the question alone: the run goes on.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum NetworkReply {
    /// What the drawing or the sample is.
    Prediction(Result<Prediction, WireError>),
    /// What each sample is.
    Samples(Result<Vec<Predicted>, WireError>),
    /// What each point of the grid is.
    Grid(Result<GridAnswer, WireError>),
    /// An [`InsideReply`](super::InsideReply).
    Inside(Packed),
    /// What each sample of a part is.
    Predictions(Result<PredictedPortion, WireError>),
    /// The probabilities, sample after sample: `f32`, little endian.
    Probabilities(Result<Buffer, WireError>),
    /// What a run on a part of the training samples came to.
    LearningCurve(Result<CurvePoint, WireError>),
    /// The squared distances, `f32`, little endian.
    Distances(Result<Buffer, WireError>),
}

/// What each point of a grid is.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct GridAnswer {
    /// Each point's class.
    pub predicted: Vec<Predicted>,
    /// Of a support vector classifier, how it decides.
    pub margins: Option<Margins>,
}

impl From<Vec<Predicted>> for GridAnswer {
    fn from(predicted: Vec<Predicted>) -> Self {
        Self {
            predicted,
            margins: None,
        }
    }
}

/// How a support vector classifier decides on the plane.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Margins {
    /// The decision of each point of the grid: of two classes positive for the second, of more the least of those
    /// between its class and another. The margin ends at -1 and 1.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub decisions: Vec<f32>,
    /// The support vectors, as rows of the data's columns; at most [`Self::MOST_SUPPORT`] of them, evenly chosen.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub support: Vec<f32>,
    /// How many there are.
    pub support_count: usize,
    /// Whether it tells two classes apart, and not more.
    pub is_of_two: bool,
}

impl Margins {
    /// Support vectors that are sent: more only hide each other.
    pub const MOST_SUPPORT: usize = 1500;
}

/// What a network says of samples of a part.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct PredictedPortion {
    /// As [`Predictions::to_bytes`](crate::metrics::Predictions::to_bytes) packs them.
    pub predictions: Buffer,
    /// How many samples they are of.
    pub count: usize,
    /// Samples of the part.
    pub total: usize,
    /// Steps that the network has taken; of what was kept, absent.
    pub step: Option<usize>,
}

/// A classified drawing or sample.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Prediction {
    /// Probability of each class.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub probabilities: Vec<f32>,
    /// Height and width of the picture the network saw; 0 for a sample, which the page has.
    pub seen: [usize; 2],
    /// That picture, `height × width` bytes; ink is bright. Empty for a sample.
    pub picture: Buffer,
    /// The outputs of the convolution layers.
    pub layers: Vec<LayerMaps>,
    /// Whether there was any ink.
    pub is_empty: bool,
}

/// A layer's output for one picture, and its pixels.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct LayerMaps {
    /// Which layer, and the size.
    pub maps: FeatureMaps,
    /// `height × width × channels` bytes, channel by channel.
    pub pixels: Buffer,
}

/// The output of a layer for one picture, as grey pictures.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct FeatureMaps {
    /// The layer's name in the summary.
    pub layer: String,
    /// Height, width and channels.
    pub shape: [usize; 3],
}
