//! Reports the progress of a load.

use crate::data::{Progress, Unit};
use crate::protocol::{DataEvent, LoadEvent};
use crate::web::clock::now;

/// Seconds between two reports of progress.
const REPORT: f64 = 0.05;

/// Reports progress, but not more often than the page can show it.
pub struct Reporter<'a> {
    emit: &'a dyn Fn(DataEvent),
    load: u32,
    /// When the last report was made, in seconds.
    last: f64,
}

impl<'a> Reporter<'a> {
    /// A reporter on the load of that number.
    pub fn new(load: u32, emit: &'a dyn Fn(DataEvent)) -> Self {
        Self {
            emit,
            load,
            last: 0.0,
        }
    }

    /// Reports if a report is due; whether it was.
    pub fn report(&mut self, progress: impl FnOnce() -> Progress) -> bool {
        let is_due = now() - self.last >= REPORT;
        if is_due {
            self.last = now();
            let event = LoadEvent::Progress(progress());
            (self.emit)(DataEvent::Load(self.load, event));
        }
        is_due
    }

    /// Reports how much of a file is fetched, of how much where that is known.
    pub fn fetched(&mut self, file: &str, done: u64, total: Option<u64>) {
        self.report(|| Progress {
            file: file.to_owned(),
            unit: Unit::Bytes,
            done,
            // A server that compresses what it sends gives the compressed length.
            total: total.filter(|total| *total >= done).unwrap_or(0),
        });
    }
}
