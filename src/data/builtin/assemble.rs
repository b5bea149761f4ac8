//! How the files of a built-in data set become samples, once they are what they should be.

use std::borrow::Cow;

use super::set::{FileSpec, Layout, Set};
use super::{parts, quickdraw, verify};
use crate::data::{DataError, Loaded, Pictures, Report, Samples};

impl Set {
    /// The content of one of the files, which is the bytes themselves where they come
    /// unpacked: many servers send a `.gz` file in such a way that the browser unpacks it.
    ///
    /// # Errors
    /// The file is cut off, damaged or another than the one that belongs here.
    pub fn content<'a>(
        &self,
        file: &FileSpec,
        bytes: &'a [u8],
    ) -> Result<Cow<'a, [u8]>, DataError> {
        verify::content(file, bytes, &self.name).map_err(|message| {
            let command = self.setup();
            let hint = format!(
                "Load it again. If that does not help, run {command}, which fetches the files \
                 anew."
            );
            DataError::new(message, hint)
        })
    }

    /// Makes samples of the [`content`](Self::content)s of the files, in the order of
    /// [`files`](Self::files).
    ///
    /// # Errors
    /// A content is none of that function's, or not all are there.
    pub fn assemble(&self, contents: Vec<Vec<u8>>) -> Result<Loaded, DataError> {
        let [train, test] = self.pictures(contents)?.map(Samples::from);
        Ok(Loaded {
            classes: self.classes.clone(),
            report: Report {
                bytes: train.bytes() + test.bytes(),
                ..Report::default()
            },
            train: Some(train),
            test: Some(test),
            ..Loaded::default()
        })
    }

    /// The pictures to train on and those to test on.
    pub(super) fn pictures(&self, contents: Vec<Vec<u8>>) -> Result<[Pictures; 2], DataError> {
        if contents.len() != self.files.len() {
            let (found, needed) = (contents.len(), self.files.len());
            let message = format!("{} has {needed} files, and {found} are there", self.name);
            return Err(DataError::new(message, "Load all of them."));
        }
        match &self.layout {
            Layout::Parts(holds) => parts::assemble(self, holds, contents),
            Layout::ClassFiles { samples } => quickdraw::assemble(self, *samples, contents),
        }
    }
}
