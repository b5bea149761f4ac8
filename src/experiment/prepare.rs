//! What is done to samples before training: which of them, their size, colours and scale.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::{ExperimentError, ensure};

/// No picture is made wider or taller than this.
pub const MAX_SIDE: usize = 4096;

/// What is done to samples before training, in this order; the default does nothing but bring
/// pixels to 0–1.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Default,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(default, deny_unknown_fields)]
pub struct Prepare {
    /// Classes that are kept, numbered anew in this order; nothing: all.
    pub classes: Option<Vec<String>>,
    /// Training samples that are kept, chosen at random with each class in its ratio; nothing:
    /// all. Validation samples, and test samples where the set has none of its own, come out
    /// of them.
    pub limit: Option<usize>,
    /// Leaves out of validation and testing what is in the training part too, where the files
    /// say which part is which.
    pub drop_leaked: bool,
    /// Colours of pictures; nothing: those they have.
    pub colour: Option<Colour>,
    /// Exchanges dark and bright in pictures.
    pub invert: bool,
    /// Height and width that pictures are resized to; nothing: those they have.
    pub size: Option<[usize; 2]>,
    /// How they are resized.
    pub interpolation: Interpolation,
    /// How numbers are scaled; fitted to the training samples.
    pub scaling: Scaling,
}

impl Prepare {
    /// Checks what needs no samples; fields are named as seen from here.
    pub(super) fn validate(&self) -> Result<(), ExperimentError> {
        if let Some(classes) = &self.classes {
            check_classes("classes", classes)?;
        }
        if let Some(limit) = self.limit {
            ensure(
                limit >= 2,
                "limit",
                format!("is {limit}"),
                "Keep 2 samples or more.",
            )?;
        }
        if let Some(size) = self.size {
            check_size("size", size)?;
        }
        Ok(())
    }
}

/// Fails unless at least two classes are named, none of them twice.
pub(super) fn check_classes(field: &str, classes: &[String]) -> Result<(), ExperimentError> {
    let n = classes.len();
    ensure(
        n >= 2,
        field,
        format!("names {n} classes"),
        "Name at least two.",
    )?;
    for (i, name) in classes.iter().enumerate() {
        ensure(
            !classes[..i].contains(name),
            field,
            format!("names {name} twice"),
            "Name each class once.",
        )?;
    }
    Ok(())
}

/// Fails unless both sides are from 1 to [`MAX_SIDE`].
pub(super) fn check_size(field: &str, size: [usize; 2]) -> Result<(), ExperimentError> {
    let [height, width] = size;
    ensure(
        size.iter().all(|side| (1..=MAX_SIDE).contains(side)),
        field,
        format!("is {height} × {width}"),
        &format!("Use a height and width from 1 to {MAX_SIDE}."),
    )
}

/// How numbers are scaled.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Default,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scaling {
    /// Pixels from 0 to 1, features as they are: Keras's `Rescaling(1 / 255)`.
    #[default]
    Unit,
    /// Mean 0 and standard deviation 1 for each channel or column: Keras's `Normalization`,
    /// scikit-learn's `StandardScaler`.
    Standardize,
    /// From the least to the greatest value of each channel or column onto 0 to 1:
    /// scikit-learn's `MinMaxScaler`.
    MinMax,
}

/// How a picture gets another size. Pixels are sampled at their centres, as in Keras's
/// `Resizing`, without smoothing before.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Default,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Interpolation {
    /// The nearest pixel.
    Nearest,
    /// Between the four nearest.
    #[default]
    Bilinear,
}

/// Colours of a picture.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// One channel.
    Grey,
    /// Three channels: red, green, blue.
    Rgb,
}

impl Colour {
    /// The colours of so many channels, if there are any.
    #[must_use]
    pub fn of_channels(channels: usize) -> Option<Self> {
        [Self::Grey, Self::Rgb]
            .into_iter()
            .find(|colour| colour.channels() == channels)
    }

    /// The number of channels.
    #[must_use]
    pub fn channels(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::Rgb => 3,
        }
    }
}
