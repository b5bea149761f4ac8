//! An experiment as the page comes by it: a text that the loader reads, so that the page needs
//! no reader of JSON.

use borsh::{BorshDeserialize, BorshSerialize};

use super::WireError;
use crate::experiment::{Experiment, link};

/// An experiment that is yet to be read.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum PendingExperiment {
    /// A share link, from `#`.
    Link(String),
    /// A file's JSON.
    Json(String),
}

impl PendingExperiment {
    /// Reads it.
    ///
    /// # Errors
    /// A damaged link, or what [`Experiment::from_json`] refuses.
    pub fn read(&self) -> Result<Experiment, WireError> {
        let read = match self {
            Self::Link(fragment) => link::from_fragment(fragment),
            Self::Json(json) => Experiment::from_json(json),
        };
        read.map_err(WireError::from)
    }
}
