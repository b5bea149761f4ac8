//! What a run keeps in its trainer's snapshots, so that it goes on exactly where it was.

use serde::{Deserialize, Serialize};

use super::callbacks::Callbacks;
use crate::experiment::Callback;

/// What a run keeps in its trainer's snapshots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunState {
    /// What its callbacks remember.
    pub callbacks: Callbacks,
    /// Whether a callback ended it.
    pub is_over: bool,
    /// Whether the best weights were brought back.
    pub is_restored: bool,
}

impl RunState {
    /// Before the first epoch.
    pub fn new(callbacks: &[Callback]) -> Self {
        Self {
            callbacks: Callbacks::new(callbacks),
            ..Self::default()
        }
    }

    /// As a snapshot has it; a new one where the snapshot has none, or one of other callbacks.
    pub fn read(notes: &str, callbacks: &[Callback]) -> Self {
        serde_json::from_str(notes)
            .ok()
            .filter(|state: &Self| state.callbacks.is_of(callbacks))
            .unwrap_or_else(|| Self::new(callbacks))
    }

    /// As a snapshot has it.
    pub fn to_notes(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
