//! The scatter plot of the training samples: two features as they are, more by principal components.

use leptos::html::Canvas;
use leptos::prelude::*;

use super::state::Scatter;
use super::store::RoomStore;
use crate::page::views::class_legend::ClassLegend;
use crate::ui::canvas::context;
use crate::ui::class_colour::class_colour;

/// Side of the canvas in its own pixels.
const SIDE: f64 = 720.0;
const MARGIN: f64 = 16.0;
const RADIUS: f64 = 4.0;

fn draw(canvas: &web_sys::HtmlCanvasElement, scatter: &Scatter) {
    let Some(context) = context(canvas) else {
        return;
    };
    canvas.set_width(SIDE as u32);
    canvas.set_height(SIDE as u32);
    let range = |axis: usize| {
        let values = scatter.points.iter().map(|point| f64::from(point[axis]));
        let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        (low, (high - low).max(f64::MIN_POSITIVE))
    };
    let ranges = [range(0), range(1)];
    let pixel = |point: &[f32; 2], axis: usize| {
        let (low, width) = ranges[axis];
        let part = (f64::from(point[axis]) - low) / width;
        MARGIN + part * (SIDE - 2.0 * MARGIN)
    };
    context.set_global_alpha(0.75);
    for (point, &label) in scatter.points.iter().zip(&scatter.labels) {
        context.set_fill_style_str(&class_colour(usize::from(label)));
        context.begin_path();
        let (x, y) = (pixel(point, 0), SIDE - pixel(point, 1));
        let _ = context.arc(x, y, RADIUS, 0.0, std::f64::consts::TAU);
        context.fill();
    }
}

/// The scatter plot.
#[component]
pub fn ScatterPlot() -> impl IntoView {
    let room = RoomStore::of_context();
    let scatter = room.memo(|s| s.scatter.clone());
    let node = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        if let (Some(canvas), Some(Ok(scatter))) = (node.get(), scatter.get()) {
            draw(&canvas, &scatter);
        }
    });
    let caption = move || match scatter.get() {
        None => "Laying the samples out…".to_owned(),
        Some(Ok(scatter)) => {
            let [across, up] = &scatter.axes;
            format!("Across: {across}. Up: {up}.")
        }
        Some(Err(why)) => why,
    };
    view! {
        <figure class="region scatter" aria-label="Samples on a plane">
            <h3>"All of them as points"</h3>
            <canvas node_ref=node role="img" aria-label="Scatter plot of training samples by class"></canvas>
            <figcaption class="muted">{caption}</figcaption>
            <ClassLegend/>
        </figure>
    }
}
