//! Early stopping at work.

use serde::{Deserialize, Serialize};

use super::Action;
use super::best::{Best, is_better};
use crate::experiment::callbacks::EarlyStopping;

/// What it remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EarlyStoppingState {
    best: Best,
    /// From 1; 0 before the first.
    best_epoch: usize,
    /// The epoch whose weights were kept, from 1; 0 before the first.
    kept_epoch: usize,
    /// The last epoch that counted, from 1.
    last_epoch: usize,
    /// Epochs since the best.
    wait: usize,
}

impl EarlyStoppingState {
    /// # Source
    /// `keras.callbacks.EarlyStopping.on_epoch_end` (Keras 3).
    pub fn epoch_end(
        &mut self,
        kind: &EarlyStopping,
        epoch: usize,
        value: Option<f64>,
    ) -> Vec<Action> {
        self.last_epoch = epoch;
        let mut actions = Vec::new();
        // Keras counts epochs from 0.
        let Some(value) = value.filter(|_| epoch > kind.start_from_epoch) else {
            return actions;
        };
        let is_greater_better = kind.monitor.is_greater_better(kind.mode);
        self.wait += 1;
        let is_best = self
            .best
            .is_beaten_by(value, kind.min_delta, is_greater_better);
        if kind.restore_best_weights && (is_best || self.kept_epoch == 0) {
            self.kept_epoch = epoch;
            actions.push(Action::KeepWeights);
        }
        if is_best {
            self.best.set(value);
            self.best_epoch = epoch;
            let min_delta = kind.min_delta;
            let beats_baseline = kind.baseline.is_none()
                || is_better(value, kind.baseline, min_delta, is_greater_better);
            if beats_baseline {
                self.wait = 0;
            }
        } else if self.wait >= kind.patience && epoch > 1 {
            actions.push(Action::Stop {
                best_epoch: self.best_epoch,
                best: self.best.value().unwrap_or(value),
            });
        }
        actions
    }

    /// The epoch whose weights were kept, unless they are the last one's.
    pub fn kept_epoch(&self) -> Option<usize> {
        Some(self.kept_epoch).filter(|&kept| kept > 0 && kept < self.last_epoch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Monitor;

    fn stopped(kind: &EarlyStopping, values: &[f64]) -> Option<usize> {
        let mut state = EarlyStoppingState::default();
        (1..).zip(values).find_map(|(epoch, &value)| {
            let actions = state.epoch_end(kind, epoch, Some(value));
            let is_stop = |action: &Action| matches!(action, Action::Stop { .. });
            actions.iter().any(is_stop).then_some(epoch)
        })
    }

    #[test]
    fn accuracies_are_better_when_they_grow() {
        let kind = EarlyStopping {
            monitor: Monitor::ValAccuracy,
            patience: 2,
            ..EarlyStopping::default()
        };
        assert_eq!(stopped(&kind, &[0.1, 0.2, 0.3, 0.4]), None);
        assert_eq!(stopped(&kind, &[0.4, 0.3, 0.2, 0.1]), Some(3));
    }

    #[test]
    fn epochs_at_the_start_do_not_count() {
        let kind = EarlyStopping {
            patience: 1,
            start_from_epoch: 3,
            ..EarlyStopping::default()
        };
        assert_eq!(stopped(&kind, &[1.0, 2.0, 3.0, 4.0, 5.0]), Some(5));
    }

    #[test]
    fn readings_that_miss_the_baseline_do_not_count_as_improving() {
        let kind = EarlyStopping {
            patience: 3,
            baseline: Some(0.5),
            ..EarlyStopping::default()
        };
        assert_eq!(stopped(&kind, &[0.9, 0.8, 0.8, 0.8, 0.8]), Some(3));
        assert_eq!(stopped(&kind, &[0.9, 0.4, 0.8, 0.8, 0.8]), Some(5));
    }

    #[test]
    fn the_last_epochs_weights_need_not_be_brought_back() {
        let kind = EarlyStopping {
            patience: 5,
            restore_best_weights: true,
            ..EarlyStopping::default()
        };
        let mut state = EarlyStoppingState::default();
        assert_eq!(state.kept_epoch(), None);
        let actions = state.epoch_end(&kind, 1, Some(0.5));
        assert_eq!(
            (actions, state.kept_epoch()),
            (vec![Action::KeepWeights], None)
        );
        assert_eq!(state.epoch_end(&kind, 2, Some(0.6)), []);
        assert_eq!(state.kept_epoch(), Some(1));
    }
}
