//! One cycle of the step size, against one of the momentum.

use std::f64::consts::PI;

use super::{Course, ScheduleKind};
use crate::experiment::ExperimentError;
use crate::experiment::error::ensure;
use crate::experiment::field::{field, fields};

fields! {
    /// One cycle: the step size grows and falls along cosines while the momentum falls and grows
    /// (Smith & Topin 2018; `torch.optim.lr_scheduler.OneCycleLR`).
    pub struct OneCycle {
        /// Step size at the top; absent: the optimizer's.
        max_learning_rate: Option<f64> = field("Max learning rate", None).within(0, 1000),
        /// Steps in the cycle; 0: the whole run's.
        total_steps: usize = field("Total steps", 0).unit("steps"),
        /// Part of the steps in which the step size grows.
        pct_start: f64 = field("Rising part", 0.3).within(0, 1),
        /// The top divided by the step size at the start.
        div_factor: f64 = field("Start divisor", 25.0).within(1, 1_000_000_000),
        /// The step size at the start divided by that at the end.
        final_div_factor: f64 = field("End divisor", 10_000.0).within(1, 1_000_000_000),
        /// Cycle the momentum (SGD's `momentum`, Adam's `beta_1`) too.
        cycle_momentum: bool = field("Cycle momentum", true),
        /// Momentum where the step size is at its top.
        base_momentum: f64 = field("Base momentum", 0.85).part(),
        /// Momentum at the start and the end.
        max_momentum: f64 = field("Max momentum", 0.95).part(),
        /// Fall to the first step size as fast as it grew, and then to the end.
        three_phase: bool = field("Three phases", false),
    }
}

/// A part of the cycle: its last step, where it begins and ends, and so for the momentum.
struct Part {
    end: f64,
    rate: [f64; 2],
    momentum: [f64; 2],
}

impl OneCycle {
    /// The part of the cycle that a step is in, and how much of the part is over.
    ///
    /// # Source
    /// `torch.optim.lr_scheduler.OneCycleLR` with its cosine annealing.
    fn at(&self, step: usize, course: &Course) -> (Part, f64) {
        let total = course.steps_or_all(self.total_steps);
        let step = (step as f64).min(total - 1.0);
        let top = self.max_learning_rate.unwrap_or(course.learning_rate);
        let first = top / self.div_factor;
        let last = first / self.final_div_factor;
        let (low, high) = (self.base_momentum, self.max_momentum);
        let part = |end, rate, momentum| Part {
            end,
            rate,
            momentum,
        };
        let rise = self.pct_start * total;
        let mut parts = vec![part(rise - 1.0, [first, top], [high, low])];
        if self.three_phase {
            parts.push(part(2.0 * rise - 2.0, [top, first], [low, high]));
            parts.push(part(total - 1.0, [first, last], [high, high]));
        } else {
            parts.push(part(total - 1.0, [top, last], [low, high]));
        }
        let mut begin = 0.0;
        let at = parts.iter().position(|part| step <= part.end);
        let at = at.unwrap_or(parts.len() - 1);
        if at > 0 {
            begin = parts[at - 1].end.max(0.0);
        }
        let part = parts.swap_remove(at);
        let length = part.end - begin;
        let done = if length > 0.0 {
            (step - begin) / length
        } else {
            1.0
        };
        (part, done)
    }
}

/// From one value to another along half a cosine.
fn anneal([from, to]: [f64; 2], done: f64) -> f64 {
    to + (from - to) / 2.0 * (1.0 + (PI * done).cos())
}

impl OneCycle {
    /// Checks what the fields' ranges do not.
    pub(super) fn check(&self) -> Result<(), ExperimentError> {
        ensure(
            self.base_momentum <= self.max_momentum,
            "base_momentum",
            "is above max_momentum",
            "Use a smaller one.",
        )
    }
}

impl ScheduleKind for OneCycle {
    fn learning_rate(&self, step: usize, course: &Course) -> f64 {
        let (part, done) = self.at(step, course);
        anneal(part.rate, done)
    }

    fn momentum(&self, step: usize, course: &Course) -> Option<f64> {
        let (part, done) = self.at(step, course);
        self.cycle_momentum.then(|| anneal(part.momentum, done))
    }
}
