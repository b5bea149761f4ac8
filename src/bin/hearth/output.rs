//! What commands write to the standard output.

use std::fmt::Display;
use std::io::{self, Write};

use hearth::protocol::ErrorKind;
use serde::Serialize;

use super::failure::Failure;

/// Writes a value as a line of JSON.
pub fn print_line(value: &impl Serialize) -> Result<(), Failure> {
    let line = serde_json::to_string(value).map_err(|e| unwritable(&e))?;
    print(&format_args!("{line}\n"))
}

/// Writes a text.
pub fn print(text: &impl Display) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    write!(out, "{text}")
        .and_then(|()| out.flush())
        .map_err(|e| unwritable(&e))
}

fn unwritable(error: &dyn Display) -> Failure {
    let hint = "Is the output still open?";
    Failure::new(ErrorKind::Internal, error.to_string(), hint)
}
