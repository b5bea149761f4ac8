//! Reading a model's file: nothing in it is believed before it is checked.

use safetensors::SafeTensorError;
use safetensors::tensor::{Dtype, SafeTensors};
use serde::de::DeserializeOwned;

use super::ModelFileError;
use super::header::{KEY, OfExperiment, OfInput, OfPosition, OfVersion, Position, VERSION};
use crate::data::InputFormat;
use crate::experiment::{Experiment, Weight};

/// A model's file that was opened: its tensors are all there in full, which ones they are is not
/// checked yet.
pub struct ModelFile<'a> {
    tensors: SafeTensors<'a>,
    text: String,
}

impl<'a> ModelFile<'a> {
    /// Opens a file. Takes no more memory than the names of its tensors need.
    ///
    /// # Errors
    /// It is no safetensors file, is damaged or cut short, holds no model of Hearth's, or one of
    /// another version.
    pub fn open(bytes: &'a [u8]) -> Result<Self, ModelFileError> {
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|e| unreadable(bytes, &e))?;
        let text = metadata.metadata().as_ref().and_then(|m| m.get(KEY));
        let text = text.ok_or_else(|| {
            ModelFileError::new(
                "the file holds tensors, and no experiment beside them",
                "Load a model that Hearth saved; other programs' files do not say what they are of.",
            )
        })?;
        let tensors = SafeTensors::deserialize(bytes).map_err(|e| unreadable(bytes, &e))?;
        let file = Self {
            tensors,
            text: text.clone(),
        };
        let OfVersion { version } = file.part()?;
        if version != VERSION {
            return Err(ModelFileError::new(
                format!("the model's file is of version {version}, and this build reads {VERSION}"),
                "Open it with the Hearth that wrote it.",
            ));
        }
        Ok(file)
    }

    fn part<T: DeserializeOwned>(&self) -> Result<T, ModelFileError> {
        serde_json::from_str(&self.text).map_err(ModelFileError::damaged)
    }

    /// The position in the run.
    ///
    /// # Errors
    /// It is missing or damaged.
    pub fn position(&self) -> Result<Position, ModelFileError> {
        self.part().map(|OfPosition { position }| position)
    }

    /// What the network takes.
    ///
    /// # Errors
    /// It is missing or damaged, or does not go together.
    pub fn input(&self) -> Result<InputFormat, ModelFileError> {
        let OfInput { input } = self.part()?;
        input.validate()?;
        Ok(input)
    }

    /// The experiment.
    ///
    /// # Errors
    /// It is missing or damaged, or not valid; the message names the field.
    pub fn experiment(&self) -> Result<Experiment, ModelFileError> {
        let OfExperiment { experiment } = self.part()?;
        Ok(Experiment::from_json(&experiment.to_string())?)
    }

    /// The values of a tensor, in Keras's layout.
    ///
    /// # Errors
    /// It is missing, of another shape, or not of 32-bit reals.
    pub fn tensor(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelFileError> {
        let (values, _) = self.bytes(name, shape, Dtype::F32)?.as_chunks();
        Ok(values.iter().map(|&v| f32::from_le_bytes(v)).collect())
    }

    /// The type, the shape and the bytes of a tensor.
    pub(super) fn any(&self, name: &str) -> Result<(Dtype, Vec<usize>, &'a [u8]), ModelFileError> {
        let view = self.tensors.tensor(name).map_err(|_| {
            ModelFileError::foreign(format!("{name} is missing in the model's file"))
        })?;
        Ok((view.dtype(), view.shape().to_vec(), view.data()))
    }

    /// The bytes of a tensor of a type.
    pub(super) fn bytes(
        &self,
        name: &str,
        shape: &[usize],
        dtype: Dtype,
    ) -> Result<&'a [u8], ModelFileError> {
        let (own_dtype, own_shape, bytes) = self.any(name)?;
        if own_shape != shape {
            return Err(ModelFileError::foreign(format!(
                "{name} has shape {own_shape:?} in the model's file, and the model {shape:?}"
            )));
        }
        if own_dtype != dtype {
            return Err(ModelFileError::new(
                format!(
                    "{name} is of {own_dtype} values in the model's file, and must be of {dtype}"
                ),
                format!("Save the tensor with values of {dtype}."),
            ));
        }
        Ok(bytes)
    }

    /// Checks all that can be checked without the data: that the experiment is valid and goes with
    /// the input, and that every parameter and every tensor of the optimizer, or all of a classifier, is
    /// there as the experiment says.
    ///
    /// # Errors
    /// The first thing that is wrong; it names the field or tensor.
    pub fn check(&self) -> Result<(Experiment, InputFormat, Position), ModelFileError> {
        let (experiment, input, position) = (self.experiment()?, self.input()?, self.position()?);
        let shape = input.samples.shape();
        if let Some(classifier) = &experiment.model.classifier {
            self.classifier(classifier, shape.len(), input.classes.len())?;
            return Ok((experiment, input, position));
        }
        let summary = experiment.summary(shape, input.classes.len())?;
        let slots = experiment.optimizer.kind().slots();
        let layers = experiment.model.layers.iter().zip(&summary.layers);
        let mut before = shape;
        for (layer, line) in layers {
            for weight in layer.kind().weights(before) {
                let Weight { name, shape, .. } = &weight;
                let name = format!("{}/{name}", line.name);
                self.bytes(&name, shape, Dtype::F32)?;
                if position.has_best {
                    self.bytes(&best_name(&name), shape, Dtype::F32)?;
                }
                if weight.is_trainable() {
                    for slot in &slots {
                        self.bytes(&format!("optimizer/{name}/{slot}"), shape, Dtype::F32)?;
                    }
                }
            }
            before = line.output;
        }
        Ok((experiment, input, position))
    }
}

/// The name of the best values so far of a parameter.
#[must_use]
pub fn best_name(parameter: &str) -> String {
    format!("best/{parameter}")
}

/// Says what a file is that cannot be opened.
fn unreadable(bytes: &[u8], error: &SafeTensorError) -> ModelFileError {
    // The header's length comes first and the header's brace next: other files have neither.
    let is_other = bytes.get(8).is_some_and(|&byte| byte != b'{');
    if is_other || bytes.is_empty() {
        return ModelFileError::new(
            "the file is no safetensors file",
            "Load a model that Hearth saved: its name ends with .safetensors.",
        );
    }
    ModelFileError::damaged(error)
}
