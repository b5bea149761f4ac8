//! The plane of two numbers: the samples as points, the network's answer all over it, and the
//! point whose classes are shown.

use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::{CanvasRenderingContext2d, KeyboardEvent, PointerEvent};

use super::state::{GRID, Points};
use super::store::TryStore;
use super::update::Msg;
use super::verdict::{TestSampleButton, TrueClass};
use crate::data::Predicted;
use crate::page::readings::class_names;
use crate::page::store::Store;
use crate::page::update::{self as page, TryMsg};
use crate::page::views::class_legend::ClassLegend;
use crate::page::views::margins::{MarginsNote, paint_margins};
use crate::page::views::prediction::Verdict;
use crate::protocol::Buffer;
use crate::ui::canvas::context;
use crate::ui::class_colour::class_colour;
use crate::ui::pointer::position;

/// Side of the canvas in its own pixels: whole cells of the grid.
const SIDE: f64 = 720.0;
const RADIUS: f64 = 6.0;
/// How far an arrow key moves, as a part of the plane.
const STEP: f32 = 0.02;

/// The plane and the answer for its chosen point.
#[component]
pub fn PlaneView() -> impl IntoView {
    let page = Store::of_context();
    let store = TryStore::of_context();
    let points = store.memo(|s| s.points.clone());
    // Asked while the plane is shown, and not longer.
    Effect::new(move |_| {
        let grid = points.with(|points| points.as_ref().map(|points| Buffer::from(points.grid())));
        page.dispatch(page::Msg::Try(TryMsg::Grid(grid)));
    });
    on_cleanup(move || page.dispatch(page::Msg::Try(TryMsg::Grid(None))));
    let axis = move |i: usize| {
        move || {
            points.with(|points| {
                let points = points.as_ref();
                points.map_or_else(String::new, |points| points.axes[i].clone())
            })
        }
    };
    let point = store.memo(|s| s.point);
    let coordinates = move || point_text(points.get().as_deref(), point.get());
    view! {
        <div class="try-sources">
            <TestSampleButton/>
        </div>
        <div class="draw-body">
            <figure class="plane">
                <span class="plane-up">{axis(1)}</span>
                <div class="pad-frame">
                    <Plane/>
                </div>
                <span class="plane-across">{axis(0)}</span>
            </figure>
            <div class="answer">
                <output class="plane-point muted" aria-label="Point">
                    {coordinates}
                </output>
                <Verdict/>
            </div>
        </div>
        <ClassLegend/>
        <p class="muted try-note">
            "Filled: training samples. Rings: test samples. The background is what is answered there."
        </p>
        <MarginsNote/>
        <TrueClass/>
    }
}

/// A point's coordinates, by the names of the axes.
fn point_text(points: Option<&Points>, point: Option<[f32; 2]>) -> String {
    let (Some(points), Some(point)) = (points, point) else {
        return "Click a point".to_owned();
    };
    let [across, up] = &points.axes;
    format!("{across} {:.3}, {up} {:.3}", point[0], point[1])
}

