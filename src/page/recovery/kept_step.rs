//! The step of the snapshot that is kept, in the browser's storage of texts: read without a wait.

use leptos::prelude::window;
use web_sys::Storage;

const KEY: &str = "hearth-recovery";

/// The step, if a snapshot was kept.
pub fn read() -> Option<usize> {
    storage()?.get_item(KEY).ok().flatten()?.parse().ok()
}

/// A snapshot of this step is kept now.
pub fn write(step: usize) {
    if let Some(storage) = storage() {
        // Where nothing can be stored, nothing is offered.
        let _ = storage.set_item(KEY, &step.to_string());
    }
}

/// None is kept any more.
pub fn forget() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(KEY);
    }
}

pub(super) fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
