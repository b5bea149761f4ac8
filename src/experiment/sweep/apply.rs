//! The experiment of a trial: the sweep's with the trial's values, and without the layers that it has not.

use super::condition::holds;
use super::{Sweep, Values};
use crate::experiment::callbacks::ModelCheckpoint;
use crate::experiment::{Callback, Experiment, ExperimentError, Field};

impl Sweep {
    /// The experiment of a trial: `experiment` with the values in its fields, with the layers that belong to
    /// them, and without a sweep.
    ///
    /// # Errors
    /// A value that its field does not have, or that breaks the experiment; the error names the field.
    pub fn apply(
        &self,
        experiment: &Experiment,
        values: &Values,
    ) -> Result<Experiment, ExperimentError> {
        let mut trial = experiment.clone();
        trial.sweep = None;
        for parameter in &self.parameters {
            let Some(value) = values.get(parameter.name()) else {
                continue;
            };
            for (path, value) in parameter.of_fields(value) {
                let field = trial.field(path)?;
                let value = value.and_then(|value| value.of_field(&field));
                let value = value.ok_or_else(|| no_value(path, &field))?;
                trial.set_value(path, value)?;
            }
        }
        let missing = self
            .optional_layers
            .iter()
            .filter(|layers| !holds(&layers.when, values));
        let mut missing: Vec<usize> = missing.flat_map(|layers| layers.layers.clone()).collect();
        missing.sort_unstable();
        missing.dedup();
        for at in missing.into_iter().rev() {
            if at < trial.model.layers.len() {
                trial.model.layers.remove(at);
            }
        }
        trial.validate()?;
        Ok(trial)
    }

    /// The experiment of a run of a trial: a seed of its own for each, and the best epoch's network kept
    /// where trials go on from one another.
    ///
    /// # Errors
    /// Those of [`Self::apply`].
    pub fn execution(
        &self,
        experiment: &Experiment,
        values: &Values,
        execution: usize,
        epochs: Option<usize>,
    ) -> Result<Experiment, ExperimentError> {
        let mut trial = self.apply(experiment, values)?;
        trial.seed = trial.seed.wrapping_add(execution as u64);
        if let Some(epochs) = epochs {
            trial.training.epochs = epochs;
            trial
                .callbacks
                .retain(|c| !matches!(c, Callback::ModelCheckpoint(_)));
            let checkpoint = ModelCheckpoint {
                monitor: self.objective.monitor,
                mode: self.objective.mode,
                save_best_only: true,
            };
            trial.callbacks.push(checkpoint.into());
        }
        Ok(trial)
    }
}

fn no_value(path: &str, field: &Field) -> ExperimentError {
    ExperimentError::new(
        path,
        "has no such value",
        format!("Use values like {}.", field.default),
    )
}
