//! Which data an experiment uses, how it is prepared and divided.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Fields;
use super::augmentation::Augmentation;
use super::edit::{self, Edit, EditedPart};
use super::error::ExperimentError;
use super::field::{field, fields};
use super::prepare::Prepare;
use super::reading::OwnFiles;
use super::source::Source;

/// A data set: what becomes of its samples before they are trained on.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Default,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// Where the samples come from.
    #[serde(default)]
    pub source: Source,
    /// Files without labels, from outside the data: what a trained network is asked about.
    #[serde(default, skip_serializing_if = "is_default")]
    pub outside: Option<OwnFiles>,
    /// What is done to all of them.
    // Left out where it is the default: share links stay short.
    #[serde(default, skip_serializing_if = "is_default")]
    pub prepare: Prepare,
    /// How they are divided.
    #[serde(default)]
    pub split: Split,
    /// How training pictures are changed at random.
    #[serde(default, skip_serializing_if = "is_default")]
    pub augmentation: Augmentation,
    /// Corrections of single samples, made before all else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fields! {
    /// How samples are divided.
    pub struct Split {
        /// Part of the training samples held back for validation, in `[0, 0.9]`; not used where
        /// the data set has a validation part of its own.
        validation: f64 = field("Validation split", 0.05).within(0, 0.9),
        /// Part of the samples held back for testing, in `(0, 0.9]`; used only where the data set
        /// has no test part of its own.
        test: f64 = field("Test split", 0.2).above(0, 0.9),
        /// Takes the same part of every class (scikit-learn's `stratify`).
        stratify: bool = field("Stratify", false),
    }
}

impl Data {
    /// Whether other data, each with its experiment's seed, is the very same labelled samples
    /// in the same parts. What is done to them on the fly may differ.
    #[must_use]
    pub fn is_same_samples(&self, other: &Self, seeds: [u64; 2]) -> bool {
        let copies = |data: &Self| {
            let some = data.augmentation.copies > 0;
            some.then(|| data.augmentation.clone())
        };
        seeds[0] == seeds[1]
            && (&self.source, &self.prepare, &self.split)
                == (&other.source, &other.prepare, &other.split)
            && copies(self) == copies(other)
            && self.edits == other.edits
            && (!self.adds_outside() || self.outside == other.outside)
    }

    /// Does without the files from outside, and without what was added from them.
    pub fn forget_outside(&mut self) {
        self.outside = None;
        self.edits.retain(|edit| edit.part != EditedPart::Outside);
    }

    /// Whether samples from outside join the training samples.
    #[must_use]
    pub fn adds_outside(&self) -> bool {
        let mut edits = self.edits.iter();
        edits.any(|edit| edit.part == EditedPart::Outside)
    }

    /// Checks what needs no samples; fields are named as seen from the data.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        self.source.validate().map_err(|e| e.within("source"))?;
        if let Some(outside) = &self.outside {
            outside.validate().map_err(|e| e.within("outside"))?;
        }
        self.prepare.validate().map_err(|e| e.within("prepare"))?;
        let split = (&self.split as &dyn Fields).validate();
        split.map_err(|e| e.within("split"))?;
        edit::validate(&self.edits)?;
        let augmentation = self.augmentation.validate();
        augmentation.map_err(|e| e.within("augmentation"))
    }
}
