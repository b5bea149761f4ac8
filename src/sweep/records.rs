//! The runs in a sweep's journal, as records that are kept and compared like any others.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Entry;
use crate::experiment::Experiment;
use crate::experiment::sweep::{Sweep, Values};
use crate::run::record::{Ending, RunRecord, SweepTrial, TestScores};
use crate::run::{EpochResult, Scores};

/// Digits by which a sweep is known.
const DIGITS: usize = 12;

/// What a journal says of a sweep so far.
struct Journal {
    experiment: Experiment,
    sweep: Sweep,
    /// What the sweep is known by.
    id: String,
    /// The values of each trial, and the epochs of its round of Hyperband.
    trials: BTreeMap<usize, (Values, Option<usize>)>,
    /// By trial and execution.
    runs: BTreeMap<(usize, usize), RunRecord>,
}

/// The runs of a journal that ended or failed, in the order of their trials. Read again, they have the same ids. Of a
/// curve and of predictions a journal says nothing.
///
/// # Errors
/// It is no journal; the text says which line is wrong, for people.
pub fn records(journal: &str) -> Result<Vec<RunRecord>, String> {
    let mut found: Option<Journal> = None;
    for (i, line) in journal.lines().enumerate() {
        let entry: Entry = match serde_json::from_str(line) {
            Ok(entry) => entry,
            // A sweep that broke off may have left half a line.
            Err(_) if i + 1 == journal.lines().count() => break,
            Err(error) => {
                return Err(format!(
                    "is no journal of a sweep: line {}: {error}.",
                    i + 1
                ));
            }
        };
        match (&mut found, entry) {
            (none @ None, Entry::Sweep { experiment, .. }) => {
                let sweep = experiment.sweep.as_ref();
                let sweep = sweep.ok_or("is no journal of a sweep: its first line has none.")?;
                *none = Some(Journal {
                    sweep: sweep.open().map_err(|error| error.to_string())?,
                    experiment: *experiment,
                    id: id_of(line),
                    trials: BTreeMap::new(),
                    runs: BTreeMap::new(),
                });
            }
            (Some(journal), entry) => journal.take(entry)?,
            (None, _) => return Err("is no journal of a sweep: its first line is none.".to_owned()),
        }
    }
    let journal = found.ok_or("is no journal of a sweep: it has no line.")?;
    let over = |record: &RunRecord| {
        record.summary.test.is_some() || matches!(record.summary.ending, Ending::Failed(_))
    };
    Ok(journal.runs.into_values().filter(over).collect())
}

fn id_of(line: &str) -> String {
    let mut digits = format!("{:x}", Sha256::digest(line));
    digits.truncate(DIGITS);
    digits
}

impl Journal {
    fn take(&mut self, entry: Entry) -> Result<(), String> {
        match entry {
            Entry::Trial {
                trial,
                values,
                hyperband,
            } => {
                let epochs = hyperband.map(|round| round.epochs);
                self.trials.insert(trial, (values, epochs));
            }
            Entry::Run { trial, execution } => {
                let record = self.begun(trial, execution)?;
                self.runs.insert((trial, execution), record);
            }
            Entry::Epoch {
                trial,
                execution,
                readings,
            } => {
                if let Some(record) = self.runs.get_mut(&(trial, execution)) {
                    record.history.push(EpochResult {
                        epoch: readings.epoch,
                        step: 0,
                        train: readings.train,
                        validation: readings.validation,
                        test: readings.test,
                        seconds: readings.seconds,
                    });
                    record.summary.epochs = readings.epoch;
                }
            }
            Entry::Ended {
                trial,
                execution,
                scores,
                ..
            } => {
                if let Some(record) = self.runs.get_mut(&(trial, execution)) {
                    let Scores { loss, accuracy } = scores.test;
                    record.summary.seconds = scores.seconds;
                    record.summary.test = Some(TestScores {
                        accuracy,
                        loss,
                        precision: Some(scores.precision),
                        recall: Some(scores.recall),
                        f1: Some(scores.f1),
                    });
                }
            }
            Entry::Failed {
                trial,
                execution,
                reason,
            } => {
                if let Some(record) = self.runs.get_mut(&(trial, execution)) {
                    record.summary.ending = Ending::Failed(reason);
                }
            }
            Entry::Sweep { .. } | Entry::Lost { .. } => {}
        }
        Ok(())
    }

    /// The record of a run that begins.
    fn begun(&self, trial: usize, execution: usize) -> Result<RunRecord, String> {
        let wrong =
            |why: &str| format!("is no journal of this program: trial {}: {why}.", trial + 1);
        let (values, epochs) = self
            .trials
            .get(&trial)
            .ok_or_else(|| wrong("it never began"))?;
        let experiment = self
            .sweep
            .execution(&self.experiment, values, execution, *epochs);
        let experiment = experiment.map_err(|error| wrong(&error.to_string()))?;
        let id = format!("{}-{trial}-{execution}", self.id);
        let mut record = RunRecord::new(id, &experiment);
        let of_several = match execution {
            0 => String::new(),
            n => format!(", run {}", n + 1),
        };
        record.summary.name = format!("{}, trial {}{of_several}", record.summary.name, trial + 1);
        record.summary.trial = Some(SweepTrial {
            sweep: self.id.clone(),
            trial,
            execution,
        });
        Ok(record)
    }
}
