//! What people do to kept runs: they name, note, pin and delete them, and bring back what was deleted.

use std::sync::Arc;

use super::msg::{Change, Request};
use super::state::State;

/// A run is to be another way.
pub fn change_run(state: &mut State, id: String, change: &Change) -> Vec<Request> {
    let Some(entry) = state.runs.iter_mut().find(|entry| entry.summary.id == id) else {
        return Vec::new();
    };
    change.apply(&mut Arc::make_mut(entry).summary);
    if let Some(held) = state
        .held
        .iter_mut()
        .find(|held| held.record.summary.id == id)
    {
        change.apply(&mut Arc::make_mut(&mut held.record).summary);
        return Vec::new();
    }
    vec![Request::Change(id, change.clone())]
}

/// Deletes runs.
pub fn delete(state: &mut State, ids: &[String]) -> Vec<Request> {
    let (gone, left): (Vec<_>, Vec<_>) = std::mem::take(&mut state.runs)
        .into_iter()
        .partition(|entry| ids.contains(&entry.summary.id));
    state.runs = left;
    if gone.is_empty() {
        return Vec::new();
    }
    state.clear();
    state.notice = Some(match &gone[..] {
        [one] => format!("\u{201c}{}\u{201d} was deleted.", one.summary.name),
        all => format!("{} runs were deleted.", all.len()),
    });
    let (gone_held, held) = std::mem::take(&mut state.held)
        .into_iter()
        .partition(|run| ids.contains(&run.record.summary.id));
    state.held = held;
    state.deleted_held = gone_held;
    let stored = gone.iter().filter(|entry| !entry.is_held);
    let stored = stored.map(|entry| entry.summary.id.clone()).collect();
    state.deleted = gone;
    state.forget_gone();
    // Also where none was stored: what was deleted before cannot be brought back any more.
    vec![Request::Delete(stored)]
}

/// Brings back what was deleted last.
pub fn undo(state: &mut State) -> Vec<Request> {
    if state.deleted.is_empty() {
        return Vec::new();
    }
    state.clear();
    let back = std::mem::take(&mut state.deleted);
    state.runs.extend(back);
    let held = std::mem::take(&mut state.deleted_held);
    state.held.extend(held);
    vec![Request::PutBack]
}
