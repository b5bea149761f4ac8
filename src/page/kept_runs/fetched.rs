//! Fetches what keeps runs when there is one to keep.

use leptos::task::spawn_local;

use super::state::FinishedRecord;
use super::store;
use crate::page::store::Store;
use crate::ui::room::room;

/// What keeps a run.
type Keep = fn(Store, FinishedRecord);

room!(fetch_keep in kept_runs: Keep = store::keep);

/// Keeps a run that is over, some time: whoever finished it calls this once. What cannot be stored is held for as long
/// as the page is open.
pub fn keep(page: Store, run: FinishedRecord) {
    spawn_local(async move {
        // A page whose chunks cannot be fetched says so in its rooms.
        if let Ok(keep) = fetch_keep().await {
            keep(page, run);
        }
    });
}
