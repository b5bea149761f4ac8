//! The bytes that kept runs may take, in the browser's storage of texts.

use leptos::prelude::window;

use super::state::DEFAULT_CAP;

const KEY: &str = "hearth-runs-cap";

/// The cap that people set, or the one to begin with.
pub fn read() -> u64 {
    let storage = window().local_storage().ok().flatten();
    let text = storage.and_then(|storage| storage.get_item(KEY).ok().flatten());
    text.and_then(|text| text.parse().ok())
        .unwrap_or(DEFAULT_CAP)
}

/// It is another one from now on.
pub fn write(cap: u64) {
    if let Some(storage) = window().local_storage().ok().flatten() {
        // Where nothing can be stored, there are no stored runs either.
        let _ = storage.set_item(KEY, &cap.to_string());
    }
}
