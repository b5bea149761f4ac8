//! The step size times a factor in every period.

use super::{Course, ScheduleKind};
use crate::experiment::field::{field, fields};

fields! {
    /// The step size times a factor in every period
    /// (`keras.optimizers.schedules.ExponentialDecay`).
    pub struct ExponentialDecay {
        /// Step size at the start; absent: the optimizer's.
        initial_learning_rate: Option<f64> = field("Initial learning rate", None).within(0, 1000),
        /// Steps in a period; 0: the whole run's.
        decay_steps: usize = field("Decay steps", 0).unit("steps"),
        /// The factor.
        decay_rate: f64 = field("Decay rate", 0.1).above(0, 10),
        /// Change the step size only when a period is over.
        staircase: bool = field("Staircase", false),
    }
}

impl ScheduleKind for ExponentialDecay {
    fn learning_rate(&self, step: usize, course: &Course) -> f64 {
        let start = self.initial_learning_rate.unwrap_or(course.learning_rate);
        let periods = step as f64 / course.steps_or_all(self.decay_steps);
        let periods = if self.staircase {
            periods.floor()
        } else {
            periods
        };
        start * self.decay_rate.powf(periods)
    }
}
