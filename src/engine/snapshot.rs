//! A session as bytes, to go on from later: a safetensors file with the parameters in
//! Keras's names and layouts, the optimizer's tensors beside them, and the position in the
//! run as its metadata.

use std::collections::HashMap;

use burn::tensor::Tensor;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};

use super::parameter::{Parameter, to_device, upload};
use super::session::Stage;
use super::{EngineError, Session, read};
use crate::metrics::Totals;

/// Key of the position in the run in the file's metadata.
const POSITION: &str = "hearth.place";

/// The position in a run.
#[derive(Serialize, Deserialize)]
struct RunPosition {
    step: usize,
    iterations: usize,
    /// Loss, correct answers and samples of the epoch so far, bit by bit: as decimals they
    /// would not come back exactly.
    sums: [u64; 3],
}

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

    /// The session as it is between two steps.
    ///
    /// # Errors
    /// The device failed, or the session did before: it is of no more use.
    pub async fn snapshot(&self) -> Result<Vec<u8>, EngineError> {
        if let Stage::Failed(error) = &self.stage {
            return Err(error.clone());
        }
        let tensors = self.tensors();
        // One read for all: on a GPU each read waits for the device.
        let all = Tensor::cat(tensors.iter().map(|(_, _, t)| (*t).clone()).collect(), 0);
        let values = read(all).await?;
        let mut rest = values.as_slice();
        let mut files = Vec::with_capacity(tensors.len());
        for (name, parameter, _) in tensors {
            let (own, others) = rest.split_at(parameter.weight.len());
            rest = others;
            files.push((name, &parameter.weight.shape, parameter.to_keras(own)));
        }
        let position = RunPosition {
            step: self.step,
            iterations: self.optimizer.iterations,
            sums: [self.sums.loss, self.sums.correct, self.sums.samples].map(f64::to_bits),
        };
        let damaged = |e: &dyn std::fmt::Display| EngineError::Snapshot(e.to_string());
        let metadata = HashMap::from([(
            POSITION.to_owned(),
            serde_json::to_string(&position).map_err(|e| damaged(&e))?,
        )]);
        let views = files
            .iter()
            .map(|(name, shape, values)| {
                TensorView::new(Dtype::F32, (*shape).clone(), bytemuck::cast_slice(values))
                    .map(|view| (name.as_str(), view))
                    .map_err(|e| damaged(&e))
            })
            .collect::<Result<Vec<_>, _>>()?;
        safetensors::serialize(views, Some(metadata)).map_err(|e| damaged(&e))
    }

    /// Restores the session as it was when the snapshot was taken. On an error it stays as it is.
    ///
    /// # Errors
    /// A damaged snapshot, one of another network or optimizer (it names the tensor), or of
    /// a position that this run does not come to.
    pub fn restore(&mut self, snapshot: &[u8]) -> Result<(), EngineError> {
        let damaged = |e: &dyn std::fmt::Display| EngineError::Snapshot(e.to_string());
        let (_, metadata) = SafeTensors::read_metadata(snapshot).map_err(|e| damaged(&e))?;
        let position = metadata
            .metadata()
            .as_ref()
            .and_then(|m| m.get(POSITION))
            .ok_or_else(|| EngineError::Snapshot("it does not say its position".to_owned()))?;
        let position: RunPosition = serde_json::from_str(position).map_err(|e| damaged(&e))?;
        let sums = position.sums.map(f64::from_bits);
        let [loss, correct, samples] = sums;
        let is_sound = sums.iter().all(|sum| sum.is_finite())
            && position.step <= self.total_steps()
            && (position.step > 0 || samples == 0.0);
        if !is_sound {
            let step = position.step;
            return Err(EngineError::Snapshot(format!(
                "step {step} with {samples} samples of its epoch is no position in this run"
            )));
        }
        let file = SafeTensors::deserialize(snapshot).map_err(|e| damaged(&e))?;

        let device = self.network.device().clone();
        let mut values = Vec::new();
        for (name, Parameter { weight, .. }, _) in self.tensors() {
            let shape = &weight.shape;
            let view = file
                .tensor(&name)
                .map_err(|e| EngineError::Snapshot(format!("{name}: {e}")))?;
            if view.shape() != shape.as_slice() || view.dtype() != Dtype::F32 {
                return Err(EngineError::Snapshot(format!(
                    "{name} has shape {:?}, and the network {shape:?}",
                    view.shape()
                )));
            }
            let floats: Vec<f32> = bytemuck::pod_collect_to_vec(view.data());
            values.push(upload(to_device(weight, floats.into()), &device));
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
        self.step = position.step;
        self.optimizer.iterations = position.iterations;
        self.sums = Totals {
            loss,
            correct,
            samples,
        };
        // They were of other weights.
        self.predictions = [None, None];
        self.enter_next_stage();
        Ok(())
    }
}
