//! Schedules of the step size, by Keras's names and meanings: a file a schedule, and the list of
//! them. A schedule is a pure function of the step's number. To add one: a file here and a line in
//! the list; a case in `tests/fixtures/golden/schedules.json`.

mod constant;
mod cosine_decay;
mod cosine_decay_restarts;
mod exponential_decay;
mod inverse_time_decay;
mod one_cycle;
mod piecewise_constant_decay;
mod polynomial_decay;

pub use constant::Constant;
pub use cosine_decay::CosineDecay;
pub use cosine_decay_restarts::CosineDecayRestarts;
pub use exponential_decay::ExponentialDecay;
pub use inverse_time_decay::InverseTimeDecay;
pub use one_cycle::OneCycle;
pub use piecewise_constant_decay::PiecewiseConstantDecay;
pub use polynomial_decay::PolynomialDecay;

use super::kinds_macro::kinds;
use super::{ExperimentError, Fields};

/// What a schedule is computed for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// The optimizer's own step size.
    pub learning_rate: f64,
    /// Steps in the whole run.
    pub steps: usize,
}

impl Course {
    /// A number of steps, or the whole run's where it is 0.
    fn steps_or_all(&self, steps: usize) -> f64 {
        let steps = if steps == 0 { self.steps } else { steps };
        steps.max(1) as f64
    }
}

/// What a schedule declares beside its fields.
pub trait ScheduleKind: Fields {
    /// The step size of a step, counted from 0.
    fn learning_rate(&self, step: usize, course: &Course) -> f64;

    /// What that step carries over of the last update, if the schedule cycles that too.
    fn momentum(&self, _step: usize, _course: &Course) -> Option<f64> {
        None
    }
}

kinds! {
    /// How the step size changes from step to step.
    pub enum Schedule: dyn ScheduleKind, "Schedule", "How the step size changes from step to step." {
        Constant = "Constant",
        InverseTimeDecay = "InverseTimeDecay",
        ExponentialDecay = "ExponentialDecay",
        PiecewiseConstantDecay = "PiecewiseConstantDecay",
        PolynomialDecay = "PolynomialDecay",
        CosineDecay = "CosineDecay",
        CosineDecayRestarts = "CosineDecayRestarts",
        OneCycle = "OneCycle",
    }
}

impl Schedule {
    /// Whether the step size stays as it is.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        matches!(self, Self::Constant(_))
    }

    /// Checks all fields.
    ///
    /// # Errors
    /// The first one that makes no sense, by its name.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        (self as &dyn Fields).validate()?;
        match self {
            Self::OneCycle(schedule) => schedule.check(),
            Self::PiecewiseConstantDecay(schedule) => schedule.check(),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "golden.rs"]
mod golden;
