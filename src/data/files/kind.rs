//! What a file is, by its first bytes. Its name only helps to say what is wrong.

use std::fmt::Write as _;
use std::io::Read;

use flate2::read::GzDecoder;

use super::input::NamedFile;
use crate::data::{DataError, idx};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Pictures of idx.
    IdxImages,
    /// Labels of idx.
    IdxLabels,
    /// A `NumPy` array.
    Array,
    /// A zip archive.
    Archive,
    /// A picture.
    Picture,
    /// A table as text.
    Table,
}

/// Bytes that decide.
const ENOUGH: u64 = 4096;

/// What a file is, and whether it is packed with gzip.
pub(super) fn of(file: &mut NamedFile) -> Result<(Kind, bool), DataError> {
    let start = file.peek(ENOUGH)?;
    if start.is_empty() {
        return Err(DataError::new(
            format!("{} is empty: it holds 0 bytes", file.path),
            "Fetch the file again, or leave it out.",
        ));
    }
    if !idx::is_gzip(&start) {
        return Ok((of_bytes(&file.path, &start)?, false));
    }
    let mut unpacked = Vec::new();
    // It ends in the middle, which is an error that does not matter here.
    let _ = GzDecoder::new(&start[..])
        .take(ENOUGH)
        .read_to_end(&mut unpacked);
    if unpacked.is_empty() {
        return Err(DataError::new(
            format!(
                "{} cannot be unpacked: its gzip content is empty or damaged",
                file.path
            ),
            "Fetch the file again from where it came from.",
        ));
    }
    match of_bytes(&file.path, &unpacked)? {
        kind @ (Kind::IdxImages | Kind::IdxLabels | Kind::Array | Kind::Table) => Ok((kind, true)),
        Kind::Archive | Kind::Picture => Err(DataError::new(
            format!("{} holds an archive or a picture inside gzip", file.path),
            "Unpack it first (`gunzip`), and load what is inside.",
        )),
    }
}

/// What bytes are, by the first of them.
pub(super) fn of_bytes(name: &str, start: &[u8]) -> Result<Kind, DataError> {
    let kind = match start {
        [0, 0, 8, 1, ..] => Kind::IdxLabels,
        [0, 0, 8, 3 | 4, ..] => Kind::IdxImages,
        [0, 0, 9 | 11..=14, 1..=4, ..] => {
            return Err(DataError::new(
                format!("{name} is an idx file of numbers larger than a byte"),
                "Write pixels and labels as unsigned bytes.",
            ));
        }
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => Kind::Array,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Kind::Archive,
        _ if is_picture(start) => Kind::Picture,
        _ if is_text(start) => {
            let extension = extension(name);
            if ["png", "jpg", "jpeg", "webp", "gif", "npy", "npz", "zip"]
                .contains(&extension.as_str())
            {
                return Err(DataError::new(
                    format!("{name} holds text, though its name ends in .{extension}"),
                    "Fetch the file again: it may be the error page of a server. If it is a \
                     table, give it a name that ends in .csv.",
                ));
            }
            Kind::Table
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            return Err(DataError::new(
                format!("{name} is text in UTF-16"),
                "Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”).",
            ));
        }
        _ => {
            return Err(DataError::new(
                format!(
                    "{name} is no file that can be read here: it begins with {}",
                    hex(start)
                ),
                "Give idx, CSV, TSV, npy or npz, PNG, JPEG, WebP or GIF, or a zip of them.",
            ));
        }
    };
    Ok(kind)
}

/// Whether bytes begin as a picture that can be decoded.
pub(super) fn is_picture(start: &[u8]) -> bool {
    start.starts_with(b"\x89PNG")
        || start.starts_with(&[0xff, 0xd8, 0xff])
        || start.starts_with(b"GIF8")
        || (start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WEBP"))
}

/// Whether bytes are text: none of them a control character that no table holds.
pub(super) fn is_text(start: &[u8]) -> bool {
    let control = |&byte: &u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    !start.iter().any(control) && !start.starts_with(&[0xff, 0xfe])
}

/// Whether a name promises a file that can be read here.
pub(super) fn is_named_as_data(name: &str) -> bool {
    let known = [
        "csv", "tsv", "npy", "npz", "zip", "png", "jpg", "jpeg", "webp", "gif", "gz", "idx",
    ];
    known.contains(&extension(name).as_str())
}

/// The warning about a file that is another than its name says.
pub(super) fn other_name(name: &str, kind: Kind) -> Option<String> {
    let extension = extension(name);
    let (fits, what): (&[&str], _) = match kind {
        Kind::Picture => (&["png", "jpg", "jpeg", "webp", "gif"], "a picture"),
        Kind::Array => (&["npy", "gz"], "a NumPy array"),
        Kind::Archive => (&["zip", "npz"], "a zip archive"),
        Kind::IdxImages | Kind::IdxLabels | Kind::Table => return None,
    };
    let wrong = is_named_as_data(name) && !fits.contains(&extension.as_str());
    wrong.then(|| format!("{name} is {what}, though its name ends in .{extension}"))
}

/// What follows the last dot of a name, in small letters.
pub(super) fn extension(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or_default();
    last.rsplit_once('.')
        .map_or_else(String::new, |(_, extension)| extension.to_lowercase())
}

fn hex(start: &[u8]) -> String {
    let bytes = start.iter().take(4);
    bytes.fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
