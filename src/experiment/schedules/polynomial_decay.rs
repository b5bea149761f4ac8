//! The step size falls to an end along a power.

use super::{Course, ScheduleKind};
use crate::experiment::field::{field, fields};

fields! {
    /// The step size falls to an end, evenly or along another power
    /// (`keras.optimizers.schedules.PolynomialDecay`).
    pub struct PolynomialDecay {
        /// Step size at the start; absent: the optimizer's.
        initial_learning_rate: Option<f64> = field("Initial learning rate", None).within(0, 1000),
        /// Steps until the end; 0: the whole run's.
        decay_steps: usize = field("Decay steps", 0).unit("steps"),
        /// Step size at the end.
        end_learning_rate: f64 = field("End learning rate", 0.0001).within(0, 1000),
        /// The power; 1 falls evenly.
        power: f64 = field("Power", 1.0).above(0, 100),
        /// Begin again at the end, over a longer time.
        cycle: bool = field("Cycle", false),
    }
}

impl ScheduleKind for PolynomialDecay {
    fn learning_rate(&self, step: usize, course: &Course) -> f64 {
        let start = self.initial_learning_rate.unwrap_or(course.learning_rate);
        let (step, steps) = (step as f64, course.steps_or_all(self.decay_steps));
        let part = if self.cycle {
            step / (steps * (step / steps).ceil().max(1.0))
        } else {
            (step / steps).min(1.0)
        };
        (start - self.end_learning_rate) * (1.0 - part).powf(self.power) + self.end_learning_rate
    }
}
