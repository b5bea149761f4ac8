//! What a sweep has used of its budget, and what is left of it.

use super::Course;
use super::trial::Trial;

impl Course {
    /// Whether the budget allows no further trial after so many minutes.
    pub(super) fn is_used_up(&self, minutes: f64) -> bool {
        let budget = &self.sweep.budget;
        let planned_epochs = || {
            self.trials
                .values()
                .map(|trial| self.planned_epochs(trial))
                .sum::<usize>()
        };
        budget.trials.is_some_and(|most| self.trials.len() >= most)
            || budget.minutes.is_some_and(|most| minutes >= most)
            || budget.epochs.is_some_and(|most| planned_epochs() >= most)
    }

    /// The epochs of a trial: those that it had if it is over, otherwise those that it may have.
    fn planned_epochs(&self, trial: &Trial) -> usize {
        if trial.outcome.is_some() {
            return trial.executions.iter().map(|run| run.epochs.len()).sum();
        }
        let each = if let Some(round) = trial.planned.hyperband {
            round.epochs - round.initial_epoch
        } else {
            let experiment = self.experiment_of(&trial.planned.values);
            experiment.map_or(0, |experiment| experiment.training.epochs)
        };
        each * trial.executions.len()
    }

    /// Seconds left with so many workers after so many minutes, at the pace of the epochs so far; `None` before the
    /// first epoch, and where nothing says how many there will be.
    #[must_use]
    pub fn seconds_left(&self, workers: usize, minutes: f64) -> Option<f64> {
        let most = self.sweep.budget.minutes;
        let most = most.map(|most| ((most - minutes) * 60.0).max(0.0));
        let of_epochs = self.epochs_left().and_then(|left| {
            let runs = self.trials.values().flat_map(|trial| &trial.executions);
            let (mut seconds, mut epochs) = (0.0, 0);
            for run in runs {
                seconds += run.epochs.last().map_or(0.0, |last| last.seconds);
                epochs += run.epochs.len();
            }
            let pace = (epochs > 0).then(|| seconds / epochs as f64)?;
            Some(pace * left as f64 / workers.max(1) as f64)
        });
        match (of_epochs, most) {
            (Some(left), Some(most)) => Some(left.min(most)),
            (left, most) => left.or(most),
        }
    }

    /// Epochs that are left to train; of trials that have not begun, as many as those so far have on average.
    fn epochs_left(&self) -> Option<usize> {
        let begun: usize = self.trials.values().map(|t| self.planned_epochs(t)).sum();
        let runs = self.sweep.executions_per_trial;
        let all = match (self.search.epochs(), self.planned()) {
            (Some(epochs), _) if self.sweep.budget.trials.is_none() => epochs * runs,
            (_, Some(trials)) if !self.trials.is_empty() => {
                let left = trials.saturating_sub(self.trials.len());
                begun + left * begun / self.trials.len()
            }
            _ => self.sweep.budget.epochs?,
        };
        let all = self.sweep.budget.epochs.map_or(all, |most| all.min(most));
        Some(all.max(begun).saturating_sub(self.epochs()))
    }
}
