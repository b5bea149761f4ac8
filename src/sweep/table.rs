//! The results of a sweep as rows of a table.

use serde::Serialize;

use super::hyperband::HyperbandRound;
use super::trial::Trial;
use super::{Course, Outcome, State, best_epoch};
use crate::experiment::sweep::Values;

/// A trial in the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Its number, from 1.
    pub trial: usize,
    /// Its values.
    pub values: Values,
    /// Its round, by Hyperband.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hyperband: Option<HyperbandRound>,
    /// The mean of its runs' best epochs.
    pub score: Option<f64>,
    /// The best of all the table, or one as good.
    pub is_best: bool,
    /// The best epoch of its first run.
    pub best_epoch: Option<usize>,
    /// Epochs of all its runs.
    pub epochs: usize,
    /// Test loss and accuracy, macro precision, recall and F1, as means over its runs.
    pub test_loss: Option<f64>,
    /// See `test_loss`.
    pub test_accuracy: Option<f64>,
    /// See `test_loss`.
    pub precision: Option<f64>,
    /// See `test_loss`.
    pub recall: Option<f64>,
    /// See `test_loss`.
    pub f1: Option<f64>,
    /// Seconds that its runs took together.
    pub seconds: Option<f64>,
    /// How far it is: waiting, running, ended, or why it failed.
    pub state: String,
}

/// A row for each trial that has begun, in the order of their numbers.
#[must_use]
pub fn rows(course: &Course) -> Vec<Row> {
    let best = course.ranked().first().map(|(_, score)| *score);
    course
        .trials()
        .map(|trial| row(course, trial, best))
        .collect()
}

fn row(course: &Course, trial: &Trial, best: Option<f64>) -> Row {
    let runs = &trial.executions;
    let scores: Option<Vec<_>> = runs.iter().map(|run| run.scores).collect();
    let mean = |of: &dyn Fn(&super::FinalScores) -> f64| {
        let scores = scores.as_ref()?;
        Some(scores.iter().map(of).sum::<f64>() / scores.len() as f64)
    };
    let (score, state) = match &trial.outcome {
        Some(Outcome::Score(score)) => (Some(*score), "ended".to_owned()),
        Some(Outcome::Failed(reason)) => (None, format!("failed: {reason}")),
        None if runs.iter().any(|run| run.state != State::Waiting) => (None, "running".to_owned()),
        None => (None, "waiting".to_owned()),
    };
    let first = runs
        .first()
        .and_then(|run| best_epoch(&course.sweep().objective, &run.epochs));
    Row {
        trial: trial.planned.number + 1,
        values: trial.planned.values.clone(),
        hyperband: trial.planned.hyperband,
        is_best: score.is_some_and(|score| best.is_some_and(|best| best.total_cmp(&score).is_eq())),
        score,
        best_epoch: first.map(|(epoch, _)| epoch),
        epochs: runs.iter().map(|run| run.epochs.len()).sum(),
        test_loss: mean(&|s| s.test.loss),
        test_accuracy: mean(&|s| s.test.accuracy),
        precision: mean(&|s| s.precision),
        recall: mean(&|s| s.recall),
        f1: mean(&|s| s.f1),
        seconds: mean(&|s| s.seconds * runs.len() as f64),
        state,
    }
}
