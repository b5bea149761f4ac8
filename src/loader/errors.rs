//! The errors of loads.

use crate::data::DataError;
use crate::protocol::{ErrorKind, WireError};

/// The error of a load that was cancelled.
pub fn cancelled() -> WireError {
    WireError::new(
        ErrorKind::Data,
        "Loading was cancelled",
        "What was loaded before is still there.",
    )
}

/// An error of the data, for the page, which has buttons where the command line has options.
pub fn wire(error: DataError) -> WireError {
    let mut error = WireError::from(error);
    if error.kind == ErrorKind::MissingValues {
        "Choose what becomes of them.".clone_into(&mut error.hint);
    }
    error
}
