//! The step size of every step: what the schedule says, and what was changed by hand or by callbacks.

use crate::experiment::{Course, Schedule};

/// What was changed about a run's step sizes. As bits: decimals would not bring it back exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The optimizer's own step size, or what replaced it.
    own: u64,
    /// What a schedule's step sizes are multiplied with.
    factor: u64,
}

impl Rate {
    /// Nothing changed, for an optimizer's own step size.
    #[must_use]
    pub fn new(own: f64) -> Self {
        Self {
            own: own.to_bits(),
            factor: 1.0_f64.to_bits(),
        }
    }

    /// As a snapshot has it.
    #[must_use]
    pub fn to_bits(self) -> [u64; 2] {
        [self.own, self.factor]
    }

    /// From what a snapshot has.
    #[must_use]
    pub fn from_bits([own, factor]: [u64; 2]) -> Self {
        Self { own, factor }
    }

    /// What a schedule is computed for in a run of so many steps.
    #[must_use]
    pub fn course(&self, steps: usize) -> Course {
        Course {
            learning_rate: f64::from_bits(self.own),
            steps,
        }
    }

    /// The step size of a step, counted from 0.
    #[must_use]
    pub fn at(&self, schedule: &Schedule, step: usize, steps: usize) -> f64 {
        let scheduled = schedule.kind().learning_rate(step, &self.course(steps));
        f64::from_bits(self.factor) * scheduled
    }

    /// Makes the next step's size this one. A schedule goes on from there in proportion, unless
    /// it is at 0.
    pub fn set(&mut self, rate: f64, schedule: &Schedule, step: usize, steps: usize) {
        if schedule.is_constant() {
            *self = Self::new(rate);
            return;
        }
        let scheduled = schedule.kind().learning_rate(step, &self.course(steps));
        if scheduled > 0.0 {
            self.factor = (rate / scheduled).to_bits();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_set_by_hand_is_exact_and_scales_what_a_schedule_says_after_it() {
        let mut rate = Rate::new(0.001);
        let constant = Schedule::default();
        rate.set(0.01, &constant, 5, 10);
        assert!((rate.at(&constant, 6, 10) - 0.01).abs() < f64::EPSILON);

        let decay = Schedule::by_name("ExponentialDecay").expect("a schedule");
        let mut rate = Rate::new(1.0);
        let before = rate.at(&decay, 9, 10);
        rate.set(0.5 * rate.at(&decay, 5, 10), &decay, 5, 10);
        assert!((rate.at(&decay, 9, 10) - 0.5 * before).abs() < 1e-12);
    }
}
