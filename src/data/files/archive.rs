//! Zip archives: their entries one by one, never more unpacked than there is room for.

use std::io::Read;

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::input::{NamedFile, ReadSeek};
use super::kind;
use super::naming::is_hidden;
use crate::data::DataError;

/// Most entries of an archive.
const MOST_ENTRIES: usize = 1_000_000;
/// Bytes of an entry that show whether it is a picture.
const START: u64 = 12;

/// How a gzip file begins of which nothing more is said (RFC 1952, 2.3).
const GZIP: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// An open archive.
pub(super) struct Archive {
    pub name: String,
    zip: ZipArchive<Box<dyn ReadSeek>>,
    next: usize,
}

/// What an archive holds.
pub(super) enum Entry {
    /// A picture, which stays packed until it is its turn.
    Picture { path: String, index: usize },
    /// Any other file: a table still packed, as gzip, the rest unpacked.
    File(NamedFile),
    /// A folder, or what systems add.
    Nothing,
}

impl Archive {
    /// Reads the list of an archive's entries.
    pub fn open(file: NamedFile) -> Result<Self, DataError> {
        let name = file.path.clone();
        let zip = ZipArchive::new(file.into_content()).map_err(|e| damaged(&name, &e))?;
        if zip.len() > MOST_ENTRIES {
            return Err(DataError::new(
                format!("{name} has {} entries", zip.len()),
                format!("Make an archive of at most {MOST_ENTRIES} files."),
            ));
        }
        Ok(Self { name, zip, next: 0 })
    }

    /// How many entries were read, and how many there are.
    pub fn progress(&self) -> [u64; 2] {
        [self.next as u64, self.zip.len() as u64]
    }

    /// The next entry, for whose bytes there is room up to `left`, of which they are taken.
    pub fn next(&mut self, left: &mut u64) -> Result<Option<Entry>, DataError> {
        let index = self.next;
        if index == self.zip.len() {
            return Ok(None);
        }
        self.next += 1;
        let archive = &self.name;
        let mut entry = self.zip.by_index(index).map_err(|e| damaged(archive, &e))?;
        let path = entry
            .name()
            .map_err(|e| damaged(archive, &e))?
            .replace('\\', "/");
        if entry.is_dir() || is_hidden(&path) {
            return Ok(Some(Entry::Nothing));
        }
        let name = format!("{archive}/{path}");
        let mut bytes = Vec::new();
        let start = entry.by_ref().take(START).read_to_end(&mut bytes);
        start.map_err(|e| broken(&name, &e))?;
        if kind::is_picture(&bytes) {
            return Ok(Some(Entry::Picture { path: name, index }));
        }
        // An archive may say less than is true, and then reading finds out.
        if entry.size() > *left {
            return Err(too_large(&name, *left));
        }
        if !bytes.is_empty()
            && kind::is_text(&bytes)
            && entry.compression() == CompressionMethod::Deflated
        {
            let end = [entry.crc32(), entry.size() as u32];
            drop(entry);
            let bytes = self.as_gzip(index, end)?;
            return Ok(Some(Entry::File(NamedFile::new(name, bytes))));
        }
        let rest = entry.take(left.saturating_add(1)).read_to_end(&mut bytes);
        rest.map_err(|e| broken(&name, &e))?;
        *left = left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| too_large(&name, *left))?;
        Ok(Some(Entry::File(NamedFile::new(name, bytes))))
    }

    /// An entry as a gzip file, which packs the same way and ends with the checksum and the size.
    /// A table is several times as long as what it holds, and should not lie in memory unpacked.
    fn as_gzip(&mut self, index: usize, end: [u32; 2]) -> Result<Vec<u8>, DataError> {
        let packed = self.zip.by_index_raw(index);
        let mut packed = packed.map_err(|e| damaged(&self.name, &e))?;
        let mut bytes = GZIP.to_vec();
        let read = packed.read_to_end(&mut bytes);
        read.map_err(|e| broken(&self.name, &e))?;
        bytes.extend(end.into_iter().flat_map(u32::to_le_bytes));
        Ok(bytes)
    }

    /// The bytes of an entry, of which there may be `limit`.
    pub fn bytes(&mut self, name: &str, index: usize, limit: u64) -> Result<Vec<u8>, DataError> {
        let entry = self
            .zip
            .by_index(index)
            .map_err(|e| damaged(&self.name, &e))?;
        let mut bytes = Vec::new();
        let read = entry.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|e| broken(name, &e))?;
        if bytes.len() as u64 > limit {
            return Err(too_large(name, limit));
        }
        Ok(bytes)
    }
}

fn damaged(name: &str, error: &ZipError) -> DataError {
    DataError::new(
        format!("{name} is a zip archive that cannot be read: {error}"),
        "Fetch it again, or pack it anew, without a password and with deflate.",
    )
}

fn broken(name: &str, error: &std::io::Error) -> DataError {
    DataError::new(
        format!("{name} cannot be unpacked: {error}"),
        "Fetch the archive again, or pack it anew.",
    )
}

fn too_large(name: &str, limit: u64) -> DataError {
    DataError::new(
        format!("{name} unpacks to more than the {limit} bytes there is room for"),
        "Leave it out of the archive, or load less at a time.",
    )
}
