//! A session as a model's file, to go on from later, and a network from one.

use burn::tensor::Tensor;

use super::parameter::{Parameter, to_device, upload};
use super::session::Stage;
use super::{Device, EngineError, Network, Session, read};
use crate::model_file::{self, ModelFile, ModelFileError, Position, TensorToWrite, best_name};
use crate::run::Rate;

impl Session {
    /// The tensors to keep: name, the parameter whose shape and layout it has, and values in the
    /// device's layout.
    fn tensors(&self) -> Vec<(String, &Parameter, &Tensor<1>)> {
        let parameters = self.network.parameters.iter();
        let trainable = parameters.clone().filter(|p| p.weight.is_trainable());
        let slots = trainable.zip(&self.optimizer.slots).flat_map(|(p, slots)| {
            let names = self.optimizer.slot_names().iter().zip(slots);
            names.map(move |(slot, tensor)| (format!("optimizer/{}/{slot}", p.name), p, tensor))
        });
        parameters
            .map(|p| (p.name.clone(), p, &p.value))
            .chain(slots)
            .collect()
    }

    /// The weights that were remembered as the best, if any were, in the same form.
    fn best_tensors(&self) -> impl Iterator<Item = (String, &Parameter, &Tensor<1>)> {
        let parameters = self.network.parameters.iter();
        let best = parameters.zip(self.best.iter().flatten());
        best.map(|(p, value)| (best_name(&p.name), p, value))
    }

    /// The session as it is between two steps, as a model's file.
    ///
    /// # Errors
    /// The device failed, or the session did before: it is of no more use.
    pub async fn snapshot(&self) -> Result<Vec<u8>, EngineError> {
        if let Stage::Failed(error) = &self.stage {
            return Err(error.clone());
        }
        let mut tensors = self.tensors();
        tensors.extend(self.best_tensors());
        // One read for all: on a GPU each read waits for the device.
        let all = Tensor::cat(tensors.iter().map(|(_, _, t)| (*t).clone()).collect(), 0);
        let values = read(all).await?;
        let mut rest = values.as_slice();
        let mut written = Vec::with_capacity(tensors.len());
        for (name, parameter, _) in tensors {
            let (own, others) = rest.split_at(parameter.weight.len());
            rest = others;
            written.push(TensorToWrite {
                name,
                shape: &parameter.weight.shape,
                values: parameter.to_keras(own),
            });
        }
        let mut position = Position::new(self.step, self.optimizer.iterations, self.sums);
        position.set_classes(&self.classes);
        position.rate = Some(self.rate.to_bits());
        position.notes.clone_from(&self.notes);
        position.has_best = self.best.is_some();
        let input = self.data().input_format();
        Ok(model_file::write(
            &self.experiment,
            &input,
            &position,
            &written,
        )?)
    }

    /// Restores the session as it was when the snapshot was taken. On an error it stays as it is.
    ///
    /// # Errors
    /// A damaged snapshot, one of another network or optimizer (it names the tensor), or of
    /// a position that this run does not come to.
    pub fn restore(&mut self, snapshot: &[u8]) -> Result<(), EngineError> {
        let file = ModelFile::open(snapshot)?;
        let position = file.position()?;
        let device = self.network.device().clone();
        let mut values = Vec::new();
        for (name, parameter, _) in self.tensors() {
            values.push(value(&file, &name, parameter, &device)?);
        }
        for parameter in self.network.parameters.iter().filter(|_| position.has_best) {
            values.push(value(
                &file,
                &best_name(&parameter.name),
                parameter,
                &device,
            )?);
        }
        if !position.is_within(self.total_steps()) {
            return Err(EngineError::File(ModelFileError::foreign(format!(
                "step {} with {} samples of its epoch is no position in this run",
                position.step,
                position.sums().samples
            ))));
        }
        let mut values = values.into_iter();
        let targets = self
            .network
            .parameters
            .iter_mut()
            .map(|p| &mut p.value)
            .chain(self.optimizer.slots.iter_mut().flatten());
        for (target, value) in targets.zip(&mut values) {
            *target = value;
        }
        self.best = position.has_best.then(|| values.collect());
        self.rate = position.rate.map_or(self.rate, Rate::from_bits);
        self.notes.clone_from(&position.notes);
        self.step = position.step;
        self.optimizer.iterations = position.iterations;
        self.sums = position.sums();
        self.classes = position.classes();
        // A file from elsewhere may count other classes.
        if self.classes.len() != self.data().classes.len() {
            self.classes.clear();
        }
        self.collector.forget();
        // They were of other weights.
        self.predictions = [None, None];
        self.enter_next_stage();
        Ok(())
    }
}

impl Session {
    /// Begins with the weights of a model's file and a fresh optimizer after so many epochs, as if these had
    /// been trained: what Keras Tuner does with a trial that is promoted. On an error it stays as it is.
    ///
    /// # Errors
    /// A damaged file, one of another network (it names the tensor), or more epochs than the run has.
    pub fn begin_after(&mut self, epochs: usize, file: &[u8]) -> Result<(), EngineError> {
        let file = ModelFile::open(file)?;
        let device = self.network.device().clone();
        let parameters = self.network.parameters.iter();
        let values = parameters.map(|p| value(&file, &p.name, p, &device));
        let values: Vec<_> = values.collect::<Result<_, _>>()?;
        let step = epochs * self.steps_per_epoch();
        if step >= self.total_steps() {
            return Err(EngineError::File(ModelFileError::foreign(format!(
                "after {epochs} epochs a run of {} has nothing left to train",
                self.experiment.training.epochs
            ))));
        }
        for (parameter, value) in self.network.parameters.iter_mut().zip(values) {
            parameter.value = value;
        }
        self.step = step;
        self.enter_next_stage();
        Ok(())
    }
}

impl Network {
    /// The network of a model's file, to ask and not to train.
    ///
    /// # Errors
    /// The file does not say which network it is of, or lacks what that network needs.
    pub fn from_file(file: &ModelFile, device: &Device) -> Result<Self, EngineError> {
        let (experiment, input) = (file.experiment()?, file.input()?);
        let (shape, classes) = (input.samples.shape(), input.classes.len());
        // Before anything is made: a network that memory cannot hold is not begun.
        experiment.summary(shape, classes)?;
        let (mut network, _) = Self::new(&experiment.model, shape, classes, 0, device)?;
        for parameter in &mut network.parameters {
            parameter.value = value(file, &parameter.name, parameter, device)?;
        }
        Ok(network)
    }
}

/// A tensor of a file that has a parameter's shape and layout, on a device.
fn value(
    file: &ModelFile,
    name: &str,
    parameter: &Parameter,
    device: &Device,
) -> Result<Tensor<1>, EngineError> {
    let weight = &parameter.weight;
    let values = file.tensor(name, &weight.shape)?;
    Ok(upload(to_device(weight, values.into()), device))
}
