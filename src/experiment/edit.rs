//! Corrections of single samples: a person says that a label is wrong, leaves a sample out, or adds one from outside.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::ExperimentError;

/// A correction of one sample. Of several of the same sample the last counts.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The part of what was loaded that the sample is in.
    pub part: EditedPart,
    /// Its index there, from 0.
    pub sample: u32,
    /// The class that it is of; without one it is left out. A sample from outside joins the training samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
}

/// A part of what was loaded, before anything was divided or left out.
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
pub enum EditedPart {
    /// Samples to train on, and those held back from them.
    Train,
    /// Samples to validate on.
    Validation,
    /// Samples to test on.
    Test,
    /// Samples without labels.
    Outside,
}

impl Edit {
    /// Whether both are about the same sample.
    #[must_use]
    pub fn is_of_same_sample(&self, other: &Self) -> bool {
        (self.part, self.sample) == (other.part, other.sample)
    }
}

/// Adds a correction to others in place of one of the same sample.
pub fn put(edits: &mut Vec<Edit>, edit: Edit) {
    edits.retain(|other| !other.is_of_same_sample(&edit));
    edits.push(edit);
}

/// Checks what needs no samples.
///
/// # Errors
/// A sample from outside has no class.
pub fn validate(edits: &[Edit]) -> Result<(), ExperimentError> {
    let lacks_class = |edit: &Edit| edit.part == EditedPart::Outside && edit.class.is_none();
    match edits.iter().position(lacks_class) {
        Some(i) => Err(ExperimentError::new(
            format!("edits[{i}].class"),
            "is missing",
            "Name the class of the sample from outside.",
        )),
        None => Ok(()),
    }
}
