//! The user's own files: opened where the browser keeps them, or fetched from an address, and
//! read a portion at a time.

use std::collections::BTreeMap;

use web_sys::AbortSignal;

use super::errors::{cancelled, wire};
use super::file_requests::{AT_ONCE, FileRequests, UserFile};
use super::reporter::Reporter;
use crate::data::files::{NamedFile, Reading};
use crate::data::{Loaded, Progress, Unit};
use crate::experiment::ReadOptions;
use crate::protocol::{ErrorKind, FileLocation, FileRef, WireError};
use crate::web::clock::Turn;
use crate::web::fetch::{self, FetchError};

/// Reads files that belong together.
///
/// # Errors
/// Cancelled, or a file that cannot be had or read.
pub async fn read(
    files: &[FileRef],
    requests: &FileRequests,
    options: &ReadOptions,
    signal: &AbortSignal,
    reporter: &mut Reporter<'_>,
) -> Result<Loaded, WireError> {
    let mut opened = Vec::with_capacity(files.len());
    for some in files.chunks(AT_ONCE) {
        let received = requests.ask(some).await;
        if signal.aborted() {
            return Err(cancelled());
        }
        for file in some {
            opened.push(open(file, &received, options.max_bytes, signal, reporter).await?);
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
    received: &BTreeMap<u32, UserFile>,
    max_bytes: u64,
    signal: &AbortSignal,
    reporter: &mut Reporter<'_>,
) -> Result<NamedFile, WireError> {
    let number = match &file.location {
        FileLocation::Address(url) => {
            return fetch_from(file, url, max_bytes, signal, reporter).await;
        }
        FileLocation::Local(number) => number,
    };
    let gone = || {
        WireError::new(
            ErrorKind::Data,
            format!("{}: the browser no longer has this file", file.path),
            "It was moved, changed or deleted since. Load it again.",
        )
    };
    let received = received.get(number).ok_or_else(gone)?;
    received.open(&file.path).await.map_err(|_| gone())
}

async fn fetch_from(
    file: &FileRef,
    url: &str,
    max_bytes: u64,
    signal: &AbortSignal,
    reporter: &mut Reporter<'_>,
) -> Result<NamedFile, WireError> {
    let mut on_progress = |done: u64, total: Option<u64>| {
        reporter.fetched(&file.path, done, total);
    };
    let bytes = fetch::fetch(url, max_bytes, signal, &mut on_progress).await;
    let bytes = bytes.map_err(|error| {
        if signal.aborted() {
            return cancelled();
        }
        let hint = match error {
            FetchError::TooLarge { .. } => {
                "Load a smaller file, or download this one and drop it here: it is then read a \
                 part at a time."
            }
            FetchError::Refused(_) => {
                "A page may read another site's file only if that site allows it (CORS); many do \
                 not, and the browser does not say which. Download the file and drop it here."
            }
        };
        WireError::new(
            ErrorKind::Data,
            format!("{} ({url}): {error}", file.path),
            hint,
        )
    })?;
    Ok(NamedFile::new(file.path.clone(), bytes))
}
