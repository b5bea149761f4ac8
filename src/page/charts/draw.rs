//! Draws a figure on its canvas, through plotters.

use leptos::prelude::window;
use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::metric::Frame;
use super::surface::Figure;

/// plotters places points on whole pixels: a canvas of at least two pixels for each of the
/// page's keeps slow curves smooth.
const LEAST_SCALE: f64 = 2.0;

/// Canvas pixels for a CSS pixel: a whole multiple of the screen's, or lines would be
/// blurred as the browser scales them down.
fn scale() -> f64 {
    let screen = window().device_pixel_ratio();
    screen * (LEAST_SCALE / screen).ceil().max(1.0)
}

/// Draws on a canvas; returns where the steps are, if there was room for them.
pub fn on_canvas(figure: &impl Figure, canvas: &HtmlCanvasElement) -> Option<Frame> {
    let size = figure.size();
    if size.0 < 120.0 || size.1 < 60.0 {
        return None;
    }
    let scale = scale();
    let pixels = |css: f64| (css * scale).round() as u32;
    let (width, height) = (pixels(size.0), pixels(size.1));
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    context.set_line_join("bevel");
    let area = CanvasBackend::with_canvas_object(canvas.clone())?.into_drawing_area();
    figure.paint(&area, scale).ok()
}
