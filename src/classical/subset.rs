//! A classifier trained on a part of the training samples: what more samples would bring.

use std::sync::Arc;

use super::{ClassicalError, Session};
use crate::data::Role;
use crate::run::{CurvePoint, Outcome, Trainer};

/// A training under way, beside the session that it is of, which stays as it is.
pub struct SubsetRun {
    session: Session,
    samples: usize,
}

impl SubsetRun {
    /// The classifier of a session on this part of its training samples, which are spread evenly over all, with one
    /// more of each class that would have none.
    ///
    /// # Errors
    /// The classifier cannot be trained.
    pub fn new(session: &Session, part: f32) -> Result<Self, ClassicalError> {
        let mut data = (**session.data()).clone();
        let all = data.part(Role::Train).len();
        let samples = ((all as f32 * part).round() as usize).clamp(1, all);
        let mut chosen: Vec<u32> = (0..samples).map(|i| (i * all / samples) as u32).collect();
        let labels = data.train.labels();
        for class in 0..data.classes.len() {
            let is_own = |at: &u32| usize::from(labels[*at as usize]) == class;
            if !chosen.iter().any(is_own) {
                chosen.extend((0..all as u32).find(is_own));
            }
        }
        chosen.sort_unstable();
        let samples = chosen.len();
        data.train = data.train.select(&chosen);
        let session = Session::new(session.experiment().clone(), Arc::new(data))?;
        Ok(Self { session, samples })
    }

    /// Does the next portion; returns what came of it after the last.
    ///
    /// # Errors
    /// The classifier cannot be trained.
    pub async fn work(&mut self) -> Result<Option<CurvePoint>, ClassicalError> {
        let Outcome::EpochEnd(scores) = self.session.work(1).await? else {
            return Ok(None);
        };
        Ok(Some(CurvePoint {
            samples: self.samples,
            train: scores.train.accuracy,
            test: scores.evaluation.test.accuracy,
        }))
    }
}
