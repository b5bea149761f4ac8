//! Fetches what writes JSON, and hands it what is to be written.

use leptos::task::spawn_local;

use super::files::{self, FileTask};
use crate::experiment::Experiment;
use crate::page::route::Room;
use crate::page::router::Router;
use crate::page::store::Store;
use crate::page::update::Msg;
use crate::ui::room::room;

/// What carries a task out.
type CarryOut = fn(Store, FileTask);

room!(fetch_files in sweep_files: CarryOut = files::carry_out);

/// Has something written, some time.
pub fn write(page: Store, task: FileTask) {
    spawn_local(async move {
        match fetch_files().await {
            Ok(carry_out) => carry_out(page, task),
            Err(error) => page.dispatch(Msg::NotSaved(error.to_string())),
        }
    });
}

/// Takes an experiment for the page's, and goes to a room to see it.
pub fn open(page: Store, router: Router, experiment: Experiment, room: Room) {
    spawn_local(async move {
        match fetch_files().await {
            Ok(carry_out) => {
                carry_out(page, FileTask::Open(Box::new(experiment)));
                if page.peek(|s| s.model.pending.is_some()) {
                    router.go(page, room.address());
                }
            }
            Err(error) => page.dispatch(Msg::NotSaved(error.to_string())),
        }
    });
}
