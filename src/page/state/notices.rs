//! What went wrong, until it is dismissed, and what was last announced.

use crate::page::slice::{Contents, Part};
use crate::protocol::WireError;

/// Notices and announcements.
#[derive(Clone, Debug, PartialEq)]
pub struct Notices {
    /// What went wrong, newest last.
    pub list: Vec<Notice>,
    /// Number of the next notice.
    pub next_id: u32,
    /// What was last announced to people who do not see the page.
    pub announcement: String,
}

/// Something that went wrong, until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub id: u32,
    /// What happened, and what to do.
    pub error: WireError,
    /// What the page offers to do.
    pub remedy: Option<Remedy>,
}

/// What a notice offers to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Start a new worker.
    Restart,
    /// Load the page anew.
    Reload,
    /// Go on from the model of this step, or do away with it.
    GoOn(usize),
    /// Open the sweep that was interrupted.
    OpenSweep,
}

impl Contents for Notices {
    const PART: Part = Part::Notices;
}

impl Default for Notices {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            next_id: 0,
            announcement: "Hearth is starting.".to_owned(),
        }
    }
}
