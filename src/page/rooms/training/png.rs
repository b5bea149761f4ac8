//! A canvas as a PNG file.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlCanvasElement, HtmlElement};

/// Saves what is drawn on a canvas, with the pixels that it has.
pub fn save_canvas(canvas: &HtmlCanvasElement, name: &str) -> Result<(), JsValue> {
    let link: HtmlElement = document().create_element("a")?.unchecked_into();
    link.set_attribute("href", &canvas.to_data_url()?)?;
    link.set_attribute("download", name)?;
    link.click();
    Ok(())
}
