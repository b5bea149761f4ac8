//! How far the sweep is that the browser keeps, in its storage of texts: read without a wait.

use super::kept_step::storage;

const KEY: &str = "hearth-sweep";

/// How far it is, for people, if there is one that is not over.
pub fn read() -> Option<String> {
    storage()?.get_item(KEY).ok().flatten()
}

/// It is so far now.
pub fn write(how_far: &str) {
    if let Some(storage) = storage() {
        // Where nothing can be stored, nothing is offered.
        let _ = storage.set_item(KEY, how_far);
    }
}

/// There is none any more, or it is over.
pub fn forget() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(KEY);
    }
}
