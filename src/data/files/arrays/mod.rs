//! `NumPy`'s arrays: pictures and labels that go together by their names, or `QuickDraw`'s, one
//! file of pictures for each class.

mod array;
mod header;
mod pixels;
mod sets;

use std::collections::VecDeque;

use self::array::{Array, Values};
use self::header::{Dtype, Header, fault};
use super::input::{NamedFile, PORTION, Stream};
use crate::data::{DataError, Loaded, Progress, ReadOptions};

/// The reading of arrays.
pub(super) struct Arrays {
    waiting: VecDeque<(NamedFile, bool)>,
    current: Option<ArrayReader>,
    done: Vec<Array>,
    options: ReadOptions,
    warnings: Vec<String>,
    /// Bytes that the arrays may still take.
    left: u64,
}

impl Arrays {
    /// The reading of files, each with whether it is packed.
    pub fn new(
        files: Vec<(NamedFile, bool)>,
        options: &ReadOptions,
        warnings: Vec<String>,
    ) -> Self {
        Self {
            waiting: files.into(),
            current: None,
            done: Vec::new(),
            options: options.clone(),
            warnings,
            left: options.max_bytes,
        }
    }

    /// How far the file that is being read is read.
    pub fn progress(&self) -> Progress {
        let current = self.current.as_ref();
        current.map_or_else(Progress::default, |reader| {
            reader.stream.position.progress()
        })
    }

    /// Reads about a megabyte more; what was loaded once all is read.
    pub fn advance(&mut self) -> Result<Option<Loaded>, DataError> {
        if let Some(mut reader) = self.current.take() {
            match reader.advance()? {
                Some(array) => self.done.push(array),
                None => self.current = Some(reader),
            }
            return Ok(None);
        }
        if let Some((file, packed)) = self.waiting.pop_front() {
            let reader = ArrayReader::new(file, packed, self.left)?;
            let each = if reader.header.dtype.size() == 1 {
                1
            } else {
                4
            };
            let needed = reader.header.body / reader.header.dtype.size() as u64 * each;
            self.left = self.left.checked_sub(needed).ok_or_else(|| {
                DataError::new(
                    format!(
                        "{} holds {needed} bytes of samples, and there is room for {}",
                        reader.stream.name, self.left
                    ),
                    "Load fewer samples.",
                )
            })?;
            self.current = Some(reader);
            return Ok(None);
        }
        let done = std::mem::take(&mut self.done);
        sets::loaded(done, &self.options, std::mem::take(&mut self.warnings)).map(Some)
    }
}

/// An array in the reading.
struct ArrayReader {
    stream: Stream,
    header: Header,
    /// Bytes that were read and are not numbers yet.
    pending: Vec<u8>,
    /// Bytes of numbers that were read.
    taken: usize,
    values: Values,
}

impl ArrayReader {
    fn new(file: NamedFile, packed: bool, left: u64) -> Result<Self, DataError> {
        let len = file.len();
        let mut stream = file.into_stream(packed, left.saturating_mul(2));
        let mut pending = Vec::new();
        stream.read_more(&mut pending)?;
        let header = header::read(&stream.name, &pending)?;
        // A header can promise anything: room is only taken for what a file can hold.
        let promised = (header.len as u64).saturating_add(header.body);
        if !packed && promised != len {
            return Err(wrong_length(&stream.name, &header, len - header.len as u64));
        }
        pending.drain(..header.len);
        let room = if packed {
            0
        } else {
            // As many as the file holds, which is in memory or on a disk.
            header.body as usize / header.dtype.size()
        };
        let values = match header.dtype {
            Dtype::U8 | Dtype::Bool => Values::Bytes(Vec::with_capacity(room)),
            _ => Values::Reals(Vec::with_capacity(room)),
        };
        let mut reader = Self {
            stream,
            header,
            pending,
            taken: 0,
            values,
        };
        reader.take_in();
        Ok(reader)
    }

    fn advance(&mut self) -> Result<Option<Array>, DataError> {
        let ended = self.stream.read_more(&mut self.pending)?;
        self.take_in();
        let read = (self.taken + self.pending.len()) as u64;
        if read > self.header.body || (ended && read < self.header.body) {
            return Err(wrong_length(&self.stream.name, &self.header, read));
        }
        Ok(ended.then(|| Array {
            name: std::mem::take(&mut self.stream.name),
            dtype: self.header.dtype,
            shape: std::mem::take(&mut self.header.shape),
            values: std::mem::replace(&mut self.values, Values::Bytes(Vec::new())),
        }))
    }

    /// Makes numbers of the bytes that are there.
    fn take_in(&mut self) {
        let Header { dtype, big, .. } = self.header;
        let size = dtype.size();
        let whole = self.pending.len() / size * size;
        self.taken += whole;
        match &mut self.values {
            Values::Bytes(bytes) => bytes.append(&mut self.pending),
            Values::Reals(reals) => {
                if big {
                    for number in self.pending[..whole].chunks_exact_mut(size) {
                        number.reverse();
                    }
                }
                let numbers = self.pending[..whole].chunks_exact(size);
                reals.extend(numbers.map(|number| dtype.value(number)));
                self.pending.drain(..whole);
            }
        }
        debug_assert!(self.pending.len() < PORTION as usize);
    }
}

fn wrong_length(name: &str, header: &Header, found: u64) -> DataError {
    let fate = if found < header.body {
        "is cut off"
    } else {
        "is too long"
    };
    fault(
        name,
        &format!(
            "{fate}: its shape {} takes {} bytes, and {found} are there",
            header::shown(&header.shape),
            header.body
        ),
    )
}

#[cfg(test)]
#[path = "arrays_tests.rs"]
mod tests;
