//! Keeps the newest snapshot of the run, no more often than is of use.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::set_timeout;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::{cache, checkpoints, kept_step};
use crate::page::files;
use crate::page::update::{ModelsMsg, Msg, RecoveryWish};
use crate::protocol::Buffer;

/// What it is called there.
const NAME: &str = "./recovery.safetensors";
/// Least time between two snapshots that are kept while the network is trained.
const PAUSE: Duration = Duration::from_secs(10);

/// A snapshot and its step.
type Snapshot = (usize, Buffer);

thread_local! {
    /// The one to be kept next.
    static NEXT: RefCell<Option<Snapshot>> = const { RefCell::new(None) };
    /// One was kept less than [`PAUSE`] ago.
    static RECENT: Cell<bool> = const { Cell::new(false) };
    /// One is being written: the next waits, so that an older one is never written over it.
    static WRITES: Cell<bool> = const { Cell::new(false) };
    /// What is being written was discarded meanwhile.
    static DISCARDED: Cell<bool> = const { Cell::new(false) };
}

/// Grants a wish.
pub fn grant(wish: RecoveryWish, dispatch: Rc<dyn Fn(Msg)>) {
    match wish {
        RecoveryWish::Keep { step, bytes, rests } => {
            NEXT.set(Some((step, bytes)));
            if rests || !RECENT.get() {
                write_next();
            }
        }
        RecoveryWish::Fetch => spawn_local(async move {
            let msg = if let Ok(file) = cache::get(NAME).await {
                ModelsMsg::Load(files::keep(&file, "recovery.safetensors".to_owned()))
            } else {
                kept_step::forget();
                ModelsMsg::Gone
            };
            dispatch(Msg::Models(msg));
        }),
        RecoveryWish::Discard => {
            NEXT.take();
            DISCARDED.set(true);
            spawn_local(async {
                // What cannot be deleted is not offered any more.
                let _ = cache::delete(NAME).await;
            });
        }
        RecoveryWish::KeepCheckpoint {
            checkpoint,
            bytes,
            outdated,
        } => checkpoints::keep(checkpoint, bytes, outdated),
        RecoveryWish::SaveCheckpoint(kind) => checkpoints::save(kind, dispatch),
        RecoveryWish::LoadCheckpoint(kind) => checkpoints::load(kind, dispatch),
    }
}

/// Writes the newest snapshot, and again after a while if there is a newer one by then.
fn write_next() {
    if WRITES.get() {
        return;
    }
    let Some(snapshot) = NEXT.take() else { return };
    WRITES.set(true);
    DISCARDED.set(false);
    RECENT.set(true);
    spawn_local(async move {
        // It may fail where there is no room: then an older one stays, or none.
        let _ = write(snapshot).await;
        WRITES.set(false);
        set_timeout(
            || {
                RECENT.set(false);
                write_next();
            },
            PAUSE,
        );
    });
}

async fn write((step, bytes): Snapshot) -> Result<(), JsValue> {
    cache::put(NAME, &bytes).await?;
    if DISCARDED.get() {
        cache::delete(NAME).await?;
    } else {
        kept_step::write(step);
    }
    Ok(())
}
