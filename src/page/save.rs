//! Saves a file to the person's machine, as a link to it would that they follow.

use js_sys::Array;
use leptos::prelude::{document, set_timeout};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlElement, Url};

use crate::protocol::Buffer;
use crate::web::port;

/// How long the browser may take to begin: it says nothing of it.
const KEPT: Duration = Duration::from_mins(1);

/// Saves a file of a name.
pub fn save(name: &str, bytes: &Buffer) -> Result<(), JsValue> {
    let parts = Array::of1(&port::array(bytes));
    save_blob(name, &Blob::new_with_buffer_source_sequence(&parts)?)
}

/// Saves what the browser holds under a name.
pub fn save_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlElement = document().create_element("a")?.unchecked_into();
    link.set_attribute("href", &url)?;
    link.set_attribute("download", name)?;
    link.click();
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&url);
        },
        KEPT,
    );
    Ok(())
}

/// Saves a text under a name.
pub fn save_text(name: &str, text: &str) -> Result<(), JsValue> {
    save(name, &Buffer::from(text.as_bytes().to_vec()))
}
