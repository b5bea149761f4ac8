//! The search for a learning rate: steps of growing size on a copy of a session, which stays as it is.

use super::{EngineError, Session};
use crate::experiment::{Experiment, Schedule};
use crate::run::{FindRate, FoundRate, RateFinder, Trainer};

/// A search under way.
pub struct RateSearch {
    session: Session,
    finder: RateFinder,
}

impl RateSearch {
    /// A search that begins at a session's weights.
    ///
    /// # Errors
    /// The session failed before, or the device did.
    pub async fn new(session: &Session, options: FindRate) -> Result<Self, EngineError> {
        let snapshot = session.snapshot().await?;
        let mut copy = session.with(Experiment {
            schedule: Schedule::default(),
            callbacks: Vec::new(),
            ..session.experiment.clone()
        })?;
        copy.restore(&snapshot)?;
        // The session may be at the end of an epoch, before its evaluation.
        copy.skip_evaluation();
        Ok(Self {
            session: copy,
            finder: RateFinder::new(options),
        })
    }

    /// Takes up to so many steps; returns what was found when the search is over.
    ///
    /// # Errors
    /// The device failed.
    pub async fn work(&mut self, steps: usize) -> Result<Option<FoundRate>, EngineError> {
        for _ in 0..steps {
            let Some(rate) = self.finder.next_rate() else {
                return Ok(Some(self.finder.clone().found()));
            };
            self.session.set_learning_rate(rate);
            match self.session.train(1).await {
                Ok(records) => {
                    let loss = records.first().map_or(f64::NAN, |r| f64::from(r.loss));
                    self.finder.note(loss);
                }
                // That is how such a search ends.
                Err(EngineError::Diverged { loss, .. }) => self.finder.note(f64::from(loss)),
                Err(error) => return Err(error),
            }
            self.session.skip_evaluation();
        }
        Ok(None)
    }
}
