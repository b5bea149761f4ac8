//! Layers, by Keras's class names, meanings and defaults.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Model;
use super::error::{ExperimentError, ensure, ensure_positive};

/// How a window meets the border of a picture.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Padding {
    /// Only windows that lie wholly inside.
    #[default]
    Valid,
    /// Zeros around (more at the bottom and right where uneven), so that the output has
    /// `ceil(input / stride)` rows and columns.
    Same,
}

/// An activation function, by Keras's name.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// The input itself.
    #[default]
    Linear,
    /// `max(x, 0)`.
    Relu,
    /// `exp(x) / sum(exp(x))` over the last axis.
    Softmax,
}

impl Activation {
    /// The name as in the format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Relu => "relu",
            Self::Softmax => "softmax",
        }
    }
}

/// One layer. Sizes are `[height, width]`; a single number in JSON stands for both.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Layer {
    /// Convolution over height and width, with a bias for each filter.
    Conv2D {
        /// Filters, the channels of the output.
        filters: usize,
        /// Height and width of a filter.
        #[serde(deserialize_with = "pair")]
        #[schemars(with = "Pair")]
        kernel_size: [usize; 2],
        /// Step between windows.
        #[serde(default = "one", deserialize_with = "pair")]
        #[schemars(with = "Pair")]
        strides: [usize; 2],
        /// Border rule.
        #[serde(default)]
        padding: Padding,
        /// Applied to the output.
        #[serde(default)]
        activation: Activation,
    },
    /// The largest value of each window.
    MaxPooling2D {
        /// Height and width of the window.
        #[serde(default = "two", deserialize_with = "pair")]
        #[schemars(with = "Pair")]
        pool_size: [usize; 2],
        /// Step between windows; the window's size where absent.
        #[serde(
            default,
            deserialize_with = "optional_pair",
            skip_serializing_if = "Option::is_none"
        )]
        #[schemars(with = "Option<Pair>")]
        strides: Option<[usize; 2]>,
        /// Border rule.
        #[serde(default)]
        padding: Padding,
    },
    /// Standardizes each channel by the batch in training and by running statistics
    /// otherwise (Ioffe & Szegedy 2015).
    BatchNormalization {
        /// How slowly the running statistics follow, in `[0, 1)`.
        #[serde(default = "momentum")]
        momentum: f64,
        /// Added to the variance.
        #[serde(default = "epsilon")]
        epsilon: f64,
    },
    /// Sets a random part of its input to zero in training and scales the rest up
    /// (Srivastava et al. 2014).
    Dropout {
        /// The part set to zero, in `[0, 1)`.
        rate: f64,
    },
    /// All values of a sample in one row: height, then width, then channel.
    Flatten {},
    /// Every output from every input, with a bias for each unit.
    Dense {
        /// Outputs.
        units: usize,
        /// Applied to the output.
        #[serde(default)]
        activation: Activation,
    },
    /// An activation as a layer of its own.
    Activation {
        /// The function.
        activation: Activation,
    },
}

/// A number for both sides, or height and width.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Pair {
    /// The same for both.
    Both(usize),
    /// Height and width.
    Each([usize; 2]),
}

impl From<Pair> for [usize; 2] {
    fn from(pair: Pair) -> Self {
        match pair {
            Pair::Both(n) => [n, n],
            Pair::Each(p) => p,
        }
    }
}

fn pair<'de, D: serde::Deserializer<'de>>(d: D) -> Result<[usize; 2], D::Error> {
    Pair::deserialize(d).map(Into::into)
}

fn optional_pair<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<[usize; 2]>, D::Error> {
    Ok(Option::<Pair>::deserialize(d)?.map(Into::into))
}

fn one() -> [usize; 2] {
    [1, 1]
}
fn two() -> [usize; 2] {
    [2, 2]
}
fn momentum() -> f64 {
    0.99
}
fn epsilon() -> f64 {
    1e-3
}

