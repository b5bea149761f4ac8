//! A sweep and its state. It changes by entries alone, as they happen or as a journal has them.

use std::collections::BTreeMap;

use super::entry::VERSION;
use super::trial::{Execution, State, Trial};
use super::{Entry, Outcome, Planned, Search, best_epoch};
use crate::experiment::sweep::{Sweep, Values};
use crate::experiment::{Experiment, ExperimentError};

/// How often a run is begun whose worker is lost.
const ATTEMPTS: usize = 2;

/// A sweep under way.
#[derive(Clone, Debug)]
pub struct Course {
    pub(super) experiment: Experiment,
    pub(super) sweep: Sweep,
    pub(super) search: Search,
    pub(super) trials: BTreeMap<usize, Trial>,
    /// The budget is used up.
    pub(super) is_closed: bool,
    minutes: f64,
    /// [`Sweep::apply`] and [`Sweep::execution`], which know every field of an experiment. They are called by their
    /// addresses because in the page they are a chunk of their own.
    apply: Apply,
    pub(super) execute: Execute,
}

type Apply = fn(&Sweep, &Experiment, &Values) -> Result<Experiment, ExperimentError>;
type Execute =
    fn(&Sweep, &Experiment, &Values, usize, Option<usize>) -> Result<Experiment, ExperimentError>;

impl Course {
    /// A sweep before its first trial.
    ///
    /// # Errors
    /// The experiment has none, or is not in order.
    pub fn new(experiment: Experiment) -> Result<Self, ExperimentError> {
        experiment.validate()?;
        experiment.validate_sweep()?;
        let Some(sweep) = &experiment.sweep else {
            return Err(ExperimentError::new(
                "sweep",
                "is missing",
                "Name the fields to vary in sweep.parameters, or run the experiment as it is.",
            ));
        };
        let sweep = sweep.open()?;
        Ok(Self {
            search: Search::new(&sweep, &experiment),
            experiment,
            sweep,
            trials: BTreeMap::new(),
            is_closed: false,
            minutes: 0.0,
            apply: Sweep::apply,
            execute: Sweep::execution,
        })
    }

    /// The sweep of a journal's entries, ready to go on: runs that had a worker wait for another. `begin` is
    /// [`Self::new`], by its address for the page's sake.
    ///
    /// # Errors
    /// They do not begin with a sweep, or what they begin with is not in order.
    pub fn of_journal(
        entries: &[Entry],
        begin: fn(Experiment) -> Result<Self, ExperimentError>,
    ) -> Result<Self, ExperimentError> {
        let Some(Entry::Sweep { experiment, .. }) = entries.first() else {
            let hint = "Take another file.";
            return Err(ExperimentError::new("sweep", "is not in the journal", hint));
        };
        let mut course = begin(*experiment.clone())?;
        for entry in &entries[1..] {
            course.take(entry);
        }
        course.resume();
        Ok(course)
    }

    /// What it is of.
    #[must_use]
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// The experiment of a trial of these values.
    ///
    /// # Errors
    /// Those of [`Sweep::apply`].
    pub fn experiment_of(&self, values: &Values) -> Result<Experiment, ExperimentError> {
        (self.apply)(&self.sweep, &self.experiment, values)
    }

    /// What it varies.
    #[must_use]
    pub fn sweep(&self) -> &Sweep {
        &self.sweep
    }

    /// The trials that have begun, by their numbers.
    pub fn trials(&self) -> impl Iterator<Item = &Trial> {
        self.trials.values()
    }

    /// How many trials there will be if none fails and time does not run out; `None` where only time or
    /// epochs end it.
    #[must_use]
    pub fn planned(&self) -> Option<usize> {
        match (self.search.planned(), self.sweep.budget.trials) {
            (Some(planned), Some(most)) => Some(planned.min(most)),
            (planned, most) => planned.or(most),
        }
    }

    /// Epochs trained so far, over all runs.
    #[must_use]
    pub fn epochs(&self) -> usize {
        let executions = self.trials.values().flat_map(|trial| &trial.executions);
        executions.map(|execution| execution.epochs.len()).sum()
    }

    /// Minutes that it took until a run ended last.
    #[must_use]
    pub fn minutes(&self) -> f64 {
        self.minutes
    }

