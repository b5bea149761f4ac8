//! A sweep and its state. It changes by entries alone, as they happen or as a journal has them.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::VERSION;
use super::search::NextTrial;
use super::{Entry, EpochReadings, FinalScores, Outcome, Planned, Search, best_epoch};
use crate::experiment::sweep::{Sweep, Values};
use crate::experiment::{Experiment, ExperimentError};

/// How often a run is begun whose worker is lost.
const ATTEMPTS: usize = 2;

/// A sweep under way.
#[derive(Clone, Debug)]
pub struct Course {
    experiment: Experiment,
    sweep: Sweep,
    search: Search,
    trials: BTreeMap<usize, Trial>,
    /// The budget is used up.
    is_closed: bool,
    minutes: f64,
    /// [`Sweep::apply`] and [`Sweep::execution`], which know every field of an experiment. They are called by their
    /// addresses because in the page they are a chunk of their own.
    apply: Apply,
    execute: Execute,
}

type Apply = fn(&Sweep, &Experiment, &Values) -> Result<Experiment, ExperimentError>;
type Execute =
    fn(&Sweep, &Experiment, &Values, usize, Option<usize>) -> Result<Experiment, ExperimentError>;

/// A trial that has begun.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Its number, values and place.
    pub planned: Planned,
    /// Its runs.
    pub executions: Vec<Execution>,
    /// Its score, or why it has none; absent while it is under way.
    pub outcome: Option<Outcome>,
}

/// A run of a trial.
#[derive(Clone, Debug, Default)]
pub struct Execution {
    /// How far it is.
    pub state: State,
    /// Its epochs so far.
    pub epochs: Vec<EpochReadings>,
    /// What it ended with.
    pub scores: Option<FinalScores>,
    attempts: usize,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It waits for a worker.
    #[default]
    Waiting,
    /// It has a worker.
    Running,
    /// It is over.
    Ended,
}

/// A run to be carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its trial's number.
    pub trial: usize,
    /// Which of the trial's runs it is.
    pub execution: usize,
    /// What is run.
    pub experiment: Experiment,
    /// The epoch that it goes on from.
    pub initial_epoch: usize,
    /// The run whose best weights it begins with: trial and execution.
    pub parent: Option<(usize, usize)>,
}

/// What a free worker does next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// It carries out a run; the entries that say so are to be written first.
    Run(Box<Run>, Vec<Entry>),
    /// It asks again: a trial failed before its first run, as the entries to write say.
    Failed(Vec<Entry>),
    /// It waits for others.
    Wait,
    /// Nothing: the sweep is over when all runs under way are.
    Done,
}

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

    /// The sweep of a journal's entries, ready to go on: runs that had a worker wait for another.
    ///
    /// # Errors
    /// They do not begin with a sweep, or what they begin with is not in order.
    pub fn of_journal(entries: &[Entry]) -> Result<Self, ExperimentError> {
        let Some(Entry::Sweep { experiment, .. }) = entries.first() else {
            let hint = "Take another file.";
            return Err(ExperimentError::new("sweep", "is not in the journal", hint));
        };
        let mut course = Self::new(*experiment.clone())?;
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
                place,
            } => {
                let planned = Planned {
                    number: *trial,
                    values: values.clone(),
                    place: *place,
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

    /// What a free worker does next, after so many minutes of the sweep.
    pub fn next_run(&mut self, minutes: f64) -> Next {
        loop {
            if let Some((trial, execution)) = self.waiting() {
                let begun = Entry::Run { trial, execution };
                match self.run(trial, execution) {
                    Ok(run) => {
                        let mut entries = Vec::new();
                        if self.trials[&trial]
                            .executions
                            .iter()
                            .all(|run| run.attempts == 0)
                        {
                            entries.push(self.begin(trial));
                        }
                        entries.push(begun.clone());
                        self.take(&begun);
                        return Next::Run(Box::new(run), entries);
                    }
                    // Not even begun: what it is of breaks the experiment.
                    Err(error) => {
                        let reason = format!("{error}. {}", error.hint);
                        let failed = Entry::Failed {
                            trial,
                            execution,
                            reason,
                        };
                        self.take(&failed);
                        return Next::Failed(vec![self.begin(trial), failed]);
                    }
                }
            }
            if self.is_closed || self.is_used_up(minutes) {
                self.is_closed = true;
                return self.at_end();
            }
            match self.search.next_trial() {
                NextTrial::Trial(planned) => self.take(&Entry::Trial {
                    trial: planned.number,
                    values: planned.values,
                    place: planned.place,
                }),
                NextTrial::Wait => return Next::Wait,
                NextTrial::Done => return self.at_end(),
            }
        }
    }

    fn at_end(&self) -> Next {
        let mut runs = self.trials.values().flat_map(|trial| &trial.executions);
        if runs.any(|run| run.state == State::Running) {
            Next::Wait
        } else {
            Next::Done
        }
    }

    fn begin(&self, trial: usize) -> Entry {
        let planned = &self.trials[&trial].planned;
        Entry::Trial {
            trial,
            values: planned.values.clone(),
            place: planned.place,
        }
    }

    /// The first run that has no worker, of a trial that has not failed.
    fn waiting(&self) -> Option<(usize, usize)> {
        self.trials.iter().find_map(|(number, trial)| {
            let is_open = trial.outcome.is_none();
            let waits = trial
                .executions
                .iter()
                .position(|run| run.state == State::Waiting);
            Some((*number, waits.filter(|_| is_open)?))
        })
    }

    fn is_used_up(&self, minutes: f64) -> bool {
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
        let each = if let Some(place) = trial.planned.place {
            place.epochs - place.initial_epoch
        } else {
            let experiment = self.experiment_of(&trial.planned.values);
            experiment.map_or(0, |experiment| experiment.training.epochs)
        };
        each * trial.executions.len()
    }

    fn run(&self, number: usize, execution: usize) -> Result<Run, ExperimentError> {
        let planned = &self.trials[&number].planned;
        let epochs = planned.place.map(|place| place.epochs);
        let mut experiment =
            (self.execute)(&self.sweep, &self.experiment, &planned.values, execution, epochs)?;
        experiment.name = self.name(number, execution);
        let parent = planned.place.and_then(|place| place.promoted_from);
        Ok(Run {
            trial: number,
            execution,
            experiment,
            initial_epoch: planned.place.map_or(0, |place| place.initial_epoch),
            parent: parent.and_then(|parent| Some((parent, self.best_execution(parent)?))),
        })
    }

    fn name(&self, number: usize, execution: usize) -> String {
        let of = match &*self.experiment.name {
            "" => "Sweep",
            name => name,
        };
        let again = match execution {
            0 => String::new(),
            n => format!(", run {}", n + 1),
        };
        format!("{of}: trial {}{again}", number + 1)
    }

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
        runs.collect()
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

    /// The run of a trial that had the best epoch: its weights are those that others go on from.
    fn best_execution(&self, number: usize) -> Option<usize> {
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
        let scored = self
            .trials
            .values()
            .filter_map(|trial| match trial.outcome {
                Some(Outcome::Score(score)) => Some((trial, score)),
                _ => None,
            });
        let mut scored: Vec<(&Trial, f64)> = scored.collect();
        let greater = self.sweep.objective.is_greater_better();
        scored.sort_by(|a, b| {
            let order = a.1.total_cmp(&b.1);
            if greater { order.reverse() } else { order }
        });
        scored
    }
}
