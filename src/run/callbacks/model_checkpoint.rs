//! Checkpoints at work.

use serde::{Deserialize, Serialize};

use super::Action;
use super::best::Best;
use crate::experiment::callbacks::ModelCheckpoint;

/// What it remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelCheckpointState {
    best: Best,
}

impl ModelCheckpointState {
    /// The checkpoint of an epoch, if one is made.
    pub fn epoch_end(&mut self, kind: &ModelCheckpoint, value: Option<f64>) -> Option<Action> {
        if !kind.save_best_only {
            return Some(Action::Checkpoint { best: None });
        }
        let value = value?;
        let is_greater_better = kind.monitor.is_greater_better(kind.mode);
        self.best
            .is_beaten_by(value, 0.0, is_greater_better)
            .then(|| {
                self.best.set(value);
                Action::Checkpoint { best: Some(value) }
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_epoch_is_kept_or_only_the_best_so_far() {
        let kept = |save_best_only| {
            let kind = ModelCheckpoint {
                save_best_only,
                ..ModelCheckpoint::default()
            };
            let mut state = ModelCheckpointState::default();
            let losses = [0.5, 0.6, 0.4, 0.4];
            losses.map(|loss| state.epoch_end(&kind, Some(loss)).is_some())
        };
        assert_eq!(kept(false), [true; 4]);
        assert_eq!(kept(true), [true, false, true, false]);
    }
}
