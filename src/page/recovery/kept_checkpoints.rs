//! What the checkpoints are of that are kept, in the browser's storage of texts: read without a wait.

use super::kept_step::storage;
use crate::page::state::{Checkpoint, CheckpointKind};

fn key(kind: CheckpointKind) -> String {
    format!("hearth-checkpoint-{}", kind.name())
}

/// The checkpoints that are kept.
pub fn read() -> Vec<Checkpoint> {
    let Some(storage) = storage() else {
        return Vec::new();
    };
    let read = |kind| {
        let about = storage.get_item(&key(kind)).ok().flatten()?;
        Some(Checkpoint { kind, about })
    };
    CheckpointKind::ALL.into_iter().filter_map(read).collect()
}

/// This one is kept now.
pub fn write(checkpoint: &Checkpoint) {
    if let Some(storage) = storage() {
        // Where nothing can be stored, nothing is offered.
        let _ = storage.set_item(&key(checkpoint.kind), &checkpoint.about);
    }
}

/// It is kept no more.
pub fn forget(kind: CheckpointKind) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(kind));
    }
}
