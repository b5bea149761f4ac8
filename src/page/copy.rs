//! Copies a text to the clipboard.

use js_sys::{Error, Reflect};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Copies a text.
///
/// # Errors
/// The browser's, or that this page has no clipboard: only pages of secure origins have one.
pub async fn copy(text: &str) -> Result<(), JsValue> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into())?;
    if clipboard.is_undefined() {
        return Err(Error::new("this page has no access to the clipboard").into());
    }
    JsFuture::from(window().navigator().clipboard().write_text(text)).await?;
    Ok(())
}
