//! What an experiment *is*: plain, versioned data that controls, share links, recipes,
//! the command line and saved runs all read and write. No burn, no web, no clock.

mod activations;
mod augmentation;
pub mod callbacks;
mod class_weight;
pub mod classifiers;
mod data;
pub mod decimal;
pub mod default_recipe;
mod differences;
pub mod edit;
mod error;
mod field;
mod fields;
mod kind;
mod kinds_macro;
pub mod layers;
pub mod link;
mod models;
pub mod optimizers;
mod points;
mod prepare;
mod reading;
pub mod schedules;
mod shape;
mod source;
mod suggestion;
mod summary;
pub mod sweep;
mod training;
mod weight;

pub use activations::Activation;
pub use augmentation::{Augmentation, FillMode};
pub use callbacks::{Callback, Monitor};
pub use class_weight::{ClassWeight, ClassWeightRule};
pub use classifiers::Classifier;
pub use data::{Data, Split};
pub use differences::{Difference, differences};
pub use edit::{Edit, EditedPart};
pub use error::ExperimentError;
pub use field::{Field, FieldKind, FieldValue, Fields, List, Range};
pub use kind::Kind;
pub use layers::window::{window_output, window_span};
pub use layers::{Layer, LayerKind, Padding};
pub use models::{BuiltInModel, DEFAULT_MODEL};
pub use optimizers::{Optimizer, OptimizerKind, Rule};
pub use points::{Layout, Points};
pub use prepare::{Colour, Interpolation, MAX_SIDE, Prepare, Scaling};
pub use reading::{ColumnUse, LabelColumn, Missing, OwnFiles, ReadOptions, Rows, Separator};
pub use schedules::{Course, Schedule};
pub use shape::Shape;
pub use source::Source;
pub use suggestion::Suggestion;
pub use summary::{EVALUATION_BATCH, LayerSummary, Summary, layer_names};
pub use sweep::{PackedSweep, Sweep};
pub use training::Training;
pub use weight::{Initializer, Weight, WeightLayout, WeightRole};

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of the experiment format that this build reads and writes.
pub const VERSION: u32 = 1;

/// What errors of no single field are said of.
const WHOLE: &str = "The experiment";

/// A whole experiment: what is learned from, by which network, and how.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Format version; [`VERSION`].
    pub version: u32,
    /// A name for people; it changes nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Seed of everything random: the split, the order of batches, initial weights, dropout.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// The data, how it is prepared and divided.
    #[serde(default)]
    pub data: Data,
    /// The network.
    #[serde(default)]
    pub model: Model,
    /// The update rule.
    #[serde(default)]
    pub optimizer: Optimizer,
    /// How the step size changes from step to step.
    #[serde(default, skip_serializing_if = "Schedule::is_constant")]
    pub schedule: Schedule,
    /// Batch size, epochs and the like.
    #[serde(default)]
    pub training: Training,
    /// What is done at the end of an epoch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub callbacks: Vec<Callback>,
    /// What is varied about all this, in runs of a sweep; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sweep: Option<PackedSweep>,
}

/// A network: layers applied one after another (Keras's `Sequential`); or a classifier that is none.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// A name for people; the built-in models bear theirs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The layers, input first. The last one has a unit for every class.
    // Required of a network: left out only where a classifier stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<Layer>,
    /// A classifier instead of a network, and then without layers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classifier: Option<Classifier>,
}

impl Model {
    /// A network of a name.
    #[must_use]
    pub fn new(name: impl Into<String>, layers: Vec<Layer>) -> Self {
        Self {
            name: name.into(),
            layers,
            classifier: None,
        }
    }
}

impl Default for Model {
    fn default() -> Self {
        DEFAULT_MODEL.model()
    }
}

fn default_seed() -> u64 {
    42
}

impl Experiment {
    /// Reads an experiment from JSON and checks everything that needs no data.
    ///
    /// # Errors
    /// Malformed JSON, an unknown or missing field, another version, or a value out of
    /// range; the error names the field by its path.
    pub fn from_json(text: &str) -> Result<Self, ExperimentError> {
        let json: serde_json::Value =
            serde_json::from_str(text).map_err(|e| ExperimentError::json(WHOLE, &e))?;
        match json.get("version") {
            Some(v) if *v == VERSION => {}
            Some(v) => {
                return Err(ExperimentError::new(
                    "version",
                    format!("is {v}, and this build reads version {VERSION}"),
                    "Open it with the Hearth that wrote it, or write it again.",
                ));
            }
            None => {
                return Err(ExperimentError::new(
                    "version",
                    "is missing",
                    format!("Add \"version\": {VERSION}."),
                ));
            }
        }
        let experiment = read(text)?;
        experiment.validate()?;
        experiment.validate_sweep()?;
        Ok(experiment)
    }

    /// The experiment as indented JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Checks every field that needs no data; [`Self::summary`] checks the shapes and the memory.
    ///
    /// # Errors
    /// The first value out of range, by its path.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        self.data.validate().map_err(|e| e.within("data"))?;
        self.model.validate()?;
        let optimizer = self.optimizer.validate();
        optimizer.map_err(|e| e.within("optimizer"))?;
        let schedule = self.schedule.validate();
        schedule.map_err(|e| e.within("schedule"))?;
        self.training.validate().map_err(|e| e.within("training"))?;
        callbacks::validate(&self.callbacks)
    }

    /// Checks what is varied against the rest. A run does not ask: it is of the experiment as it is, which may
    /// have been edited since.
    ///
    /// # Errors
    /// The first fault of the sweep, by its path.
    pub fn validate_sweep(&self) -> Result<(), ExperimentError> {
        let Some(sweep) = &self.sweep else {
            return Ok(());
        };
        let checked = sweep.open()?.validate(self);
        checked.map_err(|e| e.within("sweep"))
    }

    /// Passes over the training samples; of a classifier, which has no epochs, one.
    #[must_use]
    pub fn epochs(&self) -> usize {
        if self.model.classifier.is_some() {
            1
        } else {
            self.training.epochs
        }
    }

    /// Checks that callbacks follow nothing that is not measured.
    ///
    /// # Errors
    /// One follows the validation samples, and there are none.
    pub fn check_callbacks(&self, has_validation: bool) -> Result<(), ExperimentError> {
        callbacks::fit(&self.callbacks, has_validation)
    }

    /// The JSON Schema of the format, as indented JSON with a closing newline.
    #[must_use]
    pub fn schema_json() -> String {
        let schema = schemars::schema_for!(Experiment);
        serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
    }
}

/// Reads the fields of an experiment.
fn read(text: &str) -> Result<Experiment, ExperimentError> {
    let reader = &mut serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(reader).map_err(|e| {
        let path = e.path().to_string();
        ExperimentError::json(if path == "." { WHOLE } else { &path }, e.inner())
    })
}

#[cfg(test)]
mod tests;
