//! Half a cosine again and again.

use std::f64::consts::PI;

use super::{Course, ScheduleKind};
use crate::experiment::field::{field, fields};

fields! {
    /// The step size falls along half a cosine again and again
    /// (`keras.optimizers.schedules.CosineDecayRestarts`; Loshchilov & Hutter 2017).
    pub struct CosineDecayRestarts {
        /// Step size at the start; absent: the optimizer's.
        initial_learning_rate: Option<f64> = field("Initial learning rate", None).within(0, 1000),
        /// Steps in the first period; 0: a seventh of the run's, of which three periods that double fill all.
        first_decay_steps: usize = field("First decay steps", 0).unit("steps"),
        /// How many times longer each period is than the one before.
        t_mul: f64 = field("Period factor", 2.0).within(1, 100),
        /// Factor of the step size from period to period.
        m_mul: f64 = field("Restart factor", 1.0).above(0, 10),
        /// What is left at the end of a period, as a part of the step size.
        alpha: f64 = field("Alpha", 0.0).within(0, 1),
    }
}

impl ScheduleKind for CosineDecayRestarts {
    fn learning_rate(&self, step: usize, course: &Course) -> f64 {
        let start = self.initial_learning_rate.unwrap_or(course.learning_rate);
        let first = match self.first_decay_steps {
            0 => (course.steps / 7).max(1),
            steps => steps,
        };
        // Period after period: there are few, and the sum is exact at their ends.
        let (mut begin, mut length, mut restarts) = (0.0, first as f64, 0);
        let step = step as f64;
        if self.t_mul > 1.0 {
            while step >= begin + length {
                begin += length;
                length *= self.t_mul;
                restarts += 1;
            }
        } else {
            restarts = (step / length) as i32;
            begin = f64::from(restarts) * length;
        }
        let cosine = 0.5 * (1.0 + (PI * (step - begin) / length).cos());
        let decayed = (1.0 - self.alpha) * self.m_mul.powi(restarts) * cosine + self.alpha;
        start * decayed
    }
}
