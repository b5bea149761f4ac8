//! What happens to the kept runs, and what is to be done about it.

use std::sync::Arc;

use super::state::{Ended, Entry, FinishedRecord};
use crate::experiment::Experiment;
use crate::protocol::{
    Buffer, DataAnswer, DataQuery, DataQuestion, NetworkAnswer, NetworkQuestion, Packed, Question,
    RunsFile, RunsQuery, Ticket,
};
use crate::run::RunRecord;
use crate::run::record::RunSummary;

/// What happens to the kept runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// They are to be shown.
    Open,
    /// Those that are stored, with the bytes that they may take; or why none are.
    Listed(Result<(Vec<Entry>, u64), String>),
    /// A run of the page is over.
    Over(Ended),
    /// The JSON of the experiment of a run that is over was written.
    Written(FinishedRecord),
    /// A run is to be kept.
    Keep(FinishedRecord),
    /// It was stored as this line of the index, and the runs of these ids were dropped to make room; or why it was
    /// not.
    Kept(FinishedRecord, Result<(Box<Entry>, Vec<String>), String>),
    /// A run is to be another way.
    Change(String, Change),
    /// The bytes that stored runs may take.
    SetCap(u64),
    /// The runs of these ids were dropped to make room.
    Dropped(Vec<String>),
    /// Delete runs.
    Delete(Vec<String>),
    /// Bring back what was deleted last.
    Undo,
    /// Choose a run to be compared, or do so no longer.
    Choose(String, bool),
    /// Choose these and no others.
    ChooseOnly(Vec<String>),
    /// The records of these runs are wanted, to be compared.
    Compare,
    /// Records that were read.
    Read(Vec<RunRecord>),
    /// Open a run's experiment.
    OpenExperiment(String),
    /// Load a run's model.
    OpenModel(String),
    /// Save a run as one of TensorBoard's event files.
    SaveEvents(String),
    /// Write runs as one file.
    Export(Vec<String>),
    /// What an export needs was gathered.
    Gathered(RunsQuery),
    /// Read runs from files.
    Import(Vec<RunsFile>),
    /// Wait no longer for a file that is written or read.
    GiveUp,
    /// An answer of the loader, perhaps to somebody else's question.
    Loader(DataAnswer),
    /// An answer of the network, perhaps to somebody else's question.
    Network(NetworkAnswer),
    /// Something could not be done with the storage, for this reason.
    Failed(String),
    /// What was said of the last thing that was done was read.
    Dismiss,
}

/// A change of what people say of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Its name.
    Name(String),
    /// A note about it.
    Note(String),
    /// Whether it is never dropped to make room.
    Pinned(bool),
}

/// What the page's surroundings are to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Open the storage, and list what is in it.
    Open,
    /// Write the JSON of a run's experiment into its record.
    Write(Box<Experiment>, FinishedRecord),
    /// Store a run, and drop others if there is no room for all.
    Put(FinishedRecord),
    /// Change a line of the index.
    Change(String, Change),
    /// Delete runs, so that they can be brought back.
    Delete(Vec<String>),
    /// Bring back what was deleted last.
    PutBack,
    /// Drop what is beyond so many bytes, now and later.
    SetCap(u64),
    /// Read the records of runs.
    Read(Vec<String>),
    /// Open the experiment of this JSON.
    OpenText(String),
    /// Read a run's record, and open its experiment.
    OpenExperiment(String),
    /// Load a model, of a stored run by its id, or this file.
    OpenModel(String, Option<Buffer>),
    /// Save a run as one of TensorBoard's event files, a stored run by its id, or this record.
    SaveEvents(String, Option<Arc<RunRecord>>),
    /// Gather what an export of these runs needs.
    Gather(Vec<String>, Vec<FinishedRecord>),
    /// Ask the loader.
    Loader(Box<DataQuestion>),
    /// Ask the network.
    Network(Box<NetworkQuestion>),
    /// Save a file.
    Save(&'static str, Buffer),
}

impl Change {
    /// Changes a record's or an index's line.
    pub fn apply(&self, summary: &mut RunSummary) {
        match self {
            Self::Name(name) => summary.name.clone_from(name),
            Self::Note(note) => summary.note.clone_from(note),
            Self::Pinned(pinned) => summary.pinned = *pinned,
        }
    }
}

/// A question of the loader about runs.
#[must_use]
pub fn about_runs(ticket: Ticket<u32>, query: &RunsQuery) -> Request {
    let body = DataQuery::Runs(Packed::new(query));
    Request::Loader(Box::new(Question { ticket, body }))
}
