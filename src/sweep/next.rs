//! What a free worker of a sweep does next.

use super::search::NextTrial;
use super::trial::{Next, Run, State};
use super::{Course, Entry};
use crate::experiment::ExperimentError;

impl Course {
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
                    hyperband: planned.hyperband,
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

    fn begin(&self, trial: usize) -> Entry {
        let planned = &self.trials[&trial].planned;
        Entry::Trial {
            trial,
            values: planned.values.clone(),
            hyperband: planned.hyperband,
        }
    }

    fn run(&self, number: usize, execution: usize) -> Result<Run, ExperimentError> {
        let planned = &self.trials[&number].planned;
        let epochs = planned.hyperband.map(|round| round.epochs);
        let mut experiment = (self.execute)(
            &self.sweep,
            &self.experiment,
            &planned.values,
            execution,
            epochs,
        )?;
        experiment.name = self.name(number, execution);
        let parent = planned.hyperband.and_then(|round| round.promoted_from);
        Ok(Run {
            trial: number,
            execution,
            experiment,
            initial_epoch: planned.hyperband.map_or(0, |round| round.initial_epoch),
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
}
