//! Fetches what keeps runs when there is one to keep, or when they are shown.

use std::cell::Cell;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::{Finished, FinishedRecord};
use super::store::{self, RunsStore};
use super::text::fetch_text;
use crate::page::run::Status;
use crate::page::store::Store;
use crate::ui::room::{Fetching, prefetch, room};

/// What keeps a run.
type Keep = fn(Store, Finished);
/// The kept runs, within a view.
type Enter = fn() -> RunsStore;

// One for both kinds of runs: a function of a chunk that nothing fetches would be part of the program that starts.
room!(fetch_keep in kept_runs: Keep = store::keep);
room!(fetch_enter in kept_runs: Enter = RunsStore::enter);

thread_local! {
    static ENTER: Cell<Option<Enter>> = const { Cell::new(None) };
}

/// Fetches what keeps runs, for [`enter`].
#[must_use]
pub fn fetch() -> Fetching<()> {
    Box::pin(async {
        ENTER.set(Some(fetch_enter().await?));
        Ok(())
    })
}

/// The kept runs, once they were fetched.
#[must_use]
pub fn enter() -> Option<RunsStore> {
    ENTER.get().map(|enter| enter())
}

/// From now on the page's runs are kept when they are over. What keeps them is fetched when the first begins: at its
/// end the network has to be asked before another takes its place.
pub fn listen(page: Store) {
    let is_training = page.memo(|s| s.status() == Some(Status::Running));
    Effect::new(move |_| {
        if is_training.get() {
            prefetch(fetch_keep);
            prefetch(fetch_text);
        }
    });
    page.on_run_over(Box::new(move |over| hand_over(page, Finished::Over(over))));
}

/// Keeps a run that is over, some time: whoever finished it calls this once. What cannot be stored is held for as long
/// as the page is open.
pub fn keep(page: Store, run: FinishedRecord) {
    hand_over(page, Finished::Record(run));
}

fn hand_over(page: Store, finished: Finished) {
    spawn_local(async move {
        // A page whose chunks cannot be fetched says so in its rooms.
        if let Ok(keep) = fetch_keep().await {
            keep(page, finished);
        }
    });
}
