//! What a load that fails ends with.

use crate::data::{DataError, Fault};
use crate::protocol::{ErrorKind, WireError};

/// What a load that was given up ends with.
pub fn cancelled() -> WireError {
    WireError::new(
        ErrorKind::Data,
        "Loading was cancelled",
        "What was loaded before is still there.",
    )
}

/// An error of the data, for the page.
pub fn wire(error: DataError) -> WireError {
    match error.fault {
        Fault::MissingValues => {
            let hint = "Choose what becomes of them.";
            WireError::new(ErrorKind::MissingValues, error.message, hint)
        }
        Fault::NoLabels => WireError::new(ErrorKind::NoLabels, error.message, error.hint),
        Fault::Other => WireError::new(ErrorKind::Data, error.message, error.hint),
    }
}
