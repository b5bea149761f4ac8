//! What can go wrong in the engine.

use thiserror::Error;

use crate::data::DataError;
use crate::experiment::ExperimentError;
use crate::model_file::ModelFileError;
use crate::protocol::{ErrorKind, WireError};

/// A failure of the engine.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum EngineError {
    /// The experiment cannot be built.
    #[error(transparent)]
    Spec(#[from] ExperimentError),
    /// A sample does not go with the data.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The device cannot be started, failed, or was lost.
    #[error("the device failed: {0}")]
    Device(String),
    /// A snapshot or a model's file belongs to another experiment, or is damaged.
    #[error(transparent)]
    File(#[from] ModelFileError),
    /// The loss of a step is no longer a number.
    #[error("the loss became {loss} at step {step}{}", of_layer(layer.as_deref()))]
    Diverged {
        /// The step, from 1.
        step: usize,
        /// The loss: infinite or not a number.
        loss: f32,
        /// The first layer some of whose weights are no numbers after it.
        layer: Option<String>,
    },
    /// The network gives infinity or what is not a number, which no message can hold.
    #[error("the network's outputs are no longer numbers")]
    NotFinite,
}

/// What an error adds about a layer.
fn of_layer(layer: Option<&str>) -> String {
    layer.map_or_else(String::new, |layer| {
        format!("; from layer {layer} on, weights are no longer numbers")
    })
}

impl EngineError {
    /// What a person can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Spec(error) => error.hint.clone(),
            Self::Data(error) => error.hint.clone(),
            Self::Device(_) => "Choose the device CPU, which every browser has.".to_owned(),
            Self::File(error) => error.hint.clone(),
            Self::Diverged { .. } | Self::NotFinite => {
                "Use a smaller learning rate, or clip gradients (optimizer.clipnorm).".to_owned()
            }
        }
    }
}

impl From<&EngineError> for WireError {
    fn from(error: &EngineError) -> Self {
        let kind = match error {
            EngineError::Spec(_) => ErrorKind::Experiment,
            EngineError::Data(_) => ErrorKind::Data,
            EngineError::Device(_) => ErrorKind::Device,
            EngineError::File(_) | EngineError::Diverged { .. } | EngineError::NotFinite => {
                ErrorKind::Run
            }
        };
        Self::new(kind, error.to_string(), error.hint())
    }
}
