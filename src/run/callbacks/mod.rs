//! Callbacks at work: what each makes of an epoch's readings. Pure; the run does what they say, and
//! keeps what they remember in its snapshots.

mod action;
mod best;
mod early_stopping;
mod model_checkpoint;
mod reduce_lr_on_plateau;

pub use action::Action;

use serde::{Deserialize, Serialize};

use self::early_stopping::EarlyStoppingState;
use self::model_checkpoint::ModelCheckpointState;
use self::reduce_lr_on_plateau::PlateauState;
use super::Scores;
use crate::experiment::callbacks::EarlyStopping;
use crate::experiment::{Callback, Monitor};

/// What is known at the end of an epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Readings {
    /// The epoch, from 1.
    pub epoch: usize,
    /// Means over its batches.
    pub train: Scores,
    /// On the validation samples, if there are any.
    pub validation: Option<Scores>,
    /// The step size of the step after it.
    pub learning_rate: f64,
}

impl Readings {
    /// The reading that a callback follows; absent where it was not measured.
    fn value(&self, monitor: Monitor) -> Option<f64> {
        match monitor {
            Monitor::ValLoss => self.validation.map(|scores| scores.loss),
            Monitor::ValAccuracy => self.validation.map(|scores| scores.accuracy),
            Monitor::Loss => Some(self.train.loss),
            Monitor::Accuracy => Some(self.train.accuracy),
        }
    }
}

/// What a run's callbacks remember, as its snapshots keep it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Callbacks {
    states: Vec<State>,
}

/// What a callback remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum State {
    EarlyStopping(EarlyStoppingState),
    ReduceLROnPlateau(PlateauState),
    ModelCheckpoint(ModelCheckpointState),
    /// Nothing.
    TerminateOnNaN,
}

impl State {
    fn new(callback: &Callback) -> Self {
        match callback {
            Callback::EarlyStopping(_) => Self::EarlyStopping(EarlyStoppingState::default()),
            Callback::ReduceLROnPlateau(_) => Self::ReduceLROnPlateau(PlateauState::default()),
            Callback::ModelCheckpoint(_) => Self::ModelCheckpoint(ModelCheckpointState::default()),
            Callback::TerminateOnNaN(_) => Self::TerminateOnNaN,
        }
    }
}

impl Callbacks {
    /// Before the first epoch.
    #[must_use]
    pub fn new(callbacks: &[Callback]) -> Self {
        Self {
            states: callbacks.iter().map(State::new).collect(),
        }
    }

    /// Whether this is what these callbacks remember: one of the same kind for each.
    #[must_use]
    pub fn is_of(&self, callbacks: &[Callback]) -> bool {
        let new = Self::new(callbacks);
        let kind = std::mem::discriminant::<State>;
        self.states.iter().map(kind).eq(new.states.iter().map(kind))
    }

    /// What is to be done after an epoch, in this order.
    pub fn epoch_end(&mut self, callbacks: &[Callback], readings: &Readings) -> Vec<Action> {
        let mut actions = Vec::new();
        let mut rate = readings.learning_rate;
        for (callback, state) in callbacks.iter().zip(&mut self.states) {
            let value = callback.kind().monitor().and_then(|m| readings.value(m));
            match (callback, state) {
                (Callback::EarlyStopping(kind), State::EarlyStopping(state)) => {
                    actions.extend(state.epoch_end(kind, readings.epoch, value));
                }
                (Callback::ReduceLROnPlateau(kind), State::ReduceLROnPlateau(state)) => {
                    if let Some(new) = state.epoch_end(kind, value, rate) {
                        rate = new;
                        actions.push(Action::SetLearningRate(new));
                    }
                }
                (Callback::ModelCheckpoint(kind), State::ModelCheckpoint(state)) => {
                    actions.extend(state.epoch_end(kind, value));
                }
                _ => {}
            }
        }
        actions
    }

    /// The epoch whose weights the run ends with, if they are not those of its last epoch.
    #[must_use]
    pub fn restores(&self, callbacks: &[Callback]) -> Option<usize> {
        callbacks
            .iter()
            .zip(&self.states)
            .find_map(|pair| match pair {
                (
                    Callback::EarlyStopping(EarlyStopping {
                        restore_best_weights: true,
                        ..
                    }),
                    State::EarlyStopping(state),
                ) => state.kept_epoch(),
                _ => None,
            })
    }
}

#[cfg(test)]
#[path = "golden.rs"]
mod golden;
