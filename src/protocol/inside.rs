//! What the room Inside asks a run's network, and what it answers.
//!
//! These cross as [`Packed`](super::Packed) bytes within a [`NetworkQuery`](super::NetworkQuery): so the program of the page that
//! starts does not hold what only the room reads.

use borsh::{BorshDeserialize, BorshSerialize};

use super::buffer::Buffer;
use super::{Stroke, WireError};
use crate::data::{Role, bits};
use crate::experiment::Shape;

/// What a network is tried on.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Tried {
    /// A drawing.
    Drawing {
        /// The strokes.
        strokes: Vec<Stroke>,
        /// Width of the pen in the pad's unit square.
        pen: f32,
    },
    /// A sample, as [`Dataset::to_sample`](crate::data::Dataset::to_sample) packs it.
    Sample(Buffer),
}

/// What speaks for a class, by which method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Method {
    /// Where a layer's maps speak for the class, each as a whole.
    GradCam,
    /// Where a layer's maps speak for the class, each place of them by itself.
    HiResCam,
    /// The size of the gradient, the largest over the channels.
    Saliency,
    /// The gradient times the sample, summed over the channels.
    #[default]
    GradientTimesInput,
    /// The mean gradient on the way from a black picture, times the way.
    IntegratedGradients,
    /// The mean gradient of noisy copies.
    SmoothGrad,
    /// What a covered part takes from the class's probability.
    Occlusion,
}

/// What a question and its answers are about. There is at most one question of each open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Topic {
    /// All layers' outputs.
    Layers,
    /// A layer's weights.
    Weights,
    /// An explanation.
    Explanation,
    /// A picture made for a class.
    ClassImage,
    /// The samples that most activate a unit.
    Activating,
    /// A layer's outputs for many samples.
    Embedding,
    /// Pictures of samples.
    Pictures,
}

/// What the room asks.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum InsideQuery {
    /// Every layer's output. Answers `Layers`.
    Layers {
        /// Of what.
        tried: Tried,
        /// Whether those within blocks are wanted, too.
        within_blocks: bool,
    },
    /// The weights of the layer at a position. Answers `Weights`.
    Weights {
        /// The layer.
        layer: u32,
        /// Whether to answer as well what they were before the first step.
        initial: bool,
    },
    /// What speaks for a class. Answers `Heat`.
    Explain {
        /// In what.
        tried: Tried,
        /// How.
        method: Method,
        /// Which class.
        class: u16,
        /// For [`Method::GradCam`] and [`Method::HiResCam`], where the layer is: its position, then that within the
        /// block there, and so on.
        layer: Vec<u32>,
    },
    /// Make a picture for a class. Answers `ClassImage`.
    ClassImage {
        /// Which class.
        class: u16,
        /// Another seed, another picture.
        seed: u64,
    },
    /// Find the samples that most activate a unit. Answers `Activating`.
    Activating {
        /// The position of the layer.
        layer: u32,
        /// A channel, or a unit of a dense layer.
        unit: u32,
        /// Among which samples.
        part: Role,
    },
    /// What a layer answers to many samples. Answers `Embedding`.
    Embed {
        /// The position of the layer.
        layer: u32,
        /// Which samples.
        part: Role,
        /// How many at most, spread evenly.
        samples: u32,
    },
    /// Pictures of samples. Answers `Pictures`.
    Pictures {
        /// The part that they are of.
        part: Role,
        /// Their indices, as an answer gave them.
        indices: Vec<u32>,
    },
    /// Answer no question about this any more.
    Cancel(Topic),
}

impl InsideQuery {
    /// What it is about.
    #[must_use]
    pub fn topic(&self) -> Topic {
        match self {
            Self::Layers { .. } => Topic::Layers,
            Self::Weights { .. } => Topic::Weights,
            Self::Explain { .. } => Topic::Explanation,
            Self::ClassImage { .. } => Topic::ClassImage,
            Self::Activating { .. } => Topic::Activating,
            Self::Embed { .. } => Topic::Embedding,
            Self::Pictures { .. } => Topic::Pictures,
            Self::Cancel(topic) => *topic,
        }
    }
}

/// What a network answers. An error concerns the question alone: the run goes on.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct InsideReply {
    /// What the question was about.
    pub topic: Topic,
    /// The answer, or a part of it.
    pub body: Result<InsideAnswer, WireError>,
}

