//! The step size divided by a number that grows evenly.

use super::{Course, ScheduleKind};
use crate::experiment::field::{field, fields};

fields! {
    /// The step size divided by 1 + rate · steps (`keras.optimizers.schedules.InverseTimeDecay`).
    pub struct InverseTimeDecay {
        /// Step size at the start; absent: the optimizer's.
        initial_learning_rate: Option<f64> = field("Initial learning rate", None).within(0, 1000),
        /// Steps in which the divisor grows by the decay rate; 0: the whole run's.
        decay_steps: usize = field("Decay steps", 0).unit("steps"),
        /// What the divisor grows by.
        decay_rate: f64 = field("Decay rate", 1.0).within(0, 1_000_000),
        /// Change the step size only when those steps are over.
        staircase: bool = field("Staircase", false),
    }
}

impl ScheduleKind for InverseTimeDecay {
    fn learning_rate(&self, step: usize, course: &Course) -> f64 {
        let start = self.initial_learning_rate.unwrap_or(course.learning_rate);
        let periods = step as f64 / course.steps_or_all(self.decay_steps);
        let periods = if self.staircase {
            periods.floor()
        } else {
            periods
        };
        start / (1.0 + self.decay_rate * periods)
    }
}
