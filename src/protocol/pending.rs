//! An experiment as the page comes by it: a text or file that the loader reads, so that the page needs
//! no reader of JSON.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{ErrorKind, WireError};
use crate::experiment::{Experiment, link};

/// An experiment that is yet to be read.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum PendingExperiment {
    /// A share link, from `#`.
    Link(String),
    /// A file's JSON.
    Json(String),
    /// That of a model's file, which the page keeps under this number and the browser hands over
    /// beside the message.
    Model(u32),
}

impl PendingExperiment {
    /// Reads it, if it is a text.
    ///
    /// # Errors
    /// It is a file, which is read where files are; a damaged link; or what [`Experiment::from_json`] refuses.
    pub fn read(&self) -> Result<Experiment, WireError> {
        let read = match self {
            Self::Link(fragment) => link::from_fragment(fragment),
            Self::Json(json) => Experiment::from_json(json),
            Self::Model(_) => {
                return Err(WireError::new(
                    ErrorKind::Internal,
                    "a model's file is no text",
                    "Report this: it is a fault of Hearth's.",
                ));
            }
        };
        read.map_err(WireError::from)
    }
}
