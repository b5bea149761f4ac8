//! Where the rows of a table go.

use crate::data::Role;

/// Where the rows of a table go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Labelled(Role),
    Unlabelled,
}

impl Slot {
    /// The tables that go there, as a message names them.
    pub fn tables(self) -> &'static str {
        match self {
            Self::Labelled(Role::Train) => "tables to train on",
            Self::Labelled(Role::Validation) => "tables to validate on",
            Self::Labelled(Role::Test) => "tables to test on",
            Self::Unlabelled => "tables without labels",
        }
    }
}