impl Layer {
    /// A convolution with Keras's defaults for strides (1).
    #[must_use]
    pub fn conv2d(filters: usize, kernel: usize, padding: Padding, activation: Activation) -> Self {
        Self::Conv2D {
            filters,
            kernel_size: [kernel, kernel],
            strides: one(),
            padding,
            activation,
        }
    }

    /// Max pooling over windows that do not overlap.
    #[must_use]
    pub fn max_pooling2d(pool: usize) -> Self {
        Self::MaxPooling2D {
            pool_size: [pool, pool],
            strides: None,
            padding: Padding::Valid,
        }
    }

    /// Batch normalization with Keras's defaults.
    #[must_use]
    pub fn batch_normalization() -> Self {
        Self::BatchNormalization {
            momentum: momentum(),
            epsilon: epsilon(),
        }
    }

    /// A dense layer.
    #[must_use]
    pub fn dense(units: usize, activation: Activation) -> Self {
        Self::Dense { units, activation }
    }

    /// Keras's class name.
    #[must_use]
    pub fn class_name(&self) -> &'static str {
        match self {
            Self::Conv2D { .. } => "Conv2D",
            Self::MaxPooling2D { .. } => "MaxPooling2D",
            Self::BatchNormalization { .. } => "BatchNormalization",
            Self::Dropout { .. } => "Dropout",
            Self::Flatten {} => "Flatten",
            Self::Dense { .. } => "Dense",
            Self::Activation { .. } => "Activation",
        }
    }

    /// The function applied to the layer's output.
    #[must_use]
    pub fn activation(&self) -> Activation {
        match self {
            Self::Conv2D { activation, .. }
            | Self::Dense { activation, .. }
            | Self::Activation { activation } => *activation,
            _ => Activation::Linear,
        }
    }

    fn validate(&self) -> Result<(), ExperimentError> {
        let count = |field: &str, n: usize, most: usize| {
            ensure(
                (1..=most).contains(&n),
                field,
                format!("is {n}"),
                &format!("Use 1 to {most}."),
            )
        };
        let sides = |field: &str, [h, w]: [usize; 2]| {
            count(field, h, 1024)?;
            count(field, w, 1024)
        };
        let part = |field: &str, v: f64| {
            ensure(
                (0.0..1.0).contains(&v),
                field,
                format!("is {v}"),
                "Use a value from 0 to just below 1.",
            )
        };
        match self {
            Self::Conv2D {
                filters,
                kernel_size,
                strides,
                ..
            } => {
                count("filters", *filters, 4096)?;
                sides("kernel_size", *kernel_size)?;
                sides("strides", *strides)
            }
            Self::MaxPooling2D {
                pool_size, strides, ..
            } => {
                sides("pool_size", *pool_size)?;
                strides.map_or(Ok(()), |s| sides("strides", s))
            }
            Self::BatchNormalization { momentum, epsilon } => {
                part("momentum", *momentum)?;
                ensure_positive(
                    "epsilon",
                    *epsilon,
                    "Use a small positive number; Keras has 0.001.",
                )
            }
            Self::Dropout { rate } => part("rate", *rate),
            Self::Dense { units, .. } => count("units", *units, 65_536),
            Self::Flatten {} | Self::Activation { .. } => Ok(()),
        }
    }
}

impl Model {
    pub(super) fn validate(&self) -> Result<(), ExperimentError> {
        ensure(
            !self.layers.is_empty(),
            "model.layers",
            "is empty",
            "Add at least a Dense layer with a unit for every class.",
        )?;
        for (i, layer) in self.layers.iter().enumerate() {
            let at = format!("model.layers[{i}]");
            layer.validate().map_err(|e| e.within(&at))?;
            ensure(
                layer.activation() != Activation::Softmax || i + 1 == self.layers.len(),
                &format!("{at}.activation"),
                "is softmax before the last layer",
                "Softmax turns the last layer's outputs into probabilities: move it there.",
            )?;
        }
        Ok(())
    }
}
