//! Pixels on a canvas, one for one; the style sheet makes them large.

#![allow(
    clippy::must_use_candidate,
    reason = "a component is used by naming it in a view"
)]

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use crate::ui::picture::Pixels;

/// The drawing context of a canvas.
pub fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// A canvas that shows pixels whenever they change; nothing where there are none.
#[component]
pub fn Picture(
    /// What it shows, for people who do not see it.
    #[prop(into)]
    label: Signal<String>,
    /// The pixels.
    pixels: Memo<Option<Pixels>>,
) -> impl IntoView {
    let node = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let Some(canvas) = node.get() else { return };
        pixels.with(|pixels| match pixels {
            Some(pixels) => paint(&canvas, pixels),
            None => canvas.set_width(canvas.width()),
        });
    });
    view! { <canvas class="pixels" node_ref=node role="img" aria-label=label></canvas> }
}

/// Makes a canvas as large as some pixels, and paints them.
pub fn paint(canvas: &HtmlCanvasElement, pixels: &Pixels) {
    let (width, height) = (pixels.width as u32, pixels.height as u32);
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels.rgba), width, height);
    // Neither fails for pixels of that size; an empty picture has nothing to show.
    if let (Ok(image), Some(context)) = (image, context(canvas)) {
        let _ = context.put_image_data(&image, 0.0, 0.0);
    }
}
