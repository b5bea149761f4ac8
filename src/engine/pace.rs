//! How many steps make a portion, and how fast training goes.

use crate::protocol::DeviceKind;

/// Adapts the portions to the time they take.
pub struct Pace {
    /// Seconds that a portion should take.
    target: f64,
    steps: usize,
    /// Whether a portion was done; the first one takes longer, because a GPU's kernels are
    /// compiled in it.
    is_warm: bool,
    seconds_per_step: Option<f64>,
}

impl Pace {
    /// For a device: portions short enough that a stroke on the pad is answered at once; on a
    /// GPU, where each portion ends with a wait for the device, longer ones.
    #[must_use]
    pub fn new(device: DeviceKind) -> Self {
        Self {
            target: match device {
                DeviceKind::WebGpu => 0.040,
                DeviceKind::Cpu | DeviceKind::Ndarray => 0.014,
            },
            steps: 1,
            is_warm: false,
            seconds_per_step: None,
        }
    }

    /// Steps in the next portion.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Takes note of a portion that was done.
    pub fn note(&mut self, steps: usize, seconds: f64) {
        if steps == 0 {
            return;
        }
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
        self.steps = ((self.target / mean) as usize).clamp(1, 64);
    }

    /// Seconds a step takes lately.
    #[must_use]
    pub fn seconds_per_step(&self) -> Option<f64> {
        self.seconds_per_step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portion_fills_its_time_and_never_is_empty() {
        let mut pace = Pace::new(DeviceKind::Cpu);
        assert_eq!(pace.steps(), 1);
        pace.note(1, 3.0);
        assert_eq!((pace.steps(), pace.seconds_per_step()), (1, None));
        pace.note(1, 0.002);
        assert_eq!(pace.steps(), 7);
        let mut slow = Pace::new(DeviceKind::WebGpu);
        slow.note(1, 6.0);
        slow.note(1, 6.0);
        assert_eq!(slow.steps(), 1);
        let mut timeless = Pace::new(DeviceKind::Cpu);
        timeless.note(1, 0.0);
        timeless.note(1, 0.0);
        assert_eq!(timeless.steps(), 64);
        assert!(timeless.seconds_per_step().is_some_and(|s| s > 0.0));
    }
}
