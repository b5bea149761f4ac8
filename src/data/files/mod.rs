//! Reading the user's own files: idx, CSV and TSV, npy and npz, pictures, and zips of them. The
//! kind of a file is found by its content; its name only says which part it belongs to.
//!
//! [`Reading`] does a bounded portion at a time, so that its caller can show progress, do other
//! things, or cancel by dropping it; [`read`] does all of it.

mod archive;
mod arrays;
mod idx_pairs;
mod input;
mod kind;
mod naming;
mod outside;
mod pictures;
mod predict;
mod reading;
mod table;

use std::ops::ControlFlow;

pub use input::{NamedFile, ReadSeek};
pub use pictures::single_picture;
pub use predict::to_predict;
pub use reading::Reading;

use super::{DataError, Loaded, Progress, ReadOptions};

/// Reads files that belong together. `progress` is called after every portion with how far
/// reading has got, and can break it off.
///
/// # Errors
/// A file is damaged, is none that can be read, or does not go with the others; the samples
/// take more than [`ReadOptions::max_bytes`]; or `progress` broke reading off. The message
/// names the file, and the row and column in a table.
pub fn read(
    files: Vec<NamedFile>,
    options: &ReadOptions,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Loaded, DataError> {
    let mut reading = Reading::new(files, options)?;
    loop {
        if let Some(loaded) = reading.advance()? {
            return Ok(loaded);
        }
        if progress(reading.progress()).is_break() {
            return Err(DataError::new(
                "Reading was cancelled",
                "Load the files again to read them to the end.",
            ));
        }
    }
}

#[cfg(test)]
#[path = "test_files.rs"]
mod test_files;

#[cfg(test)]
#[path = "arbitrary_tests.rs"]
mod arbitrary_tests;

#[cfg(test)]
#[path = "broken_tests.rs"]
mod broken_tests;

#[cfg(test)]
#[path = "round_trip_tests.rs"]
mod round_trip_tests;
