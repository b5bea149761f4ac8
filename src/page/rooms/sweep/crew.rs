//! A worker that carries out the runs of a sweep, one after the other.

use super::supply::Key;
use crate::protocol::{Buffer, RunId};
use crate::run::{EpochResult, Evaluation};
use crate::sweep::Run;

/// A worker.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Worker {
    /// Its number among all of the visit.
    pub number: u32,
    /// How far it is.
    pub stage: Stage,
    /// What it carries out.
    pub run: Option<Box<Run>>,
    /// The number of that run for the worker.
    pub id: RunId,
    /// The samples that it holds.
    pub data: Option<Key>,
    /// What their test part is known by.
    pub fingerprint: Option<String>,
    /// The weights that its run begins with have come.
    pub weights: Option<Buffer>,
    /// The last evaluation of its run.
    pub evaluation: Option<Evaluation>,
    /// Epochs of its run.
    pub epochs: Vec<EpochResult>,
    /// What computes, for people.
    pub device: String,
    /// The snapshot of its run's best epoch.
    pub best: Option<Buffer>,
    /// The last snapshot of its run.
    pub model: Option<Buffer>,
}

/// How far a worker is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Its program is fetched, or its device is opened.
    #[default]
    Starting,
    /// It waits for a run.
    Idle,
    /// It waits for what its run needs: samples and weights.
    Waiting,
    /// It builds the run's network.
    Preparing,
    /// It trains, or could.
    Training,
    /// Its run is over, and it is asked what it made of each test sample.
    Asked,
}

impl Worker {
    /// A worker that is being started.
    #[must_use]
    pub fn new(number: u32) -> Self {
        Self {
            number,
            ..Self::default()
        }
    }

    /// Takes a run up.
    pub fn take(&mut self, run: Box<Run>) {
        self.stage = Stage::Waiting;
        self.id = self.id.next();
        self.run = Some(run);
        self.weights = None;
        self.evaluation = None;
        self.epochs.clear();
        self.best = None;
        self.model = None;
    }

    /// Puts its run down.
    pub fn put_down(&mut self) -> Option<Box<Run>> {
        self.stage = Stage::Idle;
        self.run.take()
    }
}
