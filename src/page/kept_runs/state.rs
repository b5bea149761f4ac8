//! What is known of the kept runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::experiment::Difference;
use crate::page::state::RunOver;
use crate::protocol::{Asker, Buffer, RunId};
use crate::run::RunRecord;
use crate::run::record::RunSummary;

/// Bytes that kept runs may take unless people say otherwise.
pub const DEFAULT_CAP: u64 = 500_000_000;

/// A run that is over, to be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedRecord {
    /// What there is to know of it. Another of the same id takes its place.
    pub record: Arc<RunRecord>,
    /// Its model's file, if it is to be kept, too. Without one, the file of an earlier record of the same id stays.
    pub model: Option<Buffer>,
}

/// What is handed over to be kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Finished {
    /// A run of the page, of which there is more to ask.
    Over(Box<RunOver>),
    /// A run that somebody else finished.
    Record(FinishedRecord),
}

/// A run of the page that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// The run.
    pub over: Box<RunOver>,
    /// What it is known by from now on.
    pub id: String,
    /// When it ended, in milliseconds since 1970.
    pub at: f64,
}

/// A line of the index of kept runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The run in short, as people named and noted it last.
    pub summary: RunSummary,
    /// Bytes of its record.
    pub record_bytes: u64,
    /// Bytes of its model's file.
    pub model_bytes: u64,
    /// Whether it is not stored, and gone when the page is closed.
    #[serde(skip)]
    pub is_held: bool,
}

/// Whether the browser stores runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// Nobody has asked yet.
    #[default]
    Unopened,
    /// It is being opened.
    Opening,
    /// It does.
    Open,
    /// It does not, for this reason.
    Missing(String),
}

/// What is done with files of runs, which takes a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// So many runs are written.
    Export(usize),
    /// Files are read: so many per cent are.
    Import(u8),
}

/// In what the settings of some runs differ, as far as that is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Differences {
    /// The runs.
    pub of: Vec<String>,
    /// The fields, or why they cannot be told apart; nothing until they are.
    pub found: Option<Result<Vec<Difference>, String>>,
}

/// What is known of the kept runs.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Whether the browser stores runs.
    pub storage: Storage,
    /// Every kept run.
    pub runs: Vec<Arc<Entry>>,
    /// Those that are not stored.
    pub held: Vec<FinishedRecord>,
    /// Bytes that stored runs may take.
    pub cap: u64,
    /// The runs that were deleted last, which can be brought back.
    pub deleted: Vec<Arc<Entry>>,
    /// Those of them that were not stored.
    pub deleted_held: Vec<FinishedRecord>,
    /// The runs that are chosen to be compared.
    pub chosen: BTreeSet<String>,
    /// The records that were read of them.
    pub records: BTreeMap<String, Arc<RunRecord>>,
    /// In what they differ.
    pub differences: Differences,
    /// What is done with files.
    pub transfer: Option<Transfer>,
    /// What was done last, for people.
    pub notice: Option<String>,
    /// What went wrong, for people.
    pub faults: Vec<String>,
    /// The run that ended last, of which more is yet to be asked.
    pub newest: Option<Arc<RunRecord>>,
    /// Asks the loader what the test part is known by.
    pub fingerprint: Asker<u32>,
    /// Asks the loader in what experiments differ.
    pub differ: Asker<u32>,
    /// Has the loader write and read files.
    pub files: Asker<u32>,
    /// Asks the network for its predictions.
    pub predictor: Asker<RunId>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            storage: Storage::default(),
            runs: Vec::new(),
            held: Vec::new(),
            cap: DEFAULT_CAP,
            deleted: Vec::new(),
            deleted_held: Vec::new(),
            chosen: BTreeSet::new(),
            records: BTreeMap::new(),
            differences: Differences::default(),
            transfer: None,
            notice: None,
            faults: Vec::new(),
            newest: None,
            // Each takes its own answers alone: their numbers differ from the others'.
            fingerprint: Asker::numbered_after(1 << 28),
            differ: Asker::numbered_after(2 << 28),
            files: Asker::numbered_after(3 << 28),
            predictor: Asker::numbered_after(3 << 28),
        }
    }
}

impl Entry {
    /// Bytes that the run takes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.record_bytes + self.model_bytes
    }
}

impl State {
    /// The run of an id.
    #[must_use]
    pub fn entry(&self, id: &str) -> Option<&Arc<Entry>> {
        self.runs.iter().find(|entry| entry.summary.id == id)
    }

    /// Bytes that stored runs take.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let stored = self.runs.iter().filter(|entry| !entry.is_held);
        stored.map(|entry| entry.bytes()).sum()
    }

    /// A run that is not stored.
    #[must_use]
    pub fn held(&self, id: &str) -> Option<&FinishedRecord> {
        self.held.iter().find(|run| run.record.summary.id == id)
    }

    /// The records of the chosen runs that were read, as they are named now, in the order in which they ended.
    #[must_use]
    pub fn compared(&self) -> Vec<(Arc<Entry>, Arc<RunRecord>)> {
        let mut found: Vec<_> = self
            .chosen
            .iter()
            .filter_map(|id| Some((self.entry(id)?.clone(), self.records.get(id)?.clone())))
            .collect();
        found.sort_by(|a, b| a.0.summary.ended_at.total_cmp(&b.0.summary.ended_at));
        found
    }

    /// What was said of the last thing that was done was read, or is of the past.
    pub fn clear(&mut self) {
        self.notice = None;
        self.faults.clear();
    }

    /// A run is chosen to be compared, or no longer.
    pub fn choose(&mut self, id: String, is_chosen: bool) {
        if is_chosen {
            self.chosen.insert(id);
        } else {
            self.chosen.remove(&id);
        }
    }

    /// Runs that are there no more are chosen no more.
    pub fn forget_gone(&mut self) {
        let runs = &self.runs;
        let is_there = |id: &String| runs.iter().any(|entry| entry.summary.id == *id);
        self.chosen.retain(is_there);
        self.records.retain(|id, _| is_there(id));
    }
}

/// The runs that have to go for the others to fit: the oldest that are not pinned, but never the newest of all.
#[must_use]
pub fn beyond(entries: &[Entry], cap: u64) -> Vec<String> {
    // Not sorted, which takes 4 kB of code: few have to go at a time.
    let newest = entries.iter().rev().reduce(|newest, entry| {
        let is_newer = entry.summary.ended_at > newest.summary.ended_at;
        if is_newer { entry } else { newest }
    });
    let newest = newest.map(|newest| &newest.summary.id);
    let may_go = |entry: &&Entry| !entry.summary.pinned && Some(&entry.summary.id) != newest;
    let mut may_go: Vec<&Entry> = entries.iter().filter(may_go).collect();
    let mut bytes: u64 = entries.iter().map(Entry::bytes).sum();
    let mut gone = Vec::new();
    while bytes > cap {
        let ended = may_go.iter().map(|entry| entry.summary.ended_at);
        let oldest = ended.enumerate().reduce(
            |oldest, entry| {
                if entry.1 < oldest.1 { entry } else { oldest }
            },
        );
        let Some((oldest, _)) = oldest else { break };
        let entry = may_go.remove(oldest);
        bytes -= entry.bytes();
        gone.push(entry.summary.id.clone());
    }
    gone
}
