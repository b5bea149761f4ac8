//! Which data an experiment uses, how it is prepared and divided.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::augmentation::Augmentation;
use super::error::{ExperimentError, ensure};
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
    // Left out where it says nothing: share links stay short.
    #[serde(default, skip_serializing_if = "is_default")]
    pub prepare: Prepare,
    /// How they are divided.
    #[serde(default)]
    pub split: Split,
    /// How training pictures are changed at random.
    #[serde(default, skip_serializing_if = "is_default")]
    pub augmentation: Augmentation,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// How samples are divided.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(default, deny_unknown_fields)]
pub struct Split {
    /// Part of the training samples held back for validation, in `[0, 0.9]`; not used where
    /// the data set has a validation part of its own.
    pub validation: f64,
    /// Part of the samples held back for testing, in `(0, 0.9]`; used only where the data set
    /// has no test part of its own.
    pub test: f64,
    /// Takes the same part of every class (scikit-learn's `stratify`).
    pub stratify: bool,
}

impl Default for Split {
    fn default() -> Self {
        Self {
            validation: 0.05,
            test: 0.2,
            stratify: false,
        }
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
    }

    /// Checks what needs no samples; fields are named as seen from the data.
    pub(super) fn validate(&self) -> Result<(), ExperimentError> {
        self.source.validate().map_err(|e| e.within("source"))?;
        if let Some(outside) = &self.outside {
            outside.validate().map_err(|e| e.within("outside"))?;
        }
        self.prepare.validate().map_err(|e| e.within("prepare"))?;
        let Split {
            validation, test, ..
        } = self.split;
        ensure(
            (0.0..=0.9).contains(&validation),
            "split.validation",
            format!("is {validation}"),
            "Use a part between 0 and 0.9, for example 0.1.",
        )?;
        ensure(
            test > 0.0 && test <= 0.9,
            "split.test",
            format!("is {test}"),
            "Use a part above 0 and up to 0.9, for example 0.2.",
        )?;
        let augmentation = self.augmentation.validate();
        augmentation.map_err(|e| e.within("augmentation"))
    }
}
