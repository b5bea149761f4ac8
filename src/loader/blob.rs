//! A browser's file as a reader.

use std::io::{self, Read, Seek, SeekFrom};

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

/// Bytes that are fetched from a file at a time.
const CHUNK: u64 = 1 << 20;

/// Reads a browser's file without waiting for turns, which only workers may.
pub struct BlobReader {
    blob: Blob,
    reader: FileReaderSync,
    position: u64,
    chunk: Vec<u8>,
    /// Where the chunk begins in the file.
    start: u64,
}

impl BlobReader {
    /// A reader that is at the file's start; nothing is fetched yet.
    pub fn new(blob: Blob) -> Result<Self, JsValue> {
        Ok(Self {
            blob,
            reader: FileReaderSync::new()?,
            position: 0,
            chunk: Vec::new(),
            start: 0,
        })
    }

    /// Bytes of the file.
    pub fn len(&self) -> u64 {
        self.blob.size() as u64
    }

    /// Fetches the chunk at the position.
    fn fetch(&mut self) -> io::Result<()> {
        let end = (self.position + CHUNK).min(self.len());
        let slice = self
            .blob
            .slice_with_f64_and_f64(self.position as f64, end as f64);
        let buffer = slice.and_then(|slice| self.reader.read_as_array_buffer(&slice));
        let buffer = buffer.map_err(|_| {
            io::Error::other("the browser can no longer read it: it was changed or deleted since")
        })?;
        self.chunk = Uint8Array::new(&buffer).to_vec();
        self.start = self.position;
        Ok(())
    }
}

impl Read for BlobReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() || self.position >= self.len() {
            return Ok(0);
        }
        let end = self.start + self.chunk.len() as u64;
        if !(self.start..end).contains(&self.position) {
            self.fetch()?;
        }
        let rest = &self.chunk[(self.position - self.start) as usize..];
        let n = rest.len().min(out.len());
        out[..n].copy_from_slice(&rest[..n]);
        self.position += n as u64;
        Ok(n)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(n) => Some(n),
            SeekFrom::End(n) => self.len().checked_add_signed(n),
            SeekFrom::Current(n) => self.position.checked_add_signed(n),
        };
        self.position = position
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "before the start"))?;
        Ok(self.position)
    }
}
