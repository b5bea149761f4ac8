//! Writing a model's file.

use std::borrow::Cow;
use std::collections::HashMap;

use safetensors::tensor::{Dtype, View};

use super::ModelFileError;
use super::header::{KEY, Position, VERSION, Written};
use crate::data::InputFormat;
use crate::experiment::Experiment;

/// A tensor to write.
pub struct TensorToWrite<'a> {
    /// Its name: that of a parameter, or `optimizer/`, that name and what the rule calls it.
    pub name: String,
    /// Its shape in Keras's layout.
    pub shape: &'a [usize],
    /// Its values, row by row.
    pub values: Cow<'a, [f32]>,
}

/// A tensor that knows its name.
pub trait NamedTensor {
    /// Its name.
    fn name(&self) -> &str;
}

impl NamedTensor for TensorToWrite<'_> {
    fn name(&self) -> &str {
        &self.name
    }
}

impl View for &TensorToWrite<'_> {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        self.values.iter().flat_map(|v| v.to_le_bytes()).collect()
    }

    fn data_len(&self) -> usize {
        size_of_val(&self.values[..])
    }
}

/// The file of a model. The same model gives the same bytes.
///
/// # Errors
/// A text cannot be written: it holds what JSON has no numbers for.
pub fn write<'t, T: NamedTensor>(
    experiment: &Experiment,
    input: &InputFormat,
    position: &Position,
    tensors: &'t [T],
) -> Result<Vec<u8>, ModelFileError>
where
    &'t T: View,
{
    let failed = |e: &dyn std::fmt::Display| {
        ModelFileError::new(
            format!("the model's file cannot be written: {e}"),
            "Report this: it is a fault of Hearth's.",
        )
    };
    let written = Written {
        version: VERSION,
        position,
        input,
        experiment,
    };
    let text = serde_json::to_string(&written).map_err(|e| failed(&e))?;
    let metadata = HashMap::from([(KEY.to_owned(), text)]);
    let views = tensors.iter().map(|tensor| (tensor.name(), tensor));
    safetensors::serialize(views, Some(metadata)).map_err(|e| failed(&e))
}
