//! A session's training steps: batches go through the network, and its weights are updated.

use burn::tensor::Tensor;
use rand::SeedableRng;
use rand_pcg::Pcg32;

use super::{Session, Stage};
use crate::data::{batch, seed};
use crate::engine::evaluation::to_device;
use crate::engine::layer_statistics::PendingStatistics;
use crate::engine::layers::Mode;
use crate::engine::loss::{cross_entropy, one_hot, targets};
use crate::engine::{EngineError, Head, read};
use crate::metrics::ClassCounts;
use crate::run::StepRecord;

impl Session {
    /// Takes up to so many steps within the epoch and before the next evaluation within it.
    pub(in crate::engine) async fn train(
        &mut self,
        steps: usize,
    ) -> Result<Vec<StepRecord>, EngineError> {
        let left = self.next_evaluation() - self.step % self.steps_per_epoch();
        let first = self.step + 1;
        // What statistics cost is the time of their portion.
        let (steps, mut pending) = if self.collector.is_next {
            (1, Some(self.network.pending_statistics()))
        } else {
            (steps, None)
        };
        let mut results = Vec::new();
        let mut taken = Vec::new();
        for _ in 0..steps.min(left) {
            let (result, labels, rate) = self.take_step(pending.as_mut());
            results.push(result);
            taken.push((labels, rate));
        }
        results.extend(pending.iter().flat_map(PendingStatistics::tensors));
        // One read for all steps: on a GPU each read waits for the device.
        let values = read(Tensor::cat(results, 0)).await?;
        let mut rest = values.as_slice();
        let mut records = Vec::with_capacity(taken.len());
        for (i, (labels, learning_rate)) in taken.into_iter().enumerate() {
            let (own, others) = rest.split_at(1 + labels.len());
            rest = others;
            let (loss, predicted) = (own[0], &own[1..]);
            if !loss.is_finite() {
                let layer = self.network.first_not_finite().await?;
                let step = first + i;
                let error = EngineError::Diverged { step, loss, layer };
                if records.is_empty() {
                    return Err(error);
                }
                // The steps before it are reported first; the next call returns the error.
                self.stage = Stage::Failed(error);
                return Ok(records);
            }
            for classes in [&mut self.classes, &mut self.reported] {
                classes.resize(self.data.classes.len(), ClassCounts::default());
            }
            let mut correct = 0.0;
            for (&label, &predicted) in labels.iter().zip(predicted) {
                // A class's number is exact in single precision.
                let predicted = predicted as u16;
                ClassCounts::count(&mut self.classes, label, predicted);
                ClassCounts::count(&mut self.reported, label, predicted);
                correct += f64::from(u8::from(label == predicted));
            }
            let size = labels.len() as f64;
            self.sums.add(f64::from(loss), correct, size);
            if let Some(pending) = &pending {
                self.collector.take(pending, first, labels.len(), rest);
            }
            records.push(StepRecord {
                step: first + i,
                loss,
                accuracy: (correct / size) as f32,
                learning_rate,
            });
        }
        self.enter_next_stage();
        let at = self.step % self.steps_per_epoch();
        if at > 0 && self.evaluations_within().any(|step| step == at) {
            self.evaluate();
        }
        Ok(records)
    }

    /// Gives the optimizer the step size, and what it carries over, of the next step; returns the
    /// step size.
    fn follow_schedule(&mut self) -> f64 {
        let (schedule, steps) = (&self.experiment.schedule, self.total_steps());
        let rate = self.rate.at(schedule, self.step, steps);
        let momentum = schedule
            .kind()
            .momentum(self.step, &self.rate.course(steps));
        self.optimizer.set_learning_rate(rate);
        if let Some(momentum) = momentum {
            self.optimizer.set_momentum(momentum);
        }
        rate
    }

    /// Queues one step on the device; its loss and the class that it predicted of each sample come as one
    /// tensor, beside the labels of its batch and the size of the step.
    fn take_step(
        &mut self,
        mut pending: Option<&mut PendingStatistics>,
    ) -> (Tensor<1>, Vec<u16>, f64) {
        let rate = self.follow_schedule();
        let size = self.experiment.training.batch_size;
        let at = self.step % self.steps_per_epoch() * size;
        let indices = &self.order.1[at..(at + size).min(self.order.1.len())];
        let samples = &self.data.train.samples;
        let labels = batch::labels(samples, indices);
        let device = self.network.device().clone();
        let mut values = Vec::new();
        batch::fill(samples, indices, &mut values);
        if let Some(augmenter) = &mut self.augmenter {
            // Before the scaling: its strengths are for pixels from 0 to 1.
            augmenter.batch(&mut values, indices, self.order.0 as u64);
        }
        let shape = samples.shape();
        self.data.scaler.apply(shape, &mut values);
        let input = to_device(values, shape, &device).autodiff();
        let classes = self.data.classes.len();
        let weights = self.class_weights.as_deref();
        let targets = match (self.experiment.training.label_smoothing, weights) {
            (None, None) => one_hot(&labels, classes, &device),
            (smoothing, weights) => {
                let smoothing = smoothing.unwrap_or_default();
                targets(&labels, classes, smoothing, weights, &device)
            }
        };

        let dropout = seed::derive(self.experiment.seed, "dropout");
        let mut rng = Pcg32::seed_from_u64(seed::derive_index(dropout, self.step as u64));
        let leaves = self.network.leaves();
        let mode = Mode::Training(&mut rng);
        let forward = match &mut pending {
            None => self.network.forward(&leaves, input, mode, Head::Logits),
            Some(pending) => {
                let tap = |layer: &_, name: &_, value: &_| pending.output(layer, name, value);
                self.network.forward_within(&leaves, input, mode, tap)
            }
        };
        let logits = forward.output.into_flat();
        let predicted = logits.clone().inner().argmax(1);
        let predicted = predicted.float().reshape([labels.len()]);
        let mut loss = cross_entropy(logits, targets.autodiff());
        if let Some(penalty) = self.network.penalty(&leaves) {
            loss = loss.add(penalty);
        }
        let mut gradients = loss.backward();

        let parameters = &mut self.network.parameters;
        let own = parameters.iter().zip(leaves);
        let gradients = own.map(|(p, leaf)| {
            let is_trainable = p.weight.is_trainable();
            is_trainable.then(|| leaf.grad_remove(&mut gradients))?
        });
        let gradients: Vec<Option<Tensor<1>>> = gradients.collect();
        let before = pending.as_mut().map(|pending| {
            pending.gradients(parameters, &gradients);
            parameters
                .iter()
                .map(|p| p.value.clone())
                .collect::<Vec<_>>()
        });
        let values = parameters.iter_mut().map(|p| &mut p.value);
        let updates = values.zip(gradients);
        self.optimizer
            .update(updates.filter_map(|(value, gradient)| Some((value, gradient?))));
        if let (Some(pending), Some(before)) = (pending, before) {
            pending.update(parameters, &before);
        }
        for (at, value) in forward.statistics {
            self.network.parameters[at].value = value;
        }
        self.step += 1;
        let result = Tensor::cat(vec![loss.inner(), predicted], 0);
        (result, labels, rate)
    }
}
