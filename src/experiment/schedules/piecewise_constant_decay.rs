//! Step sizes that people list.

use super::{Course, ScheduleKind};
use crate::experiment::ExperimentError;
use crate::experiment::error::ensure;
use crate::experiment::field::fields;

fields! {
    /// One step size after another (`keras.optimizers.schedules.PiecewiseConstantDecay`).
    pub struct PiecewiseConstantDecay {
    }
    plain {
        /// The last step of every step size but the last, growing.
        boundaries: Vec<u32>,
        /// The step sizes, one more than boundaries; none: the optimizer's throughout.
        values: Vec<f64>,
    }
}

impl PiecewiseConstantDecay {
    /// Checks what the fields' ranges do not.
    pub(super) fn check(&self) -> Result<(), ExperimentError> {
        let (values, boundaries) = (self.values.len(), self.boundaries.len());
        ensure(
            values == boundaries + 1 || values + boundaries == 0,
            "values",
            format!("has {values} numbers, and there are {boundaries} boundaries"),
            "Give one more value than boundaries.",
        )?;
        ensure(
            self.boundaries.is_sorted_by(|a, b| a < b),
            "boundaries",
            "is not growing",
            "Give the steps in order, each once.",
        )?;
        ensure(
            self.values.iter().all(|v| v.is_finite() && *v >= 0.0),
            "values",
            "has what is no step size",
            "Use numbers from 0 on.",
        )
    }
}

impl ScheduleKind for PiecewiseConstantDecay {
    fn learning_rate(&self, step: usize, course: &Course) -> f64 {
        let is_before = |end: &u32| (*end as usize) < step;
        let at = self.boundaries.partition_point(is_before);
        self.values.get(at).copied().unwrap_or(course.learning_rate)
    }
}