    /// The first entry of its journal.
    #[must_use]
    pub fn first_entry(&self) -> Entry {
        Entry::Sweep {
            version: VERSION,
            experiment: Box::new(self.experiment.clone()),
        }
    }

    /// Takes in what happened. What is of no known trial is left out: a journal may end in the middle.
    pub fn take(&mut self, entry: &Entry) {
        match entry {
            Entry::Sweep { .. } => {}
            Entry::Trial {
                trial,
                values,
                hyperband,
            } => {
                let planned = Planned {
                    number: *trial,
                    values: values.clone(),
                    hyperband: *hyperband,
                };
                self.search.begun(planned.clone());
                self.trials.insert(
                    *trial,
                    Trial {
                        planned,
                        executions: vec![Execution::default(); self.sweep.executions_per_trial],
                        outcome: None,
                    },
                );
            }
            Entry::Run { trial, execution } => {
                if let Some(run) = self.execution(*trial, *execution) {
                    run.epochs.clear();
                    run.state = State::Running;
                    run.attempts += 1;
                }
            }
            Entry::Epoch {
                trial,
                execution,
                readings,
            } => {
                if let Some(run) = self.execution(*trial, *execution) {
                    run.epochs.push(*readings);
                }
            }
            Entry::Ended {
                trial,
                execution,
                minutes,
                scores,
            } => {
                self.minutes = *minutes;
                if let Some(run) = self.execution(*trial, *execution) {
                    run.scores = Some(*scores);
                    run.state = State::Ended;
                    self.end_trial(*trial);
                }
            }
            Entry::Failed {
                trial,
                execution,
                reason,
            } => self.fail(*trial, *execution, reason),
            Entry::Lost {
                trial,
                execution,
                reason,
            } => {
                let Some(run) = self.execution(*trial, *execution) else {
                    return;
                };
                run.epochs.clear();
                run.state = State::Waiting;
                if run.attempts >= ATTEMPTS {
                    let reason = format!("its worker was lost {ATTEMPTS} times: {reason}");
                    self.fail(*trial, *execution, &reason);
                }
            }
        }
    }

    /// Runs that had a worker when a journal ended wait for another, and that costs them no attempt.
    pub fn resume(&mut self) {
        for run in self
            .trials
            .values_mut()
            .flat_map(|trial| &mut trial.executions)
        {
            if run.state == State::Running {
                run.state = State::Waiting;
                run.epochs.clear();
                run.attempts = run.attempts.saturating_sub(1);
            }
        }
    }

    fn execution(&mut self, trial: usize, execution: usize) -> Option<&mut Execution> {
        self.trials.get_mut(&trial)?.executions.get_mut(execution)
    }

    fn fail(&mut self, trial: usize, execution: usize, reason: &str) {
        if let Some(run) = self.execution(trial, execution) {
            run.state = State::Ended;
        }
        self.end(trial, Outcome::Failed(reason.to_owned()));
    }

    fn end(&mut self, number: usize, outcome: Outcome) {
        if let Some(trial) = self.trials.get_mut(&number)
            && trial.outcome.is_none()
        {
            trial.outcome = Some(outcome.clone());
            self.search.ended(number, outcome);
        }
    }

    /// Gives a trial its score when all its runs are over: the mean of their best epochs.
    fn end_trial(&mut self, number: usize) {
        let Some(trial) = self.trials.get(&number) else {
            return;
        };
        if trial.executions.iter().any(|run| run.state != State::Ended) {
            return;
        }
        let objective = &self.sweep.objective;
        let best = trial
            .executions
            .iter()
            .map(|run| best_epoch(objective, &run.epochs));
        let best: Option<Vec<f64>> = best.map(|best| Some(best?.1)).collect();
        let outcome = match best {
            Some(best) => Outcome::Score(best.iter().sum::<f64>() / best.len() as f64),
            None => Outcome::Failed(self.unread()),
        };
        self.end(number, outcome);
    }

    fn unread(&self) -> String {
        let monitor = self.sweep.objective.monitor;
        let name = monitor.name();
        if monitor.is_of_validation() {
            format!(
                "{name} was never a number; are there validation samples? (data.split.validation)"
            )
        } else {
            format!("{name} was never a number")
        }
    }
}
