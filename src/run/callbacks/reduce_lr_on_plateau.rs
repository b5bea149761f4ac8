//! Smaller steps on a plateau, at work.

use serde::{Deserialize, Serialize};

use super::best::Best;
use crate::experiment::callbacks::ReduceLROnPlateau;

/// What it remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlateauState {
    best: Best,
    /// Epochs since the best.
    wait: usize,
    /// Epochs left that do not count.
    cooldown: usize,
}

impl PlateauState {
    /// The new step size, where it changes.
    ///
    /// # Source
    /// `keras.callbacks.ReduceLROnPlateau.on_epoch_end` (Keras 3).
    pub fn epoch_end(
        &mut self,
        kind: &ReduceLROnPlateau,
        value: Option<f64>,
        rate: f64,
    ) -> Option<f64> {
        let value = value?;
        if self.cooldown > 0 {
            self.cooldown -= 1;
            self.wait = 0;
        }
        let is_greater_better = kind.monitor.is_greater_better(kind.mode);
        if self
            .best
            .is_beaten_by(value, kind.min_delta, is_greater_better)
        {
            self.best.set(value);
            self.wait = 0;
            return None;
        }
        if self.cooldown > 0 {
            return None;
        }
        self.wait += 1;
        if self.wait < kind.patience || rate <= kind.min_lr {
            return None;
        }
        self.cooldown = kind.cooldown;
        self.wait = 0;
        Some((rate * kind.factor).max(kind.min_lr))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_of_the_cooldown_do_not_count() {
        let kind = ReduceLROnPlateau {
            patience: 1,
            cooldown: 3,
            factor: 0.5,
            ..ReduceLROnPlateau::default()
        };
        let mut state = PlateauState::default();
        let mut rate = 1.0;
        let rates: Vec<f64> = (0..8)
            .map(|_| {
                rate = state.epoch_end(&kind, Some(1.0), rate).unwrap_or(rate);
                rate
            })
            .collect();
        // As in Keras, the epoch in which the cooldown ends counts again.
        assert_eq!(rates, [1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125]);
    }
}
