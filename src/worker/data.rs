//! Loads data sets: generates them or fetches them, with progress, verified, cancellable.

use std::borrow::Cow;

use web_sys::AbortSignal;

use super::clock::{Turn, now};
use super::fetch::Store;
use crate::data::{DataError, Dataset, Loaded, Part, Samples, counts, digits, mnist, points};
use crate::protocol::{DataSummary, ErrorKind, Event, Message, WireError};
use crate::spec::{Shape, Source};

/// Seconds between two reports of progress.
const REPORT: f64 = 0.05;
/// Pictures generated between two looks around.
const PORTION: usize = 200;
/// Pictures of a class that the page shows.
const SHOWN: usize = 12;

/// Reports progress, but not more often than the page can show it.
struct Reporter<'a> {
    tell: &'a dyn Fn(Event),
    last: f64,
}

impl Reporter<'_> {
    fn report(&mut self, what: &str, done: u64, total: u64) {
        if now() - self.last >= REPORT || done == total {
            self.last = now();
            (self.tell)(Event::DataProgress {
                what: what.to_owned(),
                done,
                total,
            });
        }
    }
}

/// What was loaded, and its licence and origin for people.
pub type Set = (Loaded, String);

/// Loads a data set; `base` is the address of the folder of data files.
///
/// # Errors
/// Cancelled, or a file that cannot be had or is not what it should be.
pub async fn load(
    source: &Source,
    seed: u64,
    base: &str,
    signal: &AbortSignal,
    tell: &dyn Fn(Event),
) -> Result<Set, WireError> {
    let mut reporter = Reporter { tell, last: 0.0 };
    match *source {
        Source::SyntheticDigits { train, test } => {
            let loaded = generate(train, test, seed, signal, &mut reporter).await?;
            Ok((loaded, digits::LICENCE.to_owned()))
        }
        Source::Mnist {} => {
            let loaded = fetch_mnist(base, signal, &mut reporter).await?;
            Ok((loaded, mnist::licence()))
        }
        Source::Points(ref points) => {
            let loaded = points::load(points, seed).map_err(wire)?;
            Ok((loaded, points::LICENCE.to_owned()))
        }
        ref source => Err(WireError::new(
            ErrorKind::Data,
            format!("{} is not loaded by this program yet", source.name()),
            "Choose Synthetic digits, MNIST or Synthetic points.",
        )),
    }
}

async fn generate(
    train: usize,
    test: usize,
    seed: u64,
    signal: &AbortSignal,
    reporter: &mut Reporter<'_>,
) -> Result<Loaded, WireError> {
    let turn = Turn::new();
    let mut generation = digits::Generation::new(train, test, seed);
    while !generation.advance(PORTION) {
        let (done, total) = (generation.done() as u64, generation.total() as u64);
        reporter.report("Drawing digits", done, total);
        turn.pass().await;
        if signal.aborted() {
            return Err(cancelled());
        }
    }
    Ok(generation.finish())
}

async fn fetch_mnist(
    base: &str,
    signal: &AbortSignal,
    reporter: &mut Reporter<'_>,
) -> Result<Loaded, WireError> {
    let store = Store::open().await;
    let turn = Turn::new();
    let mut contents: [Vec<u8>; 4] = Default::default();
    for (file, slot) in mnist::FILES.into_iter().zip(&mut contents) {
        let url = format!("{base}mnist/{}", file.name);
        let mut on_progress = |done: u64, total: Option<u64>| {
            // A server that packs what it sends tells the packed length.
            let total = total.filter(|t| *t >= done).unwrap_or(0);
            reporter.report(file.name, done, total);
        };
        let (bytes, cached) = store
            .read(&url, signal, &mut on_progress)
            .await
            .map_err(|reason| {
                if signal.aborted() {
                    return cancelled();
                }
                WireError::new(
                    ErrorKind::Data,
                    format!("{}: {reason}", file.name),
                    "Check the connection and press Retry, or train on Synthetic digits, which need no file.",
                )
            })?;
        let unpacked = match mnist::content(file, &bytes) {
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
        *slot = unpacked.unwrap_or(bytes);
        // Unpacking takes a while, and somebody may have asked for something meanwhile.
        turn.pass().await;
        if signal.aborted() {
            return Err(cancelled());
        }
    }
    mnist::from_contents(contents).map_err(wire)
}

/// What a load that was given up ends with.
pub fn cancelled() -> WireError {
    WireError::new(
        ErrorKind::Data,
        "Loading was cancelled",
        "What was loaded before is still there.",
    )
}

/// The error as it crosses to the page.
pub fn wire(error: DataError) -> WireError {
    WireError::new(ErrorKind::Data, error.message, error.hint)
}

/// The event that shows a loaded data set to the page.
pub fn ready(data: &Dataset) -> Message<Event> {
    let classes = data.classes.len();
    let [mut train, test] = [&data.train, &data.test].map(Part::labels);
    train.extend(data.validation.labels());
    let (shape, shown, pictures) = match (&data.train.samples, data.shape()) {
        (Samples::Pictures(pictures), Shape::Image(shape)) => {
            let shown = data.samples_by_class(SHOWN);
            let shown = pictures.select(&shown);
            (shape, shown.labels, shown.pixels)
        }
        (_, shape) => ([0, 0, shape.len()], Vec::new(), Vec::new()),
    };
    let summary = DataSummary {
        source: data.source().clone(),
        classes: data.classes.clone(),
        shape,
        counts: [counts(&train, classes), counts(&test, classes)],
        sample_labels: shown,
        licence: data.licence.clone(),
        bytes: data.bytes(),
    };
    let event = Event::DataReady {
        summary: Box::new(summary),
    };
    Message::with_buffers(event, vec![pictures])
}
