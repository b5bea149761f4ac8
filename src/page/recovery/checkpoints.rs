//! Keeps the checkpoints of the callback `ModelCheckpoint`, and gives them back.

use std::rc::Rc;

use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::{cache, kept_checkpoints};
use crate::page::state::{Checkpoint, CheckpointKind};
use crate::page::update::{CheckpointsMsg, ModelsMsg, Msg};
use crate::page::{files, save};
use crate::protocol::Buffer;

fn file(kind: CheckpointKind) -> String {
    format!("./checkpoint-{}.safetensors", kind.name())
}

/// Keeps one, and does away with those that are out of date.
pub fn keep(checkpoint: Checkpoint, bytes: Buffer, outdated: Vec<CheckpointKind>) {
    for kind in &outdated {
        kept_checkpoints::forget(*kind);
    }
    spawn_local(async move {
        for kind in outdated {
            // What cannot be deleted is not offered any more.
            let _ = cache::delete(&file(kind)).await;
        }
        // It may fail where there is no room: then an older one stays, or none.
        if cache::put(&file(checkpoint.kind), &bytes).await.is_ok() {
            kept_checkpoints::write(&checkpoint);
        }
    });
}

/// Saves one to the person's machine.
pub fn save(kind: CheckpointKind, dispatch: Rc<dyn Fn(Msg)>) {
    spawn_local(async move {
        let saved: Result<(), JsValue> = async {
            let found = cache::get(&file(kind)).await?;
            save::save_blob(&format!("{}.safetensors", kind.name()), &found)
        }
        .await;
        if saved.is_err() {
            gone(kind, &dispatch);
        }
    });
}

/// Loads one as a model to go on from.
pub fn load(kind: CheckpointKind, dispatch: Rc<dyn Fn(Msg)>) {
    spawn_local(async move {
        match cache::get(&file(kind)).await {
            Ok(found) => {
                let name = format!("{}.safetensors", kind.name());
                let file = files::keep(&found, name);
                dispatch(Msg::Models(ModelsMsg::Load(file)));
            }
            Err(_) => gone(kind, &dispatch),
        }
    });
}

fn gone(kind: CheckpointKind, dispatch: &Rc<dyn Fn(Msg)>) {
    kept_checkpoints::forget(kind);
    dispatch(Msg::Checkpoints(CheckpointsMsg::Gone(kind)));
}
