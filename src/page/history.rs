//! The browser's history: entries that this page wrote, distinguished from links that were pasted.
//!
//! Going back to a share link that the experiment at hand came from changes nothing; a link
//! pasted over it asks for another experiment. Both look alike, so the page marks its entries.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// The mark: when this page was opened, so that entries of an earlier page do not bear it.
fn mark() -> JsValue {
    window()
        .performance()
        .map_or(0.0, |p| p.time_origin())
        .into()
}

/// Marks the entry at hand.
pub fn claim() {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&mark(), "", None);
    }
}

/// Whether the entry at hand was written by this page.
pub fn is_own() -> bool {
    let state = window().history().and_then(|history| history.state());
    state.is_ok_and(|state| state == mark())
}

/// Puts an address in place of the one at hand.
///
/// # Errors
/// What the browser throws.
pub fn replace(address: &str) -> Result<(), JsValue> {
    window()
        .history()?
        .replace_state_with_url(&mark(), "", Some(address))
}

/// Goes to an address without leaving the page.
///
/// # Errors
/// What the browser throws.
pub fn push(address: &str) -> Result<(), JsValue> {
    window()
        .history()?
        .push_state_with_url(&mark(), "", Some(address))
}
