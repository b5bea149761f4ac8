//! A canvas or an SVG as a PNG file.

use js_sys::encode_uri_component;
use leptos::prelude::document;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlCanvasElement, HtmlElement, HtmlImageElement};

use crate::ui::canvas::context;

/// Saves what is drawn on a canvas, with the pixels that it has.
pub fn save_canvas(canvas: &HtmlCanvasElement, name: &str) -> Result<(), JsValue> {
    let link: HtmlElement = document().create_element("a")?.unchecked_into();
    link.set_attribute("href", &canvas.to_data_url()?)?;
    link.set_attribute("download", name)?;
    link.click();
    Ok(())
}

/// Pixels for each of an SVG's units.
const SCALE: u32 = 2;

/// Saves an SVG that says its width and height as pixels. The browser draws it later.
pub fn save_svg(svg: &str, name: String) -> Result<(), JsValue> {
    let image = HtmlImageElement::new()?;
    let drawn = image.clone();
    let draw = move || {
        let [width, height] = [drawn.width(), drawn.height()].map(|side| side * SCALE);
        let canvas = document().create_element("canvas").ok()?;
        let canvas: HtmlCanvasElement = canvas.unchecked_into();
        canvas.set_width(width);
        canvas.set_height(height);
        context(&canvas)?
            .draw_image_with_html_image_element_and_dw_and_dh(
                &drawn,
                0.0,
                0.0,
                f64::from(width),
                f64::from(height),
            )
            .ok()?;
        save_canvas(&canvas, &name).ok()
    };
    let draw = Closure::once_into_js(move || {
        draw();
    });
    image.set_onload(Some(draw.unchecked_ref()));
    let content = String::from(encode_uri_component(svg));
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{content}"));
    Ok(())
}
