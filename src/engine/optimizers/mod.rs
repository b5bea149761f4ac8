//! Update rules with Keras's meaning, on flat tensors: a file a rule, as in
//! `experiment/optimizers`, whose list this is too. A rule without a file here does not compile.

mod adadelta;
mod adagrad;
mod adam;
mod adamax;
mod adamw;
mod clip;
mod moments;
mod nadam;
mod one_pass;
mod rmsprop;
mod sgd;

use burn::tensor::Tensor;

#[cfg(feature = "webgpu")]
use crate::engine::gpu;
use crate::experiment::optimizers::optimizer_kinds;
use crate::experiment::{FieldValue, Fields, Optimizer, Rule};

/// What an update rule computes.
trait Update {
    /// The new value of one parameter at an update, counted from 1. `slots` are the tensors that
    /// the rule declares, in that order; they are changed.
    fn update(
        &self,
        iteration: usize,
        value: Tensor<1>,
        gradient: Tensor<1>,
        slots: &mut [Tensor<1>],
    ) -> Tensor<1>;
}

macro_rules! define_update {
    ($($Kind:ident = $name:tt),+ $(,)?) => {
        fn update_of(rule: &Rule) -> &dyn Update {
            match rule {
                $(Rule::$Kind(kind) => kind,)+
            }
        }
    };
}
optimizer_kinds!(define_update);

/// An update rule and what it remembers of each parameter.
#[derive(Clone, Debug)]
pub struct OptimizerState {
    optimizer: Optimizer,
    /// Updates made.
    pub iterations: usize,
    /// Names of the tensors kept for each parameter.
    slot_names: Vec<&'static str>,
    /// For each trainable parameter the tensors that the rule declares.
    pub slots: Vec<Vec<Tensor<1>>>,
}

impl OptimizerState {
    /// A rule before its first update of these parameters.
    #[must_use]
    pub fn new(optimizer: &Optimizer, parameters: &[Tensor<1>]) -> Self {
        let kind = optimizer.kind();
        let (slot_names, start) = (kind.slots(), kind.slot_start());
        let slot = |p: &Tensor<1>| p.zeros_like().add_scalar(start);
        let slots = parameters
            .iter()
            .map(|p| slot_names.iter().map(|_| slot(p)).collect())
            .collect();
        Self {
            optimizer: optimizer.clone(),
            iterations: 0,
            slot_names,
            slots,
        }
    }

    /// Names of the tensors kept for each parameter.
    #[must_use]
    pub fn slot_names(&self) -> &[&'static str] {
        &self.slot_names
    }

    /// The step size of the next update.
    #[must_use]
    pub fn learning_rate(&self) -> f64 {
        self.optimizer.learning_rate()
    }

    /// Sets the step size of the updates to come; 0 changes no weight.
    pub fn set_learning_rate(&mut self, rate: f64) {
        self.optimizer = self.optimizer.clone().with_learning_rate(rate);
    }

    /// Sets what the updates to come carry over of the last ones (SGD's `momentum`, Adam's
    /// `beta_1`), if the rule has that.
    pub fn set_momentum(&mut self, momentum: f64) {
        if let Some(field) = self.optimizer.kind().momentum_field() {
            self.optimizer.put(field, FieldValue::Real(momentum));
        }
    }

    /// Makes one update of all parameters, in the order of [`Self::new`].
    ///
    /// # Source
    /// `keras.optimizers.Optimizer.apply` (Keras 3): gradients are clipped, then weights decay,
    /// then the rule is applied.
    pub fn update<'a>(&mut self, parameters: impl Iterator<Item = (&'a mut Tensor<1>, Tensor<1>)>) {
        self.iterations += 1;
        let (values, gradients): (Vec<_>, Vec<_>) = parameters.unzip();
        let gradients = clip::clip(&self.optimizer.options, gradients);
        let kept = self.optimizer.weight_decay();
        let kept = kept.map(|decay| 1.0 - decay * self.optimizer.learning_rate());
        let rule = update_of(&self.optimizer.rule);
        let update = |value: Tensor<1>, gradient, slots: &mut [Tensor<1>]| {
            let value = match kept {
                Some(part) => value.mul_scalar(part),
                None => value,
            };
            rule.update(self.iterations, value, gradient, slots)
        };
        #[cfg(feature = "webgpu")]
        if values
            .first()
            .is_some_and(|value| gpu::serve(&value.device()))
        {
            return at_once(values, gradients, &mut self.slots, update);
        }
        for ((value, gradient), slots) in values.into_iter().zip(gradients).zip(&mut self.slots) {
            value.inplace(|value| update(value, gradient, slots));
        }
    }
}

/// Updates all parameters as if they were one: rules treat each value by itself.
#[cfg(feature = "webgpu")]
fn at_once(
    values: Vec<&mut Tensor<1>>,
    gradients: Vec<Tensor<1>>,
    slots: &mut [Vec<Tensor<1>>],
    update: impl FnOnce(Tensor<1>, Tensor<1>, &mut [Tensor<1>]) -> Tensor<1>,
) {
    let lengths: Vec<usize> = values.iter().map(|value| value.dims()[0]).collect();
    let lengths = || lengths.iter().copied();
    let joined = gpu::join(values.iter().map(|value| (**value).clone()).collect());
    let kept = slots.first().map_or(0, Vec::len);
    let slot = |at: usize| slots.iter().map(|slots| slots[at].clone()).collect();
    let mut joined_slots: Vec<_> = (0..kept).map(|at| gpu::join(slot(at))).collect();
    let joined = update(joined, gpu::join(gradients), &mut joined_slots);
    for (value, updated) in values.into_iter().zip(gpu::divide(joined, lengths())) {
        *value = updated;
    }
    for (at, joined) in joined_slots.into_iter().enumerate() {
        for (slots, updated) in slots.iter_mut().zip(gpu::divide(joined, lengths())) {
            slots[at] = updated;
        }
    }
}
