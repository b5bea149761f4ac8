//! Files of the user's machine: requested of the page a few at a time, and opened.

use std::cell::Cell;
use std::collections::BTreeMap;

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::blob::BlobReader;
use crate::data::files::NamedFile;
use crate::protocol::{DataEvent, FileLocation, FileRef, LoadEvent};
use crate::web::mailbox::Mailbox;

/// Files that are asked for at a time: handing one over takes the page's thread half a millisecond
/// at least.
pub const AT_ONCE: usize = 16;
/// Bytes of a file that is read whole as soon as it is there, side by side with others. One after
/// another, each would take two milliseconds more.
const SMALL: f64 = 262_144.0;
/// Bytes that all files so read may have.
const EARLY: f64 = 67_108_864.0;

/// Files of the browser by their numbers; those that it no longer has are not there.
pub type Numbered = BTreeMap<u32, File>;

/// Asks the page for the browser's files.
pub struct FileRequests {
    load: u32,
    emit: fn(DataEvent),
    arrivals: Mailbox<Numbered>,
    /// Bytes that may still be read early.
    room: Cell<f64>,
}

impl FileRequests {
    /// For the load of that number. What is asked for arrives in the mailbox; nothing does once
    /// the load is cancelled.
    pub fn new(load: u32, emit: fn(DataEvent), arrivals: Mailbox<Numbered>) -> Self {
        Self {
            load,
            emit,
            arrivals,
            room: Cell::new(EARLY),
        }
    }

    /// Those of the files that are the browser's and are still there, by their numbers.
    pub async fn ask(&self, files: &[FileRef]) -> BTreeMap<u32, UserFile> {
        let numbers = files.iter().filter_map(|file| match file.location {
            FileLocation::Local(number) => Some(number),
            FileLocation::Address(_) => None,
        });
        let numbers: Vec<u32> = numbers.collect();
        if numbers.is_empty() {
            return BTreeMap::new();
        }
        (self.emit)(DataEvent::Load(self.load, LoadEvent::Wanted(numbers)));
        let arrived = self.arrivals.wait().await.into_iter();
        arrived
            .map(|(number, file)| (number, self.received(file)))
            .collect()
    }

    fn received(&self, file: File) -> UserFile {
        let left = self.room.get() - file.size();
        let is_early = file.size() <= SMALL && left >= 0.0;
        if is_early {
            self.room.set(left);
        }
        let bytes = is_early.then(|| file.array_buffer());
        UserFile { file, bytes }
    }
}

/// A browser's file.
pub struct UserFile {
    file: File,
    /// Its bytes, if they are being read already.
    bytes: Option<Promise>,
}

impl UserFile {
    /// The file under the name that people know it by.
    ///
    /// # Errors
    /// The browser no longer has it.
    pub async fn open(&self, path: &str) -> Result<NamedFile, JsValue> {
        if let Some(bytes) = &self.bytes {
            let bytes = JsFuture::from(bytes.clone()).await?;
            return Ok(NamedFile::new(path, Uint8Array::new(&bytes).to_vec()));
        }
        let reader = BlobReader::new(self.file.clone().into())?;
        let len = reader.len();
        Ok(NamedFile::from_reader(path, reader, len))
    }
}
