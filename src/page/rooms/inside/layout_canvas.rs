//! Samples on a plane, painted: a dot for each in its class's colour, and what is chosen among them.

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::state::Embedding;
use crate::ui::canvas::context;
use crate::ui::class_colour::class_colour;

/// Side of the canvas in its own pixels.
pub const SIDE: f64 = 720.0;
const RADIUS: f64 = 3.5;
/// Half a side of a corner's square, and half the length of the crosshair's lines.
const CORNER: f64 = 4.0;
const CROSSHAIR: f64 = 16.0;

/// What is chosen, all as parts of the canvas's side from the upper left corner on.
pub struct Chosen {
    /// The sample under the pointer, or nearest to the crosshair.
    pub sample: Option<[f32; 2]>,
    /// The line around samples, which is drawn closed.
    pub line: Vec<[f32; 2]>,
    /// The corners that were set.
    pub corners: Vec<[f32; 2]>,
    /// Where the crosshair is.
    pub crosshair: Option<[f32; 2]>,
}

/// Paints samples at their positions.
pub fn paint(
    canvas: &HtmlCanvasElement,
    embedding: &Embedding,
    positions: &[[f32; 2]],
    chosen: &Chosen,
) {
    let Some(context) = context(canvas) else {
        return;
    };
    context.clear_rect(0.0, 0.0, SIDE, SIDE);
    context.set_global_alpha(0.8);
    // Class by class: a colour is set once for all of its points.
    let classes = embedding.labels.iter().copied().max().unwrap_or(0);
    for class in 0..=classes {
        context.set_fill_style_str(&class_colour(usize::from(class)));
        context.begin_path();
        let samples = positions.iter().zip(&embedding.labels);
        for (at, _) in samples.filter(|(_, label)| **label == class) {
            dot(&context, *at, RADIUS);
        }
        context.fill();
    }
    context.set_global_alpha(1.0);
    context.set_stroke_style_str("#c2410c");
    context.set_line_width(2.0);
    context.begin_path();
    if let Some(at) = chosen.sample {
        dot(&context, at, 3.0 * RADIUS);
    }
    if let [first, rest @ ..] = &chosen.line[..] {
        let [x, y] = pixel(*first);
        context.move_to(x, y);
        for at in rest {
            let [x, y] = pixel(*at);
            context.line_to(x, y);
        }
        context.line_to(x, y);
    }
    for corner in &chosen.corners {
        let [x, y] = pixel(*corner).map(|part| part - CORNER);
        context.rect(x, y, 2.0 * CORNER, 2.0 * CORNER);
    }
    if let Some(at) = chosen.crosshair {
        let [x, y] = pixel(at);
        context.move_to(x - CROSSHAIR, y);
        context.line_to(x + CROSSHAIR, y);
        context.move_to(x, y - CROSSHAIR);
        context.line_to(x, y + CROSSHAIR);
    }
    context.stroke();
}

fn pixel(at: [f32; 2]) -> [f64; 2] {
    at.map(|part| f64::from(part) * SIDE)
}

fn dot(context: &CanvasRenderingContext2d, at: [f32; 2], radius: f64) {
    let [x, y] = pixel(at);
    context.move_to(x + radius, y);
    // It fails only for a negative radius.
    let _ = context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
}
