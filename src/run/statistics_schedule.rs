//! In which steps statistics of the layers are collected: as often as a share of the time allows.

/// The largest part of the time of training that statistics may take.
pub const SHARE: f64 = 0.02;
/// Fewest steps, and fewest seconds, from one time to the next: more often nobody can follow.
const STEPS: usize = 10;
const SECONDS: f64 = 0.25;

/// What statistics have cost so far, and when they were collected last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatisticsSchedule {
    /// How often they were collected, and the step and the moment of the last time.
    times: usize,
    last: (usize, f64),
    /// Seconds that steps took, with statistics.
    trained: f64,
    /// Seconds that statistics added to them.
    spent: f64,
    /// Seconds that they add each time, lately.
    cost: f64,
}

impl StatisticsSchedule {
    /// Whether to collect them in the step after so many, at a moment.
    ///
    /// In the first step they are, and not counted: on a GPU it compiles what computes them. From the
    /// second time on their cost is known.
    #[must_use]
    pub fn is_due(&self, step: usize, now: f64) -> bool {
        if self.times == 0 {
            return true;
        }
        step + 1 >= self.last.0 + STEPS
            && now >= self.last.1 + SECONDS
            && self.spent + self.cost <= SHARE * self.trained
    }

    /// Takes in steps without statistics, and the seconds that they took.
    pub fn trained(&mut self, seconds: f64) {
        self.trained += seconds;
    }

    /// Takes in a step with statistics, which ended at a moment: the seconds that it took, and those that one
    /// without them takes, where that is known.
    pub fn collected(&mut self, step: usize, now: f64, seconds: f64, without: Option<f64>) {
        self.times += 1;
        self.last = (step, now);
        let Some(without) = without.filter(|_| self.times > 1) else {
            return;
        };
        self.trained += seconds;
        let cost = (seconds - without).max(0.0);
        self.spent += cost;
        // The first is all that is known; then lately, so that a single slow one does not blind it.
        self.cost = if self.times == 2 {
            cost
        } else {
            0.7 * self.cost + 0.3 * cost
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Collects whenever it is due, in steps that take so long; returns how often, and the part of the time that
    /// it took.
    fn course(step: f64, cost: f64, steps: usize) -> (usize, f64) {
        let mut schedule = StatisticsSchedule::default();
        let (mut now, mut times) = (0.0, 0);
        for taken in 0..steps {
            let is_due = schedule.is_due(taken, now);
            now += step;
            if is_due {
                now += cost;
                times += 1;
                let without = (taken > 1).then_some(step);
                schedule.collected(taken + 1, now, step + cost, without);
            } else {
                schedule.trained(step);
            }
        }
        (times, times as f64 * cost / now)
    }

    #[test]
    fn statistics_take_no_more_than_their_share() {
        for (step, cost) in [(0.01, 0.003), (0.001, 0.002), (0.2, 0.1), (0.01, 0.2)] {
            let (times, part) = course(step, cost, 20_000);
            assert!(times > 3, "{times}");
            assert!(part <= SHARE * 1.05, "{part} of {step} and {cost}");
        }
    }

    #[test]
    fn what_costs_nothing_is_not_done_more_often_than_anyone_can_follow() {
        let (times, _) = course(0.01, 0.0, 10_000);
        assert!((350..=400).contains(&times), "{times} in 100 s");
        let (times, _) = course(1.0, 0.0, 1000);
        assert_eq!(times, 100);
    }
}
