//! How what is known of the kept runs changes: a pure function from what happens to what is to be done.

use std::sync::Arc;

use super::changes::{change_run, delete, undo};
use super::compare::{compare, read};
use super::keeping::{dropped, keep, kept, over_now, predicted, refine, written};
use super::msg::{Msg, Request};
use super::state::{Entry, State, Storage, Transfer};
use super::transfer::{ask_about_files, export, exported, import, imported};
use crate::protocol::{Answer, DataReply, NetworkReply, Packed, RunsReply, Ticket};

/// Changes the state by what happened; returns what is to be done about it.
pub fn update(state: &mut State, msg: Msg) -> Vec<Request> {
    match msg {
        Msg::Open => open(state),
        Msg::Listed(result) => {
            listed(state, result);
            Vec::new()
        }
        Msg::Over(ended) => over_now(state, &ended),
        Msg::Written(run) => written(state, run),
        Msg::Keep(run) => keep(state, run),
        Msg::Kept(run, result) => {
            kept(state, run, result);
            Vec::new()
        }
        Msg::Change(id, change) => change_run(state, id, &change),
        Msg::SetCap(cap) => {
            state.cap = cap;
            vec![Request::SetCap(cap)]
        }
        Msg::Dropped(ids) => {
            dropped(state, &ids);
            Vec::new()
        }
        Msg::Delete(ids) => delete(state, &ids),
        Msg::Undo => undo(state),
        Msg::Choose(id, is_chosen) => {
            state.choose(id, is_chosen);
            Vec::new()
        }
        Msg::ChooseOnly(ids) => {
            state.chosen = ids.into_iter().collect();
            Vec::new()
        }
        Msg::Compare => compare(state),
        Msg::Read(records) => read(state, records),
        Msg::OpenExperiment(id) => match state.held(&id) {
            Some(run) => {
                let json = run.record.experiment.clone();
                vec![Request::OpenText(json)]
            }
            None => vec![Request::OpenExperiment(id)],
        },
        Msg::OpenModel(id) => {
            let held = state.held(&id).and_then(|run| run.model.clone());
            vec![Request::OpenModel(id, held)]
        }
        Msg::SaveEvents(id) => {
            let held = state.held(&id).map(|run| Arc::clone(&run.record));
            vec![Request::SaveEvents(id, held)]
        }
        Msg::Export(ids) => export(state, ids),
        Msg::Gathered(query) => ask_about_files(state, &query),
        Msg::Import(files) => import(state, files),
        Msg::GiveUp => {
            state.transfer = None;
            state.files.cancel();
            Vec::new()
        }
        Msg::Loader(Answer { ticket, body }) => match body {
            DataReply::Runs(reply) => answered(state, ticket, reply),
            _ => Vec::new(),
        },
        Msg::Network(Answer { ticket, body }) => match body {
            NetworkReply::Predictions(result) if state.predictor.answered(ticket).is_some() => {
                predicted(state, result.ok())
            }
            _ => Vec::new(),
        },
        Msg::Failed(why) => {
            state.faults = vec![why];
            Vec::new()
        }
        Msg::Dismiss => {
            state.clear();
            state.deleted.clear();
            state.deleted_held.clear();
            Vec::new()
        }
    }
}

fn open(state: &mut State) -> Vec<Request> {
    if state.storage == Storage::Unopened {
        state.storage = Storage::Opening;
    }
    // Another tab may have kept or deleted some meanwhile.
    vec![Request::Open]
}

fn listed(state: &mut State, result: Result<(Vec<Entry>, u64), String>) {
    match result {
        Ok((entries, cap)) => {
            state.storage = Storage::Open;
            state.cap = cap;
            let held = std::mem::take(&mut state.runs).into_iter();
            let held = held.filter(|entry| entry.is_held);
            state.runs = entries.into_iter().map(Arc::new).chain(held).collect();
        }
        Err(why) => state.storage = Storage::Missing(why),
    }
    state.forget_gone();
}

fn answered(state: &mut State, ticket: Ticket<u32>, reply: Packed) -> Vec<Request> {
    let Ok(reply) = reply.open() else {
        return Vec::new();
    };
    match reply {
        RunsReply::Fingerprint(fingerprint) if state.fingerprint.answered(ticket).is_some() => {
            refine(state, |record| {
                record.summary.test_fingerprint = Some(fingerprint);
            })
        }
        RunsReply::Differences(result) if state.differ.answered(ticket).is_some() => {
            state.differences.found = Some(result.map_err(|error| error.message));
            Vec::new()
        }
        RunsReply::Progress(percent) if state.files.open() == Some(ticket) => {
            state.transfer = Some(Transfer::Import(percent));
            Vec::new()
        }
        RunsReply::Exported(result) if state.files.answered(ticket).is_some() => {
            exported(state, result)
        }
        RunsReply::Imported { runs, faults } if state.files.answered(ticket).is_some() => {
            imported(state, runs, faults)
        }
        _ => Vec::new(),
    }
}
