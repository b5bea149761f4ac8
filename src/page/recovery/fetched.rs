//! Fetches what keeps snapshots when there is one to keep.

use std::rc::Rc;

use leptos::task::spawn_local;

use super::{kept_step, storage};
use crate::page::update::{ModelsMsg, Msg, RecoveryWish};
use crate::ui::room::room;

/// What grants a wish.
type Grant = fn(RecoveryWish, Rc<dyn Fn(Msg)>);

room!(fetch_recovery in recovery: Grant = storage::grant);

/// Grants a wish, some time.
pub fn grant(wish: RecoveryWish, dispatch: impl Fn(Msg) + 'static) {
    if wish == RecoveryWish::Discard {
        // At once: the page may be closed before the chunk is there.
        kept_step::forget();
    }
    let dispatch: Rc<dyn Fn(Msg)> = Rc::new(dispatch);
    spawn_local(async move {
        match fetch_recovery().await {
            Ok(grant) => grant(wish, dispatch),
            // A snapshot that is not kept is no fault of the run; the next one may be.
            Err(_) if wish == RecoveryWish::Fetch => dispatch(Msg::Models(ModelsMsg::Gone)),
            Err(error)
                if matches!(
                    wish,
                    RecoveryWish::LoadCheckpoint(_) | RecoveryWish::SaveCheckpoint(_)
                ) =>
            {
                dispatch(Msg::NotSaved(error.to_string()));
            }
            Err(_) => {}
        }
    });
}
