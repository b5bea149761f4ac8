//! What page and data explorer say to each other. The page alone changes the experiment.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{DataSummary, WireError};
use crate::experiment::Data;

/// What the page sends to the data explorer.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum LookNews {
    /// The loader is to be asked by the port that comes with this, from now on.
    Loader,
    /// What is to be shown has changed.
    Data(Box<Looked>),
}

/// What is to be shown.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Looked {
    /// The experiment's data.
    pub data: Data,
    /// What is loaded.
    pub summary: DataSummary,
    /// Counts what was loaded: another number, other samples.
    pub load: u32,
    /// Whether the experiment can be changed now.
    pub can_edit: bool,
    /// Why what was asked for last could not be loaded.
    pub failure: Option<WireError>,
}

/// What the data explorer asks the page for: from now on, the experiment's data is to be this.
pub type LookWish = Data;
