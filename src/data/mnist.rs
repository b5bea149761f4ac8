//! MNIST from its four files.

use std::borrow::Cow;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::manifest::{self, Entry, File};
use super::{DataError, Loaded, Pictures, idx};

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

const CLASSES: u16 = 10;
const HINT: &str = "Load it again. If that does not help, run `cargo xtask setup`, which fetches \
                    the files anew.";

/// The content of one of [`FILES`], which is the bytes themselves where they come unpacked:
/// many servers send a `.gz` file in such a way that the browser unpacks it.
///
/// # Errors
/// The file is cut off, damaged or another than the one published.
pub fn content(file: MnistFile, bytes: &[u8]) -> Result<Cow<'_, [u8]>, DataError> {
    verified(bytes, expected(&manifest::entry("MNIST"), file.name))
}

/// Reads MNIST from the [`content`]s of its files, in the order of [`FILES`].
///
/// # Errors
/// A content is none of that function's.
pub fn from_contents(contents: [Vec<u8>; 4]) -> Result<Loaded, DataError> {
    let [train_images, train_labels, test_images, test_labels] = contents;
    Ok(Loaded::of_parts(
        (0..CLASSES).map(|digit| digit.to_string()).collect(),
        part(0, train_images, &train_labels)?.into(),
        part(2, test_images, &test_labels)?.into(),
    ))
}

/// Licence and origin, for people.
#[must_use]
pub fn licence() -> String {
    manifest::entry("MNIST").licence
}

/// The training or the test part; its pictures are the `first` of [`FILES`].
fn part(first: usize, images: Vec<u8>, labels: &[u8]) -> Result<Pictures, DataError> {
    let ([height, width], pixels) = idx::read_images(FILES[first].name, images)?;
    let labels = idx::read_labels(FILES[first + 1].name, labels)?;
    let labels = labels.into_iter().map(u16::from).collect();
    Pictures::new([height, width, 1], pixels, labels)
}

/// What the manifest says of a file.
fn expected<'a>(entry: &'a Entry, name: &str) -> &'a File {
    let mut files = entry.files.iter();
    files
        .find(|file| file.name == name)
        .expect("the committed manifest holds all four files; a test looks")
}

/// The content of a file, packed or not, if it is what the manifest says. With that, what
/// the readers check can fail no more; they are used for what they read.
fn verified<'a>(bytes: &'a [u8], file: &File) -> Result<Cow<'a, [u8]>, DataError> {
    let File {
        name,
        bytes: size,
        sha256,
    } = file;
    let content: Cow<[u8]> = if idx::is_gzip(bytes) {
        let unpacked = idx::gunzip(name, bytes, *size);
        unpacked
            .map_err(|e| DataError::new(e.message, HINT))?
            .into()
    } else {
        bytes.into()
    };
    if content.len() != *size {
        let found = content.len();
        let message = format!("{name} holds {found} bytes where MNIST's holds {size}");
        return Err(DataError::new(message, HINT));
    }
    let found = hex(&Sha256::digest(&content));
    if found != *sha256 {
        let message = format!(
            "{name} is damaged, or is not MNIST's: its SHA-256 is {found}, and {sha256} was expected"
        );
        return Err(DataError::new(message, HINT));
    }
    Ok(content)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;
    use crate::data::Samples;
    use crate::spec::Source;

    fn abc() -> File {
        File {
            name: "abc.gz".into(),
            bytes: 3,
            sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".into(),
        }
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn check(bytes: &[u8], expected: &str) {
        let error = verified(bytes, &abc()).unwrap_err();
        assert!(error.message.starts_with("abc.gz "), "{error}");
        assert!(error.message.contains(expected), "{error}");
        assert_eq!(error.hint, HINT);
    }

    #[test]
    fn what_the_manifest_says_is_accepted_packed_or_not() {
        assert_eq!(*verified(&gzip(b"abc"), &abc()).unwrap(), *b"abc");
        assert_eq!(*verified(b"abc", &abc()).unwrap(), *b"abc");
    }

    #[test]
    fn anything_else_is_refused() {
        let packed = gzip(b"abc");
        check(&packed[..packed.len() - 9], "cannot be unpacked");
        check(&gzip(b"ab"), "holds 2 bytes where MNIST's holds 3");
        check(&gzip(b"abcd"), "unpacks to more than 3 bytes");
        check(&gzip(b"abd"), "is damaged");
        check(&[], "holds 0 bytes");
    }

    #[test]
    fn the_manifest_holds_the_four_files() {
        let entry = manifest::entry("MNIST");
        assert_eq!(entry.name, Source::Mnist {}.name());
        for file in FILES {
            assert_eq!(expected(&entry, file.name).sha256.len(), 64);
            let error = content(file, &[]).unwrap_err();
            assert!(error.message.starts_with(file.name), "{error}");
        }
        let error = from_contents([const { Vec::new() }; 4]).unwrap_err();
        assert!(error.message.starts_with(FILES[0].name), "{error}");
    }

    #[test]
    fn the_published_files_are_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/stage/data/mnist");
        let read = |file: MnistFile| {
            let bytes = std::fs::read(format!("{folder}/{}", file.name))
                .expect("`cargo xtask setup` fetches MNIST's files; `cargo xtask test` runs it");
            content(file, &bytes).unwrap().into_owned()
        };
        let loaded = from_contents(FILES.map(read)).unwrap();
        let (Some(Samples::Pictures(train)), Some(test)) = (&loaded.train, &loaded.test) else {
            panic!("a part is missing")
        };
        assert_eq!(train.shape, [28, 28, 1]);
        assert_eq!(train.labels[..10], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
        assert_eq!(test.labels()[..10], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
        assert_eq!((train.len(), test.len()), (60_000, 10_000));
    }
}
