//! Half a cosine, after a warm-up.

use std::f64::consts::PI;

use super::{Course, ScheduleKind};
use crate::experiment::field::{field, fields};

fields! {
    /// The step size falls along half a cosine, after a warm-up if there is one
    /// (`keras.optimizers.schedules.CosineDecay`).
    pub struct CosineDecay {
        /// Step size at the start; absent: the optimizer's, or 0 where a warm-up leads to that.
        initial_learning_rate: Option<f64> = field("Initial learning rate", None).within(0, 1000),
        /// Steps from the warm-up on; 0: the rest of the run's.
        decay_steps: usize = field("Decay steps", 0).unit("steps"),
        /// What is left at the end, as a part of the step size.
        alpha: f64 = field("Alpha", 0.0).within(0, 1),
        /// Steps in which the step size grows evenly before; 0: no warm-up.
        warmup_steps: usize = field("Warm-up steps", 0).unit("steps"),
        /// Step size at the end of the warm-up; absent: the optimizer's.
        warmup_target: Option<f64> = field("Warm-up target", None).within(0, 1000),
    }
}

impl ScheduleKind for CosineDecay {
    fn learning_rate(&self, step: usize, course: &Course) -> f64 {
        let own = course.learning_rate;
        let (from, top) = match (self.warmup_steps, self.warmup_target) {
            (0, _) => {
                let start = self.initial_learning_rate.unwrap_or(own);
                (start, start)
            }
            (_, None) => (self.initial_learning_rate.unwrap_or(0.0), own),
            (_, Some(target)) => (self.initial_learning_rate.unwrap_or(own), target),
        };
        if step < self.warmup_steps {
            return (top - from) * (step as f64 / self.warmup_steps as f64) + from;
        }
        let steps = match self.decay_steps {
            0 => course.steps.saturating_sub(self.warmup_steps).max(1),
            steps => steps,
        };
        let part = (step - self.warmup_steps).min(steps) as f64 / steps as f64;
        let cosine = 0.5 * (1.0 + (PI * part).cos());
        top * ((1.0 - self.alpha) * cosine + self.alpha)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warm_up_leads_to_the_optimizers_rate_and_the_run_ends_at_the_floor() {
        let schedule = CosineDecay {
            warmup_steps: 10,
            alpha: 0.1,
            ..CosineDecay::default()
        };
        let course = Course {
            learning_rate: 0.5,
            steps: 110,
        };
        let rate = |step| schedule.learning_rate(step, &course);
        assert!(rate(0).abs() < 1e-12 && (rate(5) - 0.25).abs() < 1e-12);
        assert!((rate(10) - 0.5).abs() < 1e-12 && (rate(60) - 0.275).abs() < 1e-12);
        assert!((rate(110) - 0.05).abs() < 1e-12 && (rate(500) - 0.05).abs() < 1e-12);
    }
}
