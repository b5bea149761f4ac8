//! Which trials of a sweep are best, and whose weights are still of use.

use std::collections::BTreeSet;

use super::order;
use super::trial::Trial;
use super::{Course, Outcome, best_epoch};

impl Course {
    /// The runs whose weights others may still begin with: a trial's best, and all of a trial that is under way.
    #[must_use]
    pub fn weights_needed(&self) -> BTreeSet<(usize, usize)> {
        let trials = self.trials.iter();
        let needed = trials.filter(|(number, _)| self.search.is_gone_on_from(**number));
        let runs = needed.flat_map(|(number, trial)| {
            let best = trial.outcome.as_ref().and(self.best_execution(*number));
            let all = 0..trial.executions.len();
            all.filter(move |run| best.is_none_or(|best| best == *run))
                .map(|run| (*number, run))
        });
        // Not collected: that would sort them, which takes 5 kB of code.
        let mut all = BTreeSet::new();
        all.extend(runs);
        all
    }

    /// How many trials are over, and how many of them failed.
    #[must_use]
    pub fn over(&self) -> (usize, usize) {
        let outcomes = self
            .trials
            .values()
            .filter_map(|trial| trial.outcome.as_ref());
        let failed = outcomes.clone().filter(|o| matches!(o, Outcome::Failed(_)));
        (outcomes.count(), failed.count())
    }

    /// The run of a trial that had the best epoch: its weights are those that others go on from.
    pub(super) fn best_execution(&self, number: usize) -> Option<usize> {
        let greater = self.sweep.objective.is_greater_better();
        let runs = self.trials.get(&number)?.executions.iter().enumerate();
        let best = runs
            .filter_map(|(i, run)| Some((i, best_epoch(&self.sweep.objective, &run.epochs)?.1)));
        let best = best.reduce(|best, other| {
            let is_better = if greater {
                other.1 > best.1
            } else {
                other.1 < best.1
            };
            if is_better { other } else { best }
        });
        Some(best?.0)
    }

    /// Every trial with a score, best first.
    #[must_use]
    pub fn ranked(&self) -> Vec<(&Trial, f64)> {
        let scored = self.trials.iter().filter_map(|(number, trial)| {
            let Some(Outcome::Score(score)) = trial.outcome else {
                return None;
            };
            Some((*number, score))
        });
        let mut scored: Vec<(usize, f64)> = scored.collect();
        order::sort(&mut scored, self.sweep.objective.is_greater_better());
        let scored = scored.into_iter();
        scored
            .map(|(number, score)| (&self.trials[&number], score))
            .collect()
    }
}