/// An answer, or a part of it.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum InsideAnswer {
    /// So much is done; the answer is still to come.
    Progress {
        /// Portions that are done.
        done: u32,
        /// All portions.
        of: u32,
        /// The picture so far, of a class image; otherwise empty.
        preview: Buffer,
    },
    /// Every layer's output.
    Layers(NetworkOutputs),
    /// A layer's weights.
    Weights(Vec<WeightValues>),
    /// Values over a picture, a layer's maps, or the places of a cover.
    Heat {
        /// Height, width and 1.
        shape: [u32; 3],
        /// The values, `f32`.
        values: Buffer,
    },
    /// A picture, `height × width × channels` bytes.
    ClassImage(Buffer),
    /// Samples, those that activate the unit most first.
    Activating {
        /// Their indices.
        indices: Vec<u32>,
        /// How much.
        #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
        values: Vec<f32>,
    },
    /// A layer's outputs.
    Embedding {
        /// Indices of the samples.
        indices: Vec<u32>,
        /// Their labels.
        labels: Vec<u16>,
        /// Values of a sample, after large maps were averaged over blocks.
        width: u32,
        /// The values, `f32`, sample by sample.
        values: Buffer,
    },
    /// Pictures, `height × width × channels` bytes each; of rows, their numbers as `f32`.
    Pictures {
        /// The indices.
        indices: Vec<u32>,
        /// Their labels.
        labels: Vec<u16>,
        /// The pictures.
        pictures: Buffer,
    },
}

impl InsideAnswer {
    /// So many of all portions are done.
    #[must_use]
    pub fn progress([done, of]: [usize; 2], preview: Buffer) -> Self {
        Self::Progress {
            done: done as u32,
            of: of as u32,
            preview,
        }
    }
}

/// Every layer's output for what is tried.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct NetworkOutputs {
    /// Whether there was nothing to see, as on an empty pad; then there is nothing else.
    pub is_empty: bool,
    /// Training steps that the network has taken.
    pub step: u64,
    /// What the network got.
    pub input: OutputValues,
    /// The layers' outputs, in their order. The last is without its softmax.
    pub layers: Vec<LayerOutputs>,
    /// Those of the layers within blocks, by their names with those of the blocks before them; empty where they were not
    /// asked for.
    pub within: Vec<LayerOutputs>,
    /// The probability of each class.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub probabilities: Vec<f32>,
}

/// A layer's output.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct LayerOutputs {
    /// The layer's name in the summary.
    pub name: String,
    /// Whether it is a convolution.
    pub is_convolution: bool,
    /// Its output.
    pub output: OutputValues,
}

/// The values of a sample between layers.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct OutputValues {
    /// The shape.
    pub shape: Shape,
    /// `f32`; a picture's channel by channel.
    pub values: Buffer,
}

/// A weight of a layer.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct WeightValues {
    /// Keras's name with that of the layer.
    pub name: String,
    /// The shape in Keras's layout.
    pub shape: Vec<u32>,
    /// The values now, `f32`.
    pub now: Buffer,
    /// The values before the first step; empty where they were not asked for.
    pub initial: Buffer,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Packed, pack, unpack};

    #[test]
    fn a_packed_message_crosses_within_another() {
        let reply = InsideReply {
            topic: Topic::Explanation,
            body: Ok(InsideAnswer::Heat {
                shape: [1, 2, 1],
                values: Buffer::of_reals(&[1.5, f32::NAN]),
            }),
        };
        let outer = (Buffer::from(vec![7]), Packed::new(&reply));
        let (body, buffers) = pack(&outer).expect("packed");
        assert_eq!(buffers.len(), 2);
        let back: (Buffer, Packed) = unpack(&body, buffers).expect("unpacked");
        assert_eq!(back.0, outer.0);
        assert_eq!(back.1.open::<InsideReply>().expect("opened"), reply);
        let InsideAnswer::Heat { values, .. } = reply.body.expect("heat") else {
            panic!("another answer")
        };
        let reals = values.to_reals();
        assert_eq!(reals[0].to_bits(), 1.5_f32.to_bits());
        assert!(reals[1].is_nan());
    }
}
