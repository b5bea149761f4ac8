//! MNIST from its four files, for callers that want it alone; [`builtin`] has it with the others.

use std::borrow::Cow;

use super::builtin::{self, FileSpec, Set};
use super::{DataError, Dataset};
use crate::spec::Source;

/// One of the four files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MnistFile {
    /// Its name in the page's folder of data files.
    pub name: &'static str,
}

/// The files: pictures and labels to train on, then those to test on. What they must hold
/// stands in `assets/datasets.json`.
pub const FILES: [MnistFile; 4] = [
    MnistFile {
        name: "train-images-idx3-ubyte.gz",
    },
    MnistFile {
        name: "train-labels-idx1-ubyte.gz",
    },
    MnistFile {
        name: "t10k-images-idx3-ubyte.gz",
    },
    MnistFile {
        name: "t10k-labels-idx1-ubyte.gz",
    },
];

/// The content of one of [`FILES`], as [`builtin::Set::content`] gives it.
///
/// # Errors
/// The file is cut off, damaged or another than the one published.
pub fn content(file: MnistFile, bytes: &[u8]) -> Result<Cow<'_, [u8]>, DataError> {
    let set = builtin::mnist();
    set.content(spec(&set, file), bytes)
}

/// What is known of a file.
fn spec(set: &Set, file: MnistFile) -> &FileSpec {
    let mut files = set.files.iter();
    files
        .find(|spec| spec.name == file.name)
        .expect("the committed manifest holds all four files; a test looks")
}

/// Reads MNIST from the [`content`]s of its files, in the order of [`FILES`].
///
/// # Errors
/// A content is none of that function's.
pub fn from_contents(contents: [Vec<u8>; 4]) -> Result<Dataset, DataError> {
    let set = builtin::mnist();
    let [train, test] = set.pictures(contents.into())?;
    Ok(Dataset {
        train,
        test,
        source: Source::Mnist {},
        classes: set.classes,
        licence: set.licence,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_files_are_those_of_the_manifest() {
        let set = builtin::mnist();
        assert_eq!(set.name, Source::Mnist {}.name());
        let names = FILES.map(|file| file.name);
        assert!(set.files.iter().map(|file| &file.name).eq(&names));
        for file in FILES {
            let error = content(file, &[]).unwrap_err();
            assert!(error.message.starts_with(file.name), "{error}");
        }
        let error = from_contents([const { Vec::new() }; 4]).unwrap_err();
        assert!(error.message.starts_with(FILES[0].name), "{error}");
    }
}
