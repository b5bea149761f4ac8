//! The data explorer as the page sees it.

use crate::page::slice::{Contents, Part};

/// The data explorer, which is a program of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explorer {
    /// Whether it is open.
    pub is_open: bool,
    /// Why its program cannot be had.
    pub fault: Option<String>,
}

impl Contents for Explorer {
    const PART: Part = Part::Explorer;
}
