//! What a built-in data set consists of, and how its files become samples.

use std::borrow::Cow;

use super::manifest::{self, Entry, Holds, Part};
use super::{parts, quickdraw, verify};
use crate::data::{DataError, Loaded, Pictures, Report, Samples};

/// A file that a data set is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSpec {
    /// Its name in the data set's folder.
    pub name: String,
    /// Bytes of its content, unpacked.
    pub bytes: usize,
    /// The hash of that content: its SHA-256 in hexadecimal, or at least the first 16 digits.
    pub sha256: String,
}

impl FileSpec {
    /// Bytes that the file may have as it lies there: its content, which packing can make only
    /// a little longer.
    #[must_use]
    pub fn most_bytes(&self) -> u64 {
        let bytes = self.bytes as u64;
        bytes + bytes / 64 + 1024
    }
}

/// How files become samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Each file holds pictures or labels of one part.
    Parts(Vec<(Part, Holds)>),
    /// Each file holds the pictures of one class; so many of them are used.
    ClassFiles { samples: usize },
}

/// A data set whose files lie beside the page: which files, what they must hold, and how they
/// are put together. Getting their bytes is the caller's: over the network, or from a disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Its name, for people.
    pub name: String,
    /// The folder of its files, in the page's folder of data files. It is also what
    /// `cargo xtask setup` calls the data set.
    pub folder: String,
    /// Its files, in the order in which [`Set::assemble`] takes their contents.
    pub files: Vec<FileSpec>,
    /// Names of the classes; a label is an index into them.
    pub classes: Vec<String>,
    /// Height, width and channels of every picture.
    pub shape: [usize; 3],
    /// Licence and origin, for people.
    pub licence: String,
    /// Whether the build fetches it only when somebody names it.
    pub on_request: bool,
    pub(super) layout: Layout,
}

impl Set {
    /// A data set whose files the manifest lists.
    pub(super) fn of_manifest(name: &str) -> Self {
        Self::of_parts(manifest::entry(name))
    }

    pub(super) fn of_parts(entry: Entry) -> Self {
        let places = entry.files.iter().map(|file| (file.part, file.holds));
        Self {
            layout: Layout::Parts(places.collect()),
            files: entry.files.into_iter().map(FileSpec::from).collect(),
            name: entry.name,
            folder: entry.folder,
            classes: entry.classes,
            shape: entry.shape,
            licence: entry.licence,
            on_request: entry.on_request,
        }
    }

    /// Bytes of all files' contents, unpacked.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.files.iter().map(|file| file.bytes).sum()
    }

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

    /// The error of a file that could not be had, for a reason such as a server's answer.
    #[must_use]
    pub fn unavailable(&self, file: &FileSpec, reason: &str) -> DataError {
        let (name, command) = (&self.name, self.setup());
        let hint = if self.on_request {
            format!(
                "{name} is large, and a page has it only if it was asked for: run {command}, then \
                 build the page again. Synthetic digits need no file."
            )
        } else {
            format!(
                "Check the connection and try again. If this page was built without {name}, run \
                 {command} and build it again. Synthetic digits need no file."
            )
        };
        DataError::new(format!("{}: {reason}", file.name), hint)
    }

    /// What a person types to get the files.
    fn setup(&self) -> String {
        format!("`cargo xtask setup {}`", self.folder)
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
            Layout::Parts(places) => parts::assemble(self, places, contents),
            Layout::ClassFiles { samples } => quickdraw::assemble(self, *samples, contents),
        }
    }
}

impl From<manifest::File> for FileSpec {
    fn from(file: manifest::File) -> Self {
        Self {
            name: file.name,
            bytes: file.bytes,
            sha256: file.sha256,
        }
    }
}
