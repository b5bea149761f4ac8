//! The weights that trials of Hyperband go on from: a folder beside the journal, with one for each run.

use std::fs;
use std::path::{Path, PathBuf};

use hearth::sweep::{Course, Run};

use super::super::checkpoints::Checkpoints;

/// A folder of weights.
pub struct Weights {
    folder: PathBuf,
}

impl Weights {
    /// The folder beside a journal; it is made when it is needed.
    pub fn beside(journal: &Path) -> Self {
        Self {
            folder: journal.with_extension("weights"),
        }
    }

    /// The folder for the checkpoints of a run.
    pub fn folder(&self, trial: usize, execution: usize) -> PathBuf {
        let folder = self
            .folder
            .join(format!("trial-{:04}-run-{}", trial + 1, execution + 1));
        std::path::absolute(&folder).unwrap_or(folder)
    }

    /// The weights of a run's best epoch.
    pub fn best(&self, trial: usize, execution: usize) -> PathBuf {
        Checkpoints::of(&self.folder(trial, execution)).best()
    }

    /// Deletes what only going on with a run needs.
    pub fn ended(&self, run: &Run) {
        // If it cannot be deleted, it only takes room.
        let _ = fs::remove_file(Checkpoints::of(&self.folder(run.trial, run.execution)).last());
    }

    /// Deletes the weights of all trials but the best, when the sweep is over.
    pub fn clear(&self, course: &Course) {
        let ranked = course.ranked();
        let best = ranked.first().map(|(trial, _)| trial.planned.number);
        for trial in course
            .trials()
            .filter(|trial| Some(trial.planned.number) != best)
        {
            for execution in 0..trial.executions.len() {
                let _ = fs::remove_dir_all(self.folder(trial.planned.number, execution));
            }
        }
    }
}
