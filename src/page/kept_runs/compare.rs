//! What is needed to lay runs side by side: their records, and in what their settings differ.

use std::sync::Arc;

use super::msg::{Request, about_runs};
use super::state::{Differences, State};
use crate::protocol::RunsQuery;
use crate::run::RunRecord;

/// The records of the chosen runs are wanted.
pub fn compare(state: &mut State) -> Vec<Request> {
    let wanted = state.chosen.iter();
    let wanted: Vec<String> = wanted
        .filter(|id| !state.records.contains_key(*id))
        .cloned()
        .collect();
    let (held, stored): (Vec<String>, Vec<String>) =
        wanted.into_iter().partition(|id| state.held(id).is_some());
    for id in held {
        if let Some(record) = state.held(&id).map(|run| Arc::clone(&run.record)) {
            state.records.insert(id, record);
        }
    }
    if stored.is_empty() {
        return differ(state);
    }
    vec![Request::Read(stored)]
}

/// Records were read.
pub fn read(state: &mut State, records: Vec<RunRecord>) -> Vec<Request> {
    for record in records {
        state
            .records
            .insert(record.summary.id.clone(), Arc::new(record));
    }
    // What is not chosen any more is read again when it is.
    let chosen = &state.chosen;
    state.records.retain(|id, _| chosen.contains(id));
    differ(state)
}

/// Asks in what the settings of the chosen runs differ, unless that is known.
fn differ(state: &mut State) -> Vec<Request> {
    let compared = state.compared();
    let of: Vec<String> = compared
        .iter()
        .map(|(entry, _)| entry.summary.id.clone())
        .collect();
    if state.differences.of == of {
        return Vec::new();
    }
    state.differences = Differences { of, found: None };
    let texts = compared.iter().map(|(_, record)| record.experiment.clone());
    let ticket = state.differ.ask_now(0);
    vec![about_runs(ticket, &RunsQuery::Differences(texts.collect()))]
}
