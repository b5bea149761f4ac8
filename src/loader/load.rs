//! Loads data sets: generates them or fetches them, with progress, verified, cancellable.

use std::borrow::Cow;

use web_sys::AbortSignal;

use super::errors::{cancelled, wire};
use super::file_requests::FileRequests;
use super::files;
use super::kept_evaluation::Evaluation;
use super::loaded_data::LoadedData;
use super::reporter::Reporter;
use crate::data::builtin::{self, Set};
use crate::data::{Dataset, Loaded, Progress, Unit, digits, points};
use crate::experiment::{OwnFiles, ReadOptions, Source};
use crate::protocol::{DataEvent, ErrorKind, FileRef, Load, WireError};
use crate::web::clock::Turn;
use crate::web::fetch::Store;

/// Pictures generated in one portion.
const PORTION: usize = 200;

/// Loads and prepares data.
///
/// # Errors
/// Cancelled, or a file that cannot be had or is not what it should be, or samples that cannot
/// be prepared as asked.
pub async fn load(
    wanted: Load,
    requests: &FileRequests,
    before: Option<&LoadedData>,
    signal: &AbortSignal,
    emit: &dyn Fn(DataEvent),
) -> Result<LoadedData, WireError> {
    let reporter = &mut Reporter::new(wanted.number, emit);
    let Load {
        data,
        seed,
        base,
        files,
        ..
    } = &wanted;
    data.validate().map_err(|e| e.within("data"))?;
    let is_there = |loaded_data: &&LoadedData| {
        let same_seed = loaded_data.wanted.seed == *seed || !data.source.is_generated();
        let same_files = loaded_data.wanted.files.source == files.source;
        loaded_data.wanted.data.source == data.source && same_seed && same_files
    };
    let before = before.filter(is_there);
    let (source, licence) = match (before, &data.source) {
        // Only the preparation differs.
        (Some(loaded_data), _) => (loaded_data.source.clone(), loaded_data.licence.clone()),
        (None, Source::SyntheticDigits { train, test }) => {
            let digits = generate(*train, *test, *seed, signal, reporter).await?;
            (digits, digits::LICENCE.to_owned())
        }
        (None, Source::Points(points)) => {
            let points = points::load(points, *seed).map_err(wire)?;
            (points, points::LICENCE.to_owned())
        }
        (None, Source::Files(OwnFiles { names, options })) => {
            let read = own(&files.source, requests, names, options, signal, reporter).await?;
            let licence = "Your own files; they do not leave this machine.";
            (read, licence.to_owned())
        }
        (None, built_in) => {
            let Some(set) = builtin::of(built_in).map_err(wire)? else {
                return Err(WireError::new(
                    ErrorKind::Internal,
                    format!("{} is not loaded by this program", built_in.name()),
                    "Choose another data set.",
                ));
            };
            (fetch(&set, base, signal, reporter).await?, set.licence)
        }
    };
    let is_same_outside = |loaded_data: &&LoadedData| {
        let same_files = loaded_data.wanted.files.outside == files.outside;
        loaded_data.wanted.data.outside == data.outside && same_files
    };
    let loaded = match (before.filter(is_same_outside), &data.outside) {
        (Some(loaded_data), _) => loaded_data.loaded.clone(),
        (None, None) => source.clone(),
        (None, Some(OwnFiles { names, options })) => {
            let options = source.outside_options(options);
            let outside = own(&files.outside, requests, names, &options, signal, reporter).await?;
            source.clone().with_outside(outside).map_err(wire)?
        }
    };
    let data = Dataset::prepare(loaded.clone(), data, &licence, *seed).map_err(wire)?;
    Ok(LoadedData {
        wanted,
        source,
        loaded,
        licence,
        data,
        evaluation: Evaluation::default(),
    })
}

/// Reads own files, if the page has them.
async fn own(
    files: &[FileRef],
    requests: &FileRequests,
    names: &[String],
    options: &ReadOptions,
    signal: &AbortSignal,
    reporter: &mut Reporter<'_>,
) -> Result<Loaded, WireError> {
    if files.is_empty() {
        return Err(not_here(names));
    }
    files::read(files, requests, options, signal, reporter).await
}

/// The error of an experiment whose own files are not on this machine.
fn not_here(names: &[String]) -> WireError {
    const NAMED: usize = 3;
    let more = if names.len() > NAMED { " …" } else { "" };
    let names = names.iter().take(NAMED).cloned().collect::<Vec<_>>();
    WireError::new(
        ErrorKind::Data,
        format!(
            "This experiment is about files of your own: {}{more}",
            names.join(", ")
        ),
        "Load them again: a page may not open files by itself.",
    )
}

async fn generate(
    train: usize,
    test: usize,
    seed: u64,
    signal: &AbortSignal,
    reporter: &mut Reporter<'_>,
) -> Result<Loaded, WireError> {
    let turn = Turn::default();
    let mut generation = digits::Generation::new(train, test, seed);
    while !generation.advance(PORTION) {
        reporter.report(|| Progress {
            file: String::new(),
            unit: Unit::Pictures,
            done: generation.done() as u64,
            total: generation.total() as u64,
        });
        turn.pass().await;
        if signal.aborted() {
            return Err(cancelled());
        }
    }
    Ok(generation.finish())
}

/// Fetches the files of a built-in set, or takes those that the browser has kept.
async fn fetch(
    set: &Set,
    base: &str,
    signal: &AbortSignal,
    reporter: &mut Reporter<'_>,
) -> Result<Loaded, WireError> {
    let store = Store::open().await;
    let turn = Turn::default();
    let mut contents = Vec::with_capacity(set.files.len());
    for file in &set.files {
        let url = format!("{base}{}/{}", set.folder, file.name);
        let mut on_progress = |done: u64, total: Option<u64>| {
            reporter.fetched(&file.name, done, total);
        };
        let (bytes, cached) = store
            .read(&url, file.most_bytes(), signal, &mut on_progress)
            .await
            .map_err(|reason| {
                if signal.aborted() {
                    return cancelled();
                }
                wire(set.unavailable(file, &reason.to_string()))
            })?;
        let unpacked = match set.content(file, &bytes) {
            Ok(Cow::Owned(unpacked)) => Some(unpacked),
            Ok(Cow::Borrowed(_)) => None,
            Err(error) => {
                if cached {
                    store.forget(&url).await;
                }
                return Err(wire(error));
            }
        };
        if !cached {
            store.keep(&url, &bytes).await;
        }
        contents.push(unpacked.unwrap_or(bytes));
        // Unpacking takes a while, and somebody may have asked for something meanwhile.
        turn.pass().await;
        if signal.aborted() {
            return Err(cancelled());
        }
    }
    set.assemble(contents).map_err(wire)
}
