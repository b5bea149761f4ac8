//! A file to read: its path, and its bytes or where they come from.

use std::cell::Cell;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use crate::data::{DataError, Progress, Unit};

/// What bytes come from.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// A file that a person loads.
pub struct NamedFile {
    /// Its name, with the folders it is in where they are known, separated by `/`.
    pub path: String,
    content: Box<dyn ReadSeek>,
    len: u64,
}

impl NamedFile {
    /// A file whose bytes are in memory.
    pub fn new(path: impl Into<String>, bytes: Vec<u8>) -> Self {
        let len = bytes.len() as u64;
        Self::from_reader(path, Cursor::new(bytes), len)
    }

    /// A file of `len` bytes that are read when they are needed: a file on disk, or a browser's
    /// `File` through `FileReaderSync`. So no file need fit in memory beside what it holds.
    pub fn from_reader(path: impl Into<String>, reader: impl ReadSeek + 'static, len: u64) -> Self {
        Self {
            path: path.into().replace('\\', "/"),
            content: Box::new(reader),
            len,
        }
    }

    /// Its size in bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether it holds no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Up to `n` first bytes; the file is at its start again.
    pub(super) fn peek(&mut self, n: u64) -> Result<Vec<u8>, DataError> {
        let mut bytes = Vec::new();
        let mut read = || {
            self.content.seek(SeekFrom::Start(0))?;
            self.content.by_ref().take(n).read_to_end(&mut bytes)?;
            self.content.seek(SeekFrom::Start(0))
        };
        read().map_err(|e| unreadable(&self.path, &e))?;
        Ok(bytes)
    }

    /// Its bytes, to be read anywhere.
    pub(super) fn into_content(self) -> Box<dyn ReadSeek> {
        self.content
    }

    /// Its bytes in order, unpacked if it is gzip, and then at most `limit` of them: an error
    /// where there are more.
    pub(super) fn into_stream(self, packed: bool, limit: u64) -> Stream {
        let position = Position {
            name: self.path.clone(),
            done: Rc::default(),
            total: self.len,
        };
        let counted = Counted {
            reader: self.content,
            done: Rc::clone(&position.done),
        };
        let reader: Box<dyn Read> = if packed {
            Box::new(Limited {
                reader: MultiGzDecoder::new(BufReader::new(counted)),
                limit,
                left: limit,
            })
        } else {
            Box::new(counted)
        };
        Stream {
            name: self.path,
            reader,
            packed,
            total: self.len,
            position,
        }
    }
}

/// A file that is read from its start to its end.
pub(super) struct Stream {
    pub name: String,
    pub reader: Box<dyn Read>,
    /// Whether there are more bytes than the file has.
    pub packed: bool,
    /// Bytes of the file.
    pub total: u64,
    pub position: Position,
}

/// How far a file is read, in bytes as they are in the file, packed or not.
#[derive(Clone)]
pub(super) struct Position {
    name: String,
    done: Rc<Cell<u64>>,
    total: u64,
}

impl Position {
    /// How far it is read.
    pub fn progress(&self) -> Progress {
        Progress {
            file: self.name.clone(),
            unit: Unit::Bytes,
            done: self.done.get().min(self.total),
            total: self.total,
        }
    }
}

impl Stream {
    /// Reads about a portion more into `bytes`. Whether that was all.
    pub fn read_more(&mut self, bytes: &mut Vec<u8>) -> Result<bool, DataError> {
        let portion = self.reader.by_ref().take(PORTION).read_to_end(bytes);
        let n = portion.map_err(|e| unreadable(&self.name, &e))?;
        Ok(n == 0)
    }
}

/// Counts the bytes that go through.
struct Counted<R> {
    reader: R,
    done: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(out)?;
        self.done.set(self.done.get() + n as u64);
        Ok(n)
    }
}

/// Reads up to a limit, and fails beyond it.
struct Limited<R> {
    reader: R,
    limit: u64,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(out)?;
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| {
            io::Error::other(format!("it unpacks to more than {} bytes", self.limit))
        })?;
        Ok(n)
    }
}

/// Bytes that are read in one portion.
pub(super) const PORTION: u64 = 1 << 20;

/// The error of a file that cannot be read.
pub(super) fn unreadable(name: &str, error: &io::Error) -> DataError {
    DataError::new(
        format!("{name} cannot be read: {error}"),
        "Fetch the file again from where it came from, and load it again.",
    )
}
