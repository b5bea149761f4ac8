//! The learning-rate finder: the step size grows with every step until the loss diverges, and where
//! it fell fastest a good one is near. Pure; the engine takes the steps, on a copy of the network.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::data::bits;

/// How step sizes are tried.
#[derive(Clone, Copy, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct FindRate {
    /// The first step size.
    pub lowest: f64,
    /// The last one.
    pub highest: f64,
    /// Steps at most.
    pub steps: usize,
}

impl Default for FindRate {
    fn default() -> Self {
        Self {
            lowest: 1e-7,
            highest: 10.0,
            steps: 100,
        }
    }
}

impl FindRate {
    /// The most steps that are taken.
    pub const MOST_STEPS: usize = 10_000;

    /// The same within what makes sense: above 0, growing, at least 2 steps.
    #[must_use]
    pub fn sound(self) -> Self {
        let standard = Self::default();
        let is_sound = self.lowest > 0.0 && self.lowest < self.highest && self.highest.is_finite();
        let ends = if is_sound { self } else { standard };
        Self {
            steps: self.steps.clamp(2, Self::MOST_STEPS),
            ..ends
        }
    }
}

/// Steps of the past that a smoothed loss looks back on, about.
const SMOOTHING: f64 = 0.95;
/// The part of the steps, at the beginning, that are not asked where the loss fell: an average of so few
/// varies with every batch. Ten of a hundred, as `skip_begin` of Lightning's finder.
const TOO_EARLY: f64 = 0.1;
/// How many times the lowest smoothed loss is too much.
const DIVERGED: f64 = 4.0;

/// A search under way.
#[derive(Clone, Debug, PartialEq)]
pub struct RateFinder {
    options: FindRate,
    average: f64,
    tried: Vec<Tried>,
    is_done: bool,
}

/// What came of a step size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Tried {
    /// The step size.
    pub learning_rate: f64,
    /// The loss of the batch before the step.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub loss: f64,
    /// The loss smoothed over the steps before.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub smoothed: f64,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct FoundRate {
    /// A step size to train with: a tenth of the one at the lowest loss, but not above the
    /// steepest. Absent where the loss never fell.
    pub suggested: Option<f64>,
    /// The step size at which the loss fell fastest, for its logarithm.
    pub steepest: Option<f64>,
    /// Whether the search ended because the loss diverged.
    pub diverged: bool,
    /// All that were tried.
    pub tried: Vec<Tried>,
}

impl RateFinder {
    /// A search before its first step.
    #[must_use]
    pub fn new(options: FindRate) -> Self {
        Self {
            options: options.sound(),
            average: 0.0,
            tried: Vec::new(),
            is_done: false,
        }
    }

    /// The step size to try next; `None` when the search is over.
    #[must_use]
    pub fn next_rate(&self) -> Option<f64> {
        let FindRate {
            lowest,
            highest,
            steps,
        } = self.options;
        let at = self.tried.len();
        let part = at as f64 / (steps - 1) as f64;
        (!self.is_done && at < steps).then(|| lowest * (highest / lowest).powf(part))
    }

    /// Notes the loss of the step with [`Self::next_rate`]'s size.
    pub fn note(&mut self, loss: f64) {
        let Some(learning_rate) = self.next_rate() else {
            return;
        };
        self.average = SMOOTHING * self.average + (1.0 - SMOOTHING) * loss;
        // The average begins at 0: what that takes off it is put back.
        let smoothed = self.average / (1.0 - SMOOTHING.powi(self.tried.len() as i32 + 1));
        let lowest = self.tried.iter().map(|tried| tried.smoothed);
        let lowest = lowest.fold(f64::INFINITY, f64::min);
        // The first few steps vary too much to tell.
        let is_too_much = self.tried.len() >= 5 && smoothed > DIVERGED * lowest;
        if !smoothed.is_finite() || is_too_much {
            self.is_done = true;
        }
        if smoothed.is_finite() {
            self.tried.push(Tried {
                learning_rate,
                loss,
                smoothed,
            });
        }
    }

    /// What was found so far.
    #[must_use]
    pub fn found(self) -> FoundRate {
        let tried = self.tried;
        let early = (TOO_EARLY * self.options.steps as f64) as usize;
        let late = &tried[early.min(tried.len())..];
        let by_loss = |a: &&Tried, b: &&Tried| a.smoothed.total_cmp(&b.smoothed);
        let lowest = late.iter().min_by(by_loss).map(|t| t.learning_rate);
        // All steps are equally far apart in their logarithm.
        let falls = late
            .windows(3)
            .map(|w| (w[2].smoothed - w[0].smoothed, w[1]));
        let steepest = falls
            .filter(|(fall, at)| *fall < 0.0 && lowest.is_some_and(|l| at.learning_rate <= l))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, at)| at.learning_rate);
        let tenth = lowest.map(|rate| rate / 10.0);
        FoundRate {
            suggested: steepest
                .zip(tenth)
                .map(|(steepest, tenth)| steepest.min(tenth)),
            steepest,
            diverged: self.is_done,
            tried,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A loss that falls around 0.01 and explodes above 0.3.
    fn loss(rate: f64) -> f64 {
        let fall = 2.0 - 1.5 / (1.0 + (0.01 / rate).powi(2));
        fall + (rate / 0.3).powi(4)
    }

    #[test]
    fn rates_grow_evenly_and_the_suggestion_is_where_the_loss_falls() {
        let mut finder = RateFinder::new(FindRate::default());
        while let Some(rate) = finder.next_rate() {
            finder.note(loss(rate));
        }
        let found = finder.found();
        assert!(found.diverged && found.tried.len() < 100);
        let suggested = found.suggested.expect("the loss fell");
        assert!((1e-3..0.1).contains(&suggested), "{suggested}");
        let ratio = |i: usize| found.tried[i + 1].learning_rate / found.tried[i].learning_rate;
        assert!((ratio(0) - ratio(20)).abs() < 1e-9);
    }

    #[test]
    fn a_first_batch_that_is_worse_than_the_next_ones_suggests_nothing() {
        let mut finder = RateFinder::new(FindRate::default());
        let mut step = 0;
        while let Some(rate) = finder.next_rate() {
            let luck = [2.0, -0.5, -0.8, 0.4]
                .get(step)
                .copied()
                .unwrap_or_default();
            finder.note(loss(rate) + luck);
            step += 1;
        }
        let suggested = finder.found().suggested.expect("the loss fell");
        assert!((1e-3..0.1).contains(&suggested), "{suggested}");
    }

    #[test]
    fn a_loss_that_never_falls_suggests_nothing_and_one_that_is_no_number_ends_it() {
        let mut finder = RateFinder::new(FindRate::default());
        for i in 0..20 {
            finder.note(1.0 + f64::from(i));
        }
        assert_eq!(finder.clone().found().suggested, None);
        let mut finder = RateFinder::new(FindRate::default());
        finder.note(f64::NAN);
        assert_eq!(finder.next_rate(), None);
        assert!(finder.found().tried.is_empty());
    }

    #[test]
    fn options_that_make_no_sense_become_the_usual_ones() {
        let odd = FindRate {
            lowest: 1.0,
            highest: 0.1,
            steps: 0,
        };
        let sound = odd.sound();
        assert_eq!((sound.lowest, sound.steps), (1e-7, 2));
    }
}
