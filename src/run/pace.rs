//! How many steps make a portion, and how fast training goes.

/// Steps in the largest portion.
const MOST: usize = 64;

/// Adapts the portions to the time they take.
pub struct Pace {
    /// Seconds that a portion should take.
    target: f64,
    steps: usize,
    /// Whether a portion was done; the first one takes longer, because a GPU's kernels are
    /// compiled in it.
    is_warm: bool,
    seconds_per_step: Option<f64>,
    /// Steps and seconds of all portions.
    total: (usize, f64),
}

impl Pace {
    /// For portions of so many seconds.
    #[must_use]
    pub fn new(target: f64) -> Self {
        Self {
            target,
            steps: 1,
            is_warm: false,
            seconds_per_step: None,
            total: (0, 0.0),
        }
    }

    /// Steps in the next portion.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Records a portion that was done.
    pub fn note(&mut self, steps: usize, seconds: f64) {
        if steps == 0 {
            return;
        }
        self.total = (self.total.0 + steps, self.total.1 + seconds);
        if !self.is_warm {
            self.is_warm = true;
            return;
        }
        // Some browsers' clocks stand still within a portion.
        let new = (seconds / steps as f64).max(1e-6);
        let mean = self
            .seconds_per_step
            .map_or(new, |old| 0.9 * old + 0.1 * new);
        self.seconds_per_step = Some(mean);
        self.steps = ((self.target / mean) as usize).clamp(1, MOST);
    }

    /// Records a step that statistics were collected in: of how fast training goes it says nothing.
    pub fn note_with_statistics(&mut self, seconds: f64) {
        self.total = (self.total.0 + 1, self.total.1 + seconds);
        self.is_warm = true;
    }

    /// Seconds a step took in the last portions.
    #[must_use]
    pub fn seconds_per_step(&self) -> Option<f64> {
        self.seconds_per_step
    }

    /// Seconds a step took on average, from the first on; absent before it.
    #[must_use]
    pub fn mean_seconds_per_step(&self) -> Option<f64> {
        let (steps, seconds) = self.total;
        (steps > 0).then(|| seconds / steps as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portion_fills_its_time_and_never_is_empty() {
        let mut pace = Pace::new(0.014);
        assert_eq!((pace.steps(), pace.mean_seconds_per_step()), (1, None));
        pace.note(1, 3.0);
        assert_eq!((pace.steps(), pace.seconds_per_step()), (1, None));
        pace.note(1, 0.002);
        assert_eq!(pace.steps(), 7);
        let mut slow = Pace::new(0.040);
        slow.note(1, 6.0);
        slow.note(1, 6.0);
        assert_eq!(slow.steps(), 1);
        let mut timeless = Pace::new(0.014);
        timeless.note(1, 0.0);
        timeless.note(1, 0.0);
        assert_eq!(timeless.steps(), MOST);
        assert!(timeless.seconds_per_step().is_some_and(|s| s > 0.0));
    }

    #[test]
    fn the_mean_counts_the_first_portion_too() {
        let mut pace = Pace::new(0.014);
        pace.note(1, 3.0);
        pace.note(3, 1.0);
        assert_eq!(pace.mean_seconds_per_step(), Some(1.0));
    }
}
