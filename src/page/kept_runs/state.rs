//! What is known of the kept runs.

use std::sync::Arc;

use crate::protocol::{Buffer, DataAnswer};
use crate::run::RunRecord;

/// A run that is over, to be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedRecord {
    /// What there is to know of it. Another of the same id takes its place.
    pub record: Arc<RunRecord>,
    /// Its model's file, if it is to be kept, too.
    pub model: Option<Buffer>,
}

/// What is known of the kept runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Oldest first.
    pub runs: Vec<FinishedRecord>,
}

/// What happens to the kept runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A run is over.
    Keep(FinishedRecord),
    /// An answer of the loader, perhaps to somebody else's question.
    Loader(DataAnswer),
}

/// Changes the state by what happened.
pub fn update(state: &mut State, msg: Msg) {
    match msg {
        Msg::Keep(run) => {
            let id = &run.record.summary.id;
            state.runs.retain(|kept| kept.record.summary.id != *id);
            state.runs.push(run);
        }
        Msg::Loader(_) => {}
    }
}