#[component]
fn Plane() -> impl IntoView {
    let page = Store::of_context();
    let store = TryStore::of_context();
    let node = NodeRef::<Canvas>::new();
    let points = store.memo(|s| s.points.clone());
    let point = store.memo(|s| s.point);
    let answers = page.memo(|s| s.try_it.grid.answers.clone());
    let margins = page.memo(|s| s.try_it.grid.margins.clone());
    let classes = page.memo(|s| class_names(s).len());
    // Where the arrow keys are, as parts of the plane; they choose nothing before Enter.
    let cursor = RwSignal::new(None::<[f32; 2]>);
    Effect::new(move |_| {
        let Some(canvas) = node.get() else { return };
        if let (Some(points), Some(context)) = (points.get(), context(&canvas)) {
            context.clear_rect(0.0, 0.0, SIDE, SIDE);
            if let Some(answers) = answers.get() {
                paint_answers(&context, &answers, classes.get());
            }
            paint_points(&context, &points);
            if let Some(margins) = margins.get() {
                let position = |row: &[f32]| match *row {
                    [x, y] => points.position([x, y]),
                    _ => [-1.0; 2],
                };
                paint_margins(&context, &margins, [SIDE, GRID as f64], 2, position);
            }
            if let Some(point) = point.get() {
                paint_chosen(&context, points.position(point));
            }
            if let Some(at) = cursor.get() {
                paint_cursor(&context, at);
            }
        }
    });
    let choose = move |at: [f32; 2]| {
        let chosen = store.peek(|s| s.points.as_ref().map(|points| points.point_at(at)));
        if let Some(chosen) = chosen {
            store.dispatch(Msg::Choose(chosen));
        }
    };
    let pointed = move |event: PointerEvent| {
        if event.buttons() & 1 == 0 {
            return;
        }
        if let Some(canvas) = node.get_untracked() {
            cursor.set(None);
            choose(position(&canvas, &event));
        }
    };
    let down = move |event: PointerEvent| {
        if let Some(canvas) = node.get_untracked() {
            // Without capture the point stays at the plane's edge; that is all.
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
        pointed(event);
    };
    let key = move |event: KeyboardEvent| {
        let by = match &event.key()[..] {
            "ArrowLeft" => [-STEP, 0.0],
            "ArrowRight" => [STEP, 0.0],
            "ArrowUp" => [0.0, -STEP],
            "ArrowDown" => [0.0, STEP],
            "Enter" => {
                event.prevent_default();
                if let Some(at) = cursor.get_untracked() {
                    choose(at);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        let times = if event.shift_key() { 5.0 } else { 1.0 };
        let start = store.peek(|s| Some(s.points.as_ref()?.position(s.point?)));
        let from = cursor.get_untracked().or(start).unwrap_or([0.5, 0.5]);
        let moved = [0, 1].map(|i: usize| (from[i] + times * by[i]).clamp(0.0, 1.0));
        cursor.set(Some(moved));
    };
    let description = move || {
        let chosen = point_text(points.get().as_deref(), point.get());
        let cursor = cursor.get().and_then(|at| {
            let points = points.get()?;
            Some(point_text(Some(&points), Some(points.point_at(at))))
        });
        let cursor = cursor.map_or_else(String::new, |at| format!(" The arrow keys are at {at}."));
        format!("{chosen}.{cursor} Click, or move with the arrow keys and press Enter.")
    };
    view! {
        <canvas
            class="plane-canvas"
            node_ref=node
            width=SIDE as u32
            height=SIDE as u32
            tabindex="0"
            role="img"
            aria-label="Plane"
            aria-description=description
            on:pointerdown=down
            on:pointermove=pointed
            on:keydown=key
            on:blur=move |_| cursor.set(None)
        ></canvas>
    }
}

/// The network's answer in each cell: the surer, the stronger.
fn paint_answers(context: &CanvasRenderingContext2d, answers: &[Predicted], classes: usize) {
    let cell = SIDE / GRID as f64;
    let chance = 1.0 / classes.max(2) as f32;
    for (i, answer) in answers.iter().enumerate() {
        let sure = ((answer.probability - chance) / (1.0 - chance)).clamp(0.0, 1.0);
        context.set_global_alpha(f64::from(0.06 + 0.4 * sure));
        context.set_fill_style_str(&class_colour(usize::from(answer.class)));
        let [x, y] = [i % GRID, i / GRID].map(|at| at as f64 * cell);
        context.fill_rect(x, y, cell, cell);
    }
    context.set_global_alpha(1.0);
}

fn paint_points(context: &CanvasRenderingContext2d, points: &Points) {
    let samples = points.points.iter().zip(&points.labels).enumerate();
    for (i, (&point, &label)) in samples {
        let colour = class_colour(usize::from(label));
        circle(context, points.position(point), RADIUS);
        if i < points.training {
            context.set_fill_style_str(&colour);
            context.fill();
            // Its edge shows on a background of its own colour.
            context.set_line_width(1.5);
            context.set_stroke_style_str("rgb(255 255 255 / 80%)");
        } else {
            context.set_line_width(3.0);
            context.set_stroke_style_str(&colour);
        }
        context.stroke();
    }
}

fn paint_chosen(context: &CanvasRenderingContext2d, at: [f32; 2]) {
    let [x, y] = at.map(|part| f64::from(part) * SIDE);
    let lines = |width: f64, colour: &str| {
        context.set_line_width(width);
        context.set_stroke_style_str(colour);
        circle(context, at, 13.0);
        for [dx, dy] in [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]] {
            context.move_to(x + 8.0 * dx, y + 8.0 * dy);
            context.line_to(x + 22.0 * dx, y + 22.0 * dy);
        }
        context.stroke();
    };
    // Dark on light, so that it shows on both.
    lines(7.0, "#fff");
    lines(3.5, "#1a1613");
}

fn paint_cursor(context: &CanvasRenderingContext2d, at: [f32; 2]) {
    for (width, colour) in [(6.0, "#1a1613"), (3.0, "#fff")] {
        context.set_line_width(width);
        context.set_stroke_style_str(colour);
        circle(context, at, 17.0);
        context.stroke();
    }
}

fn circle(context: &CanvasRenderingContext2d, at: [f32; 2], radius: f64) {
    let [x, y] = at.map(|part| f64::from(part) * SIDE);
    context.begin_path();
    // It fails only for a radius below 0.
    let _ = context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
}
