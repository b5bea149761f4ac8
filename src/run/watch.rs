//! In which steps the layers are looked at: as often as a share of the time allows.

/// The largest part of the time of training that looking may take.
pub const SHARE: f64 = 0.02;
/// Fewest steps, and fewest seconds, from one look to the next: more often nobody can follow.
const STEPS: usize = 10;
const SECONDS: f64 = 0.25;

/// What looking has cost so far, and when it was done last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watch {
    /// Looks, and the step and the moment of the last.
    looks: usize,
    last: (usize, f64),
    /// Seconds that steps took, looking included.
    trained: f64,
    /// Seconds that looking added to them.
    spent: f64,
    /// Seconds that it adds each time, lately.
    cost: f64,
}

impl Watch {
    /// Whether to look in the step after so many, at a moment.
    ///
    /// The first step is looked at, and not counted: on a GPU it compiles what looking computes with. From the
    /// second look on its cost is known.
    #[must_use]
    pub fn is_due(&self, step: usize, now: f64) -> bool {
        if self.looks == 0 {
            return true;
        }
        step + 1 >= self.last.0 + STEPS
            && now >= self.last.1 + SECONDS
            && self.spent + self.cost <= SHARE * self.trained
    }

    /// Takes in steps without a look, and the seconds that they took.
    pub fn trained(&mut self, seconds: f64) {
        self.trained += seconds;
    }

    /// Takes in a step with a look, which ended at a moment: the seconds that it took, and those that one without a
    /// look takes, where that is known.
    pub fn looked(&mut self, step: usize, now: f64, seconds: f64, without: Option<f64>) {
        self.looks += 1;
        self.last = (step, now);
        let Some(without) = without.filter(|_| self.looks > 1) else {
            return;
        };
        self.trained += seconds;
        let cost = (seconds - without).max(0.0);
        self.spent += cost;
        // The first is all that is known; then lately, so that a single slow one does not blind it.
        self.cost = if self.looks == 2 {
            cost
        } else {
            0.7 * self.cost + 0.3 * cost
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks whenever it is due, in steps that take so long; returns the looks, and the part of the time that they
    /// took.
    fn course(step: f64, cost: f64, steps: usize) -> (usize, f64) {
        let mut watch = Watch::default();
        let (mut now, mut looks) = (0.0, 0);
        for taken in 0..steps {
            let is_due = watch.is_due(taken, now);
            now += step;
            if is_due {
                now += cost;
                looks += 1;
                let without = (taken > 1).then_some(step);
                watch.looked(taken + 1, now, step + cost, without);
            } else {
                watch.trained(step);
            }
        }
        (looks, looks as f64 * cost / now)
    }

    #[test]
    fn looking_takes_no_more_than_its_share() {
        for (step, cost) in [(0.01, 0.003), (0.001, 0.002), (0.2, 0.1), (0.01, 0.2)] {
            let (looks, part) = course(step, cost, 20_000);
            assert!(looks > 3, "{looks}");
            assert!(part <= SHARE * 1.05, "{part} of {step} and {cost}");
        }
    }

    #[test]
    fn what_costs_nothing_is_not_done_more_often_than_anyone_can_follow() {
        let (looks, _) = course(0.01, 0.0, 10_000);
        assert!((350..=400).contains(&looks), "{looks} in 100 s");
        let (looks, _) = course(1.0, 0.0, 1000);
        assert_eq!(looks, 100);
    }
}
