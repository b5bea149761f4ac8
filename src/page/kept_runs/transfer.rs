//! Runs as files: written as one, and read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::keeping::keep;
use super::msg::{Request, about_runs};
use super::state::{FinishedRecord, State, Transfer};
use crate::protocol::{Buffer, ErrorKind, ImportedRun, RunsFile, RunsQuery, WireError};
use crate::run::RunRecord;

/// Writes runs as one file.
pub fn export(state: &mut State, ids: Vec<String>) -> Vec<Request> {
    if ids.is_empty() || state.transfer.is_some() {
        return Vec::new();
    }
    state.clear();
    state.transfer = Some(Transfer::Export(ids.len()));
    let (held, stored): (Vec<String>, Vec<String>) =
        ids.into_iter().partition(|id| state.held(id).is_some());
    let held = held.iter().filter_map(|id| state.held(id).cloned());
    vec![Request::Gather(stored, held.collect())]
}

/// Has the loader write or read files.
pub fn ask_about_files(state: &mut State, query: &RunsQuery) -> Vec<Request> {
    // It may have been given up meanwhile.
    if state.transfer.is_none() {
        return Vec::new();
    }
    let ticket = state.files.ask_now(0);
    vec![about_runs(ticket, query)]
}

/// Reads runs from files.
pub fn import(state: &mut State, files: Vec<RunsFile>) -> Vec<Request> {
    if files.is_empty() || state.transfer.is_some() {
        return Vec::new();
    }
    state.transfer = Some(Transfer::Import(0));
    state.clear();
    ask_about_files(state, &RunsQuery::Import(files))
}

/// The file of an export is there.
pub fn exported(state: &mut State, result: Result<Buffer, WireError>) -> Vec<Request> {
    state.transfer = None;
    match result {
        Ok(bytes) => {
            state.notice = Some("The runs were exported to hearth-runs.zip.".to_owned());
            vec![Request::Save("hearth-runs.zip", bytes)]
        }
        Err(error) => {
            state.faults = vec![in_words(&error)];
            Vec::new()
        }
    }
}

/// Files were read.
pub fn imported(
    state: &mut State,
    read: Vec<ImportedRun>,
    mut faults: Vec<String>,
) -> Vec<Request> {
    state.transfer = None;
    // Of several of one id, the last.
    let mut runs = BTreeMap::new();
    for run in read {
        match RunRecord::from_json(&run.record) {
            Ok(record) => {
                let id = record.summary.id.clone();
                let record = Arc::new(record);
                let model = run.model;
                runs.insert(id, FinishedRecord { record, model });
            }
            Err(why) => faults.push(format!("A run {why}")),
        }
    }
    let known = runs.keys().filter(|id| state.entry(id).is_some()).count();
    let new = runs.len() - known;
    let of_new = match new {
        1 => "1 run was".to_owned(),
        n => format!("{n} runs were"),
    };
    let of_known = match known {
        0 => String::new(),
        1 => " 1 was here already.".to_owned(),
        n => format!(" {n} were here already."),
    };
    if !runs.is_empty() {
        state.notice = Some(format!("{of_new} imported.{of_known}"));
    }
    state.faults = faults;
    let runs = runs.into_values();
    runs.flat_map(|run| keep(state, run)).collect()
}

fn in_words(error: &WireError) -> String {
    match error.kind {
        ErrorKind::Internal if error.hint.is_empty() => error.message.clone(),
        _ => format!("{} {}", error.message, error.hint),
    }
}
