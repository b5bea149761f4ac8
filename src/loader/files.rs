//! People's own files: opened where the browser keeps them, or fetched from an address, and
//! read a portion at a time.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, Blob, File, FileReaderSync};

use super::load::{Reporter, cancelled, wire};
use crate::data::files::{NamedFile, Reading};
use crate::data::{Loaded, Progress, Unit};
use crate::protocol::{DataEvent, ErrorKind, FileRef, Place, WireError};
use crate::spec::ReadOptions;
use crate::web::clock::Turn;
use crate::web::fetch;
use crate::web::mailbox::Mailbox;

/// Bytes that are fetched from a file at a time.
const CHUNK: u64 = 1 << 20;

/// Files that are asked for at a time.
const AT_ONCE: usize = 32;

/// Asks the page for the browser's files, whose bytes are not read by that yet.
pub struct Giver {
    /// Number of the load that they are for.
    pub load: u32,
    /// Tells the page.
    pub tell: fn(DataEvent),
    /// Where they arrive; nothing does once the load is given up.
    pub arrivals: Mailbox<Vec<File>>,
}

impl Giver {
    /// Those of the files that are the browser's, by their numbers.
    async fn ask(&self, files: &[FileRef]) -> BTreeMap<u32, File> {
        let numbers = files.iter().filter_map(|file| match file.place {
            Place::Given(number) => Some(number),
            Place::Address(_) => None,
        });
        let numbers: Vec<u32> = numbers.collect();
        if numbers.is_empty() {
            return BTreeMap::new();
        }
        (self.tell)(DataEvent::Wanted {
            load: self.load,
            files: numbers.clone(),
        });
        numbers
            .into_iter()
            .zip(self.arrivals.wait().await)
            .collect()
    }
}

/// Reads files that belong together.
///
/// # Errors
/// Cancelled, or a file that cannot be had or read.
pub async fn read(
    files: &[FileRef],
    giver: &Giver,
    options: &ReadOptions,
    signal: &AbortSignal,
    reporter: &mut Reporter<'_>,
) -> Result<Loaded, WireError> {
    let mut opened = Vec::with_capacity(files.len());
    for some in files.chunks(AT_ONCE) {
        let handed = giver.ask(some).await;
        if signal.aborted() {
            return Err(cancelled());
        }
        for file in some {
            opened.push(open(file, &handed, signal, reporter).await?);
        }
        reporter.report(|| Progress {
            file: String::new(),
            unit: Unit::Files,
            done: opened.len() as u64,
            total: files.len() as u64,
        });
    }
    let turn = Turn::default();
    let mut reading = Reading::new(opened, options).map_err(wire)?;
    loop {
        if let Some(loaded) = reading.advance().map_err(wire)? {
            return Ok(loaded);
        }
        if reporter.report(|| reading.progress()) {
            turn.pass().await;
            if signal.aborted() {
                return Err(cancelled());
            }
        }
    }
}

async fn open(
    file: &FileRef,
    given: &BTreeMap<u32, File>,
    signal: &AbortSignal,
    reporter: &mut Reporter<'_>,
) -> Result<NamedFile, WireError> {
    let number = match &file.place {
        Place::Address(url) => return fetch_from(file, url, signal, reporter).await,
        Place::Given(number) => number,
    };
    let gone = || {
        WireError::new(
            ErrorKind::Data,
            format!("{}: the browser no longer has this file", file.path),
            "It was moved, changed or deleted since. Load it again.",
        )
    };
    let blob = given.get(number).ok_or_else(gone)?.clone();
    let len = blob.size() as u64;
    let reader = BlobReader::new(blob.into()).map_err(|_| gone())?;
    Ok(NamedFile::from_reader(file.path.clone(), reader, len))
}

async fn fetch_from(
    file: &FileRef,
    url: &str,
    signal: &AbortSignal,
    reporter: &mut Reporter<'_>,
) -> Result<NamedFile, WireError> {
    let mut on_progress = |done: u64, total: Option<u64>| {
        reporter.fetched(&file.path, done, total);
    };
    let bytes = fetch::fetch(url, signal, &mut on_progress).await;
    let bytes = bytes.map_err(|reason| {
        if signal.aborted() {
            return cancelled();
        }
        WireError::new(
            ErrorKind::Data,
            format!("{url}: {reason}"),
            "A page may read another site's file only if that site allows it (CORS); many do not, and the browser does not say which. Download the file and drop it here.",
        )
    })?;
    Ok(NamedFile::new(file.path.clone(), bytes))
}

/// Reads a browser's file without waiting for turns, which only workers may.
struct BlobReader {
    blob: Blob,
    reader: FileReaderSync,
    position: u64,
    chunk: Vec<u8>,
    /// Where the chunk begins in the file.
    start: u64,
}

impl BlobReader {
    fn new(blob: Blob) -> Result<Self, JsValue> {
        Ok(Self {
            blob,
            reader: FileReaderSync::new()?,
            position: 0,
            chunk: Vec::new(),
            start: 0,
        })
    }

    fn len(&self) -> u64 {
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
        let place = match to {
            SeekFrom::Start(n) => Some(n),
            SeekFrom::End(n) => self.len().checked_add_signed(n),
            SeekFrom::Current(n) => self.position.checked_add_signed(n),
        };
        self.position =
            place.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "before the start"))?;
        Ok(self.position)
    }
}
