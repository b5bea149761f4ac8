//! Runs that are over, for comparison.

use std::sync::Arc;

use crate::page::run::{Point, Run};
use crate::page::slice::{Contents, Part};
use crate::protocol::{Buffer, RunId, Scores};

/// Runs that are over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Runs {
    /// Oldest first.
    pub finished: Vec<FinishedRun>,
}

/// A line of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedRun {
    /// Key of the run.
    pub key: RunId,
    /// The experiment's name; empty where it has none.
    pub experiment: String,
    /// The model's name.
    pub model: String,
    /// The data's name.
    pub data: &'static str,
    /// The update rule and its step size, the batch size and the seed.
    pub settings: String,
    /// The device it ran on, with its kernels' instruction set.
    pub device: String,
    /// Epochs done.
    pub epochs: usize,
    /// Steps taken.
    pub steps: usize,
    /// On the test samples.
    pub test: Scores,
    /// Seconds of work.
    pub seconds: f64,
    /// Some of its steps, evenly spaced, to lay its curve over another run's.
    pub curve: Arc<[Point]>,
}

/// A run that is over, for those who keep it.
#[derive(Clone, Debug, PartialEq)]
pub struct RunOver {
    /// The run.
    pub run: Run,
    /// Its network as it is now, as a model's file, if there is one.
    pub model: Option<Buffer>,
    /// The load of the data that it was tested on, if the loader still has it.
    pub load: Option<u32>,
    /// Why it could not go on, if it could not.
    pub fault: Option<String>,
}

/// Steps of a run's curve that are kept.
pub const KEPT_STEPS: usize = 2000;

impl Contents for Runs {
    const PART: Part = Part::Runs;
}

impl Runs {
    /// Whether a run is among them.
    #[must_use]
    pub fn has(&self, key: RunId) -> bool {
        self.finished.iter().any(|line| line.key == key)
    }

    /// Takes a run in, in place of what was known of it before.
    pub fn put(&mut self, line: FinishedRun) {
        match self.finished.iter_mut().find(|f| f.key == line.key) {
            Some(earlier) => *earlier = line,
            None => self.finished.push(line),
        }
    }

    /// The one that did best on the test samples.
    #[must_use]
    pub fn best(&self) -> Option<RunId> {
        let best = |a: &&FinishedRun, b: &&FinishedRun| {
            // Of equals the earlier one, which `max_by` would not keep.
            a.test
                .accuracy
                .total_cmp(&b.test.accuracy)
                .then(b.key.cmp(&a.key))
        };
        self.finished.iter().max_by(best).map(|run| run.key)
    }
}
