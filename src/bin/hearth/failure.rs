//! What ends a command: a message for a person, and what to do about it.

use std::fmt;

use hearth::data::DataError;
use hearth::engine::EngineError;
use hearth::protocol::{ErrorKind, WireError};

use super::printable::printable;

/// The error of a command, the same as crosses to the page. `Display` writes it for a terminal.
#[derive(Debug)]
pub struct Failure(pub WireError);

impl Failure {
    /// The failure, and, if it is about a table, what says how tables are read.
    #[must_use]
    pub fn with_table_options(mut self, options: &str) -> Self {
        if self.0.table.is_some() {
            self.0.hint = format!("{} {options}", self.0.hint);
        }
        self
    }

    /// A failure of a kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self(WireError::new(kind, message, hint))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        // It quotes names of files and cells of tables, which may hold control sequences.
        let [message, hint] = [&self.0.message, &self.0.hint].map(|text| printable(text));
        write!(f, "error: {message}\n  {hint}")
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let mut wire = WireError::from(&error);
        if matches!(error, EngineError::Device(_)) {
            "Use --device cpu, which every machine has.".clone_into(&mut wire.hint);
        }
        Self(wire)
    }
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Self {
        Self(WireError::from(error))
    }
}
