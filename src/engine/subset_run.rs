//! Runs of an experiment on a part of its training samples: what more samples would bring.

use std::sync::Arc;

use super::{EngineError, Session};
use crate::data::{Role, spread};
use crate::experiment::Experiment;
use crate::run::{CurvePoint, Outcome};

/// A run under way, beside the session that it is of, which stays as it is.
pub struct SubsetRun {
    session: Session,
    samples: usize,
}

/// Steps between two looks at the messages.
const STEPS: usize = 1;

impl SubsetRun {
    /// The experiment of a session, on this part of its training samples, from its initial weights on, for so many
    /// epochs. The samples are spread over all, and so over the classes.
    ///
    /// # Errors
    /// The network cannot be built.
    pub fn new(session: &Session, part: f32, epochs: usize) -> Result<Self, EngineError> {
        let mut data = (*session.shared_data()).clone();
        let all = data.part(Role::Train).len();
        let samples = ((all as f32 * part).round() as usize).clamp(1, all);
        let chosen = spread(all, samples).into_iter().map(|at| at as u32);
        let chosen: Vec<u32> = chosen.collect();
        data.train = data.train.select(&chosen);
        let mut experiment = Experiment {
            callbacks: Vec::new(),
            ..session.experiment().clone()
        };
        experiment.training.epochs = epochs.max(1);
        experiment.training.evaluations_per_epoch = None;
        let device = session.network().device();
        let session = Session::new(experiment, Arc::new(data), device)?;
        Ok(Self { session, samples })
    }

    /// Does the next portion; returns what came of it after the last epoch.
    ///
    /// # Errors
    /// The device failed, or the loss is no longer a number.
    pub async fn work(&mut self) -> Result<Option<CurvePoint>, EngineError> {
        let Outcome::EpochEnd(scores) = self.session.work(STEPS).await? else {
            return Ok(None);
        };
        Ok(self.session.is_finished().then_some(CurvePoint {
            samples: self.samples,
            train: scores.train.accuracy,
            test: scores.evaluation.test.accuracy,
        }))
    }
}
