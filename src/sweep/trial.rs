//! The trials of a sweep that have begun, their runs, and what a free worker does next.

use super::{Entry, EpochReadings, FinalScores, Outcome, Planned};
use crate::experiment::Experiment;

/// A trial that has begun.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Its number, its values and, by Hyperband, its round.
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
    /// How often it was begun.
    pub(super) attempts: usize,
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
