//! Update rules with Keras's meaning, on flat tensors: a file a rule, as in
//! `experiment/optimizers`, whose list this is too. A rule without a file here does not compile.

mod adam;
mod sgd;

use burn::tensor::Tensor;

use crate::experiment::Optimizer;
use crate::experiment::optimizers::optimizer_kinds;

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
        fn rule(optimizer: &Optimizer) -> &dyn Update {
            match optimizer {
                $(Optimizer::$Kind(kind) => kind,)+
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
    /// For each trainable parameter the tensors that the rule declares.
    pub slots: Vec<Vec<Tensor<1>>>,
}

impl OptimizerState {
    /// A rule before its first update of these parameters.
    #[must_use]
    pub fn new(optimizer: &Optimizer, parameters: &[Tensor<1>]) -> Self {
        let names = optimizer.kind().slots();
        let slots = parameters
            .iter()
            .map(|p| names.iter().map(|_| p.zeros_like()).collect())
            .collect();
        Self {
            optimizer: optimizer.clone(),
            iterations: 0,
            slots,
        }
    }

    /// Names of the tensors kept for each parameter.
    #[must_use]
    pub fn slot_names(&self) -> &'static [&'static str] {
        self.optimizer.kind().slots()
    }

    /// Makes one update of all parameters, in the order of [`Self::new`].
    pub fn update<'a>(&mut self, parameters: impl Iterator<Item = (&'a mut Tensor<1>, Tensor<1>)>) {
        self.iterations += 1;
        let rule = rule(&self.optimizer);
        for ((value, gradient), slots) in parameters.zip(&mut self.slots) {
            value.inplace(|value| rule.update(self.iterations, value, gradient, slots));
        }
    }
}
