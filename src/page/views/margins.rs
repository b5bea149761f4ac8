//! How a support vector classifier decides on a plane: its boundary, its margin, and its support vectors.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d;

use crate::page::store::Store;
use crate::protocol::Margins;
use crate::ui::contour::contour;
use crate::ui::dynamic::dynamic;
use crate::ui::format::count;

/// Decisions at which lines are drawn, each with its width and its dashes.
const LINES: [(f32, f64, bool); 3] = [(0.0, 4.0, false), (-1.0, 2.5, true), (1.0, 2.5, true)];

/// Draws the lines of a grid of so many cells a side, and a ring around each support vector. `position` is where a
/// row of the data lies, in parts of the canvas.
pub fn paint_margins(
    context: &CanvasRenderingContext2d,
    margins: &Margins,
    [canvas, cells]: [f64; 2],
    columns: usize,
    position: impl Fn(&[f32]) -> [f32; 2],
) {
    // Of more classes than two decisions are positive, and boundaries where the colours meet.
    let lines = if margins.is_of_two {
        &LINES[..]
    } else {
        &LINES[2..]
    };
    // A dash for each piece of a line.
    let dash = [0.45, 2.0].map(|part| JsValue::from(part * canvas / cells));
    for &(level, width, is_dashed) in lines {
        let pieces = contour(&margins.decisions, cells as usize, level);
        let dashes: Array = dash.iter().filter(|_| is_dashed).cloned().collect();
        // It fails only for what is no number.
        let _ = context.set_line_dash(&dashes);
        // Dark on light, so that it shows on every class's colour.
        for (more, colour) in [(2.5, "rgb(255 255 255 / 75%)"), (0.0, "#1a1613")] {
            context.set_line_width(width + more);
            context.set_stroke_style_str(colour);
            context.begin_path();
            for [from, to] in &pieces {
                let [from, to] = [from, to].map(|at| at.map(|part| f64::from(part) * canvas));
                context.move_to(from[0], from[1]);
                context.line_to(to[0], to[1]);
            }
            context.stroke();
        }
    }
    let _ = context.set_line_dash(&Array::new());
    for row in margins.support.chunks_exact(columns.max(1)) {
        let [x, y] = position(row).map(|part| f64::from(part) * canvas);
        for (width, colour) in [(4.0, "#fff"), (2.0, "#1a1613")] {
            context.set_line_width(width);
            context.set_stroke_style_str(colour);
            context.begin_path();
            // It fails only for a radius below 0.
            let _ = context.arc(x, y, 9.5, 0.0, std::f64::consts::TAU);
            context.stroke();
        }
    }
}

/// What the lines and rings are, where there are some.
#[component]
pub fn MarginsNote() -> impl IntoView {
    let store = Store::of_context();
    let margins = store.memo(|s| {
        let margins = s.try_it.grid.margins.as_ref();
        margins.map(|margins| (margins.support_count, margins.is_of_two))
    });
    dynamic(move || {
        let (support, is_of_two) = margins.get()?;
        let lines = if is_of_two {
            "Line: the boundary, where the decision is 0. Dashed: the margin, at -1 and 1."
        } else {
            "Dashed: the margin, where the decision against the closest other class is 1."
        };
        let text = format!(
            "{lines} Large rings: the {} support vectors.",
            count(support)
        );
        Some(view! { <p class="muted try-note margins-note">{text}</p> }.into_any())
    })
}
