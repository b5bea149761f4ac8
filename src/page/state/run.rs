//! The run at hand, what it goes on from, and the main button.

use std::sync::Arc;

use crate::page::run::Run;
use crate::page::slice::{Contents, Part};
use crate::protocol::RunId;

/// The run at hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunState {
    /// The run.
    pub current: Option<Run>,
    /// Number of the newest run.
    pub last_id: RunId,
    /// Train as soon as the run is ready.
    pub train_when_ready: bool,
    /// What a crashed worker's successor goes on from.
    pub snapshot: Option<Snapshot>,
}

/// A network to go on from.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Key of its run.
    pub key: RunId,
    /// Steps it has taken.
    pub step: usize,
    /// As the worker packed it.
    pub bytes: Arc<Vec<u8>>,
}

impl Contents for RunState {
    const PART: Part = Part::Run;
}

impl RunState {
    /// The step that a crashed worker's successor goes on from.
    #[must_use]
    pub fn snapshot_step(&self) -> usize {
        match (&self.current, &self.snapshot) {
            (Some(run), Some(snapshot)) if snapshot.key == run.key => snapshot.step,
            _ => 0,
        }
    }
}

/// What the main button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primary {
    /// Starts a run from its first step.
    Train,
    /// Lets a running one wait.
    Pause,
    /// Lets a waiting one go on.
    Resume,
}

impl Primary {
    /// The button's name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Train => "Train",
            Self::Pause => "Pause",
            Self::Resume => "Resume",
        }
    }
}
