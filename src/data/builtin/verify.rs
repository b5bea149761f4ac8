//! Whether a file is the one that belongs to its data set.

use std::borrow::Cow;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::set::FileSpec;
use crate::data::idx;

/// The content of a file, packed or not, if it is what `file` says; otherwise a message. With
/// that, what the readers check can fail no more; they are used for what they read.
pub(super) fn content<'a>(
    file: &FileSpec,
    bytes: &'a [u8],
    set: &str,
) -> Result<Cow<'a, [u8]>, String> {
    let FileSpec {
        name,
        bytes: size,
        sha256,
    } = file;
    let content: Cow<[u8]> = if idx::is_gzip(bytes) {
        let unpacked = idx::gunzip(name, bytes, *size);
        unpacked.map_err(|error| error.message)?.into()
    } else {
        bytes.into()
    };
    if content.len() != *size {
        let found = content.len();
        return Err(format!(
            "{name} holds {found} bytes where {set}'s holds {size}"
        ));
    }
    let found = hex(&Sha256::digest(&content));
    if !found.starts_with(sha256) {
        return Err(format!(
            "{name} is damaged, or is not {set}'s: its SHA-256 is {found}, and {sha256} was \
             expected"
        ));
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

    fn abc() -> FileSpec {
        FileSpec {
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
        let message = content(&abc(), bytes, "MNIST").unwrap_err();
        assert!(message.starts_with("abc.gz "), "{message}");
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn what_is_expected_is_accepted_packed_or_not() {
        let mut file = abc();
        assert_eq!(*content(&file, &gzip(b"abc"), "").unwrap(), *b"abc");
        assert_eq!(*content(&file, b"abc", "").unwrap(), *b"abc");
        file.sha256.truncate(16);
        assert_eq!(*content(&file, b"abc", "").unwrap(), *b"abc");
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
}
