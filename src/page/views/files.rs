//! Buttons that save a figure as files.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlCanvasElement;

use crate::page::png::{save_canvas, save_svg};
use crate::page::save::save_text;
use crate::ui::canvas::paint;
use crate::ui::picture::Pixels;

/// What a file is made of.
pub enum Content {
    /// A drawing, as it is or as pixels.
    Svg(String),
    /// Pixels, which are enlarged; within an SVG they stay what they are.
    Pixels(Pixels),
    /// Numbers.
    Csv(String),
}

/// Pixels that a picture's smaller side has in a file, at least.
const SIDE: usize = 512;

/// Buttons for files of a figure, one for each format: `make` gives what is in it, of `SVG`, `PNG` or `CSV`.
pub fn file_buttons(
    name: &str,
    file: String,
    formats: &'static [&'static str],
    make: impl Fn(&'static str) -> Option<Content> + 'static,
) -> AnyView {
    // In a box, so that this is compiled once.
    let make: Box<dyn Fn(&'static str) -> Option<Content>> = Box::new(make);
    buttons(name, file, formats, make)
}

fn buttons(
    name: &str,
    file: String,
    formats: &'static [&'static str],
    make: Box<dyn Fn(&'static str) -> Option<Content>>,
) -> AnyView {
    let make = StoredValue::new_local((file, make));
    let name = name.to_ascii_lowercase();
    let button = |format: &'static str| {
        let save = move |_| {
            make.with_value(|(file, make)| {
                if let Some(content) = make(format) {
                    let _ = keep(file, format, content);
                }
            });
        };
        let label = format!("Save {name} as {format}");
        view! {
            <button class="small quiet" aria-label=label on:click=save>
                {format}
            </button>
        }
    };
    let all = formats.iter().copied().map(button);
    view! { <span class="chart-files">{all.collect_view()}</span> }.into_any()
}

fn keep(file: &str, format: &str, content: Content) -> Result<(), JsValue> {
    let name = format!("{file}.{}", format.to_ascii_lowercase());
    match content {
        Content::Svg(svg) if format == "PNG" => save_svg(&svg, name),
        Content::Svg(text) | Content::Csv(text) => save_text(&name, &text),
        Content::Pixels(pixels) => {
            let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
            let side = pixels.width.min(pixels.height).max(1);
            let scale = SIDE.div_ceil(side);
            if format == "SVG" {
                paint(&canvas, &pixels);
                let enlarged = [pixels.width * scale, pixels.height * scale];
                return save_text(&name, &pixels_in_svg(&canvas.to_data_url()?, enlarged));
            }
            paint(&canvas, &pixels.enlarged(scale));
            save_canvas(&canvas, &name)
        }
    }
}

/// An SVG of a picture whose pixels stay squares, however large it is shown.
fn pixels_in_svg(address: &str, [width, height]: [usize; 2]) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"><image width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" style=\"image-rendering: pixelated\" href=\"{address}\"/></svg>"
    )
}
