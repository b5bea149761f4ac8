//! What a run drives: something that trains in portions, and is evaluated in portions.

use super::{Evaluation, NetworkStatistics, Scores, StepRecord};
use crate::experiment::Callback;
use crate::metrics::ClassCounts;

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

    /// Whether there is anything yet that one could go on from.
    fn has_snapshot(&self) -> bool {
        true
    }

    /// What is done at the end of its epochs.
    fn callbacks(&self) -> &[Callback];

    /// The text that its snapshots keep for the run; empty before the first.
    fn notes(&self) -> &str;

    /// Keeps a text in the snapshots to come.
    fn set_notes(&mut self, notes: String);

    /// The step size of the next step.
    fn learning_rate(&self) -> f64;

    /// Makes the next step's size this one; a schedule goes on from there in proportion.
    fn set_learning_rate(&mut self, rate: f64);

    /// Remembers the weights as they are, in place of those remembered before.
    fn keep_weights(&mut self);

    /// Gives the network the weights that were remembered; false if there are none.
    fn restore_weights(&mut self) -> bool;

    /// Collects statistics of the layers in the next step, which then makes a portion of its own. They change no
    /// number of the run.
    fn collect_statistics(&mut self);

    /// The statistics of the layers in the last portion, if they were collected; once.
    fn take_statistics(&mut self) -> Option<NetworkStatistics>;

    /// The counts of each class in the training batches since they were taken before; none where there
    /// was no step.
    fn take_classes(&mut self) -> Vec<ClassCounts>;

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
    /// An evaluation that was asked for, or one within an epoch.
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
    /// The classes in the training batches, each before its update.
    pub train_classes: Vec<ClassCounts>,
    /// The classes on the validation samples; empty where there are none.
    pub validation_classes: Vec<ClassCounts>,
}
