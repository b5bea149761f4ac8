//! What a run drives: something that trains in portions, and is evaluated in portions.

use super::{Evaluation, Scores, StepRecord};

/// Trains a network in portions.
pub trait Trainer {
    /// What can go wrong.
    type Error;

    /// Does the next portion: up to `steps` training steps within the epoch under way, or a
    /// batch of the evaluation that ends it.
    ///
    /// # Errors
    /// It cannot go on; every further call returns the same error.
    fn work(&mut self, steps: usize) -> impl Future<Output = Result<Outcome, Self::Error>>;

    /// Makes an evaluation on the test samples the next work, which ends with
    /// [`Outcome::Evaluated`].
    fn evaluate(&mut self);

    /// What to go on from later, as it is between two steps.
    ///
    /// # Errors
    /// It failed, now or before.
    fn snapshot(&self) -> impl Future<Output = Result<Vec<u8>, Self::Error>>;

    /// Steps taken.
    fn step(&self) -> usize;

    /// The epoch under way, from 1.
    fn epoch(&self) -> usize;

    /// Steps in an epoch.
    fn steps_per_epoch(&self) -> usize;

    /// Steps in the whole run.
    fn total_steps(&self) -> usize;

    /// Samples in an epoch.
    fn train_samples(&self) -> usize;
}

/// What a portion of work brought.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Steps taken.
    Steps(Vec<StepRecord>),
    /// A part of an evaluation.
    Evaluating,
    /// An epoch is over and evaluated.
    EpochEnd(EpochScores),
    /// The evaluation that was asked for.
    Evaluated(Evaluation),
    /// All epochs are done; nothing was left to do.
    Finished,
}

/// What an epoch brought.
#[derive(Clone, Debug, PartialEq)]
pub struct EpochScores {
    /// The epoch, from 1.
    pub epoch: usize,
    /// Means over the epoch's batches, each before its update (as in Keras).
    pub train: Scores,
    /// On the validation samples, if there are any.
    pub validation: Option<Scores>,
    /// On the test samples.
    pub evaluation: Evaluation,
}
