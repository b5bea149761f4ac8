//! What a built-in data set consists of.

use super::manifest::{self, Entry, Holds, Part};
use crate::data::DataError;

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
    /// Bytes that the file may have as it is served: its content, which compression can make only
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
    /// Whether the build fetches it only when it is named.
    pub on_request: bool,
    pub(super) layout: Layout,
}

impl Set {
    /// A data set whose files the manifest lists.
    pub(super) fn of_manifest(name: &str) -> Self {
        Self::of_parts(manifest::entry(name))
    }

    pub(super) fn of_parts(entry: Entry) -> Self {
        let holds = entry.files.iter().map(|file| (file.part, file.holds));
        Self {
            layout: Layout::Parts(holds.collect()),
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

    /// The command that fetches the files.
    pub(super) fn setup(&self) -> String {
        format!("`cargo xtask setup {}`", self.folder)
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
