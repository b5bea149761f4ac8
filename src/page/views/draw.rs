//! The digit pad, for mouse, touch and pen, and what the network makes of it.

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlCanvasElement, KeyboardEvent, PointerEvent};

use super::prediction::{Answer, Probabilities};
use crate::page::state::{self, PEN};
use crate::page::store::Store;
use crate::page::update::{Msg, TryMsg};
use crate::ui::canvas::context;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::pointer::position;

/// Pixels of the pad's side: enough for any screen it is shown on.
const SIDE: u32 = 1024;

/// The ink, warm white on the style sheet's board.
const INK: &str = "#fff1e0";

/// Empties the pad.
#[component]
pub fn ClearButton() -> impl IntoView {
    let store = Store::of_context();
    let is_empty = store.memo(|s| s.try_it.pad.strokes.is_empty() && s.try_it.sample.is_none());
    view! {
        <button
            class="small"
            // Disabled, it would lose the focus as it is pressed.
            aria-disabled=dynamic(move || is_empty.get().to_string())
            on:click=move |_| store.dispatch(Msg::Try(TryMsg::Clear))
        >
            "Clear"
        </button>
    }
}

/// The pad, the answer to what is on it, and every class's probability.
#[component]
pub fn Drawing() -> impl IntoView {
    let store = Store::of_context();
    let is_empty = store.memo(|s| s.try_it.pad.strokes.is_empty());
    let hint = store.memo(|s| {
        let classes = s.data.loaded.as_ref().map(|l| &l.summary.classes);
        let is_digit = |name: &String| name.len() == 1 && name.as_bytes()[0].is_ascii_digit();
        match classes {
            Some(classes) if !classes.iter().all(is_digit) => "Draw here",
            _ => "Draw a digit",
        }
    });
    view! {
        <div class="draw-body">
            <div class="pad-frame">
                <Pad/>
                {show_when(is_empty, move || {
                    view! {
                        <p class="pad-hint" aria-hidden="true">
                            {hint}
                        </p>
                    }
                    .into_any()
                })}
            </div>
            <Answer/>
        </div>
        <Probabilities/>
    }
}

#[component]
fn Pad() -> impl IntoView {
    let store = Store::of_context();
    let node = NodeRef::<Canvas>::new();
    let size = store.memo(|s| Size::of(&s.try_it.pad));
    let drawn = StoredValue::new(Size::default());
    Effect::new(move |_| {
        let size = size.get();
        if let Some(canvas) = node.get() {
            store.peek(|s| paint(&canvas, &s.try_it.pad, drawn.get_value()));
            drawn.set_value(size);
        }
    });
    // The pointer that draws; a second finger neither draws nor scrolls.
    let pointer = StoredValue::new(None::<i32>);
    let down = move |event: PointerEvent| {
        let is_other = |id| id != event.pointer_id();
        if event.button() != 0 || pointer.get_value().is_some_and(is_other) {
            return;
        }
        let Some(canvas) = node.get_untracked() else {
            return;
        };
        event.prevent_default();
        // A page that moved under the finger would carry the line away.
        let focus = FocusOptions::new();
        focus.set_prevent_scroll(true);
        let _ = canvas.focus_with_options(&focus);
        // Without capture a line ends at the pad's edge; that is all.
        let _ = canvas.set_pointer_capture(event.pointer_id());
        pointer.set_value(Some(event.pointer_id()));
        store.dispatch(Msg::Try(TryMsg::PenDown(position(&canvas, &event))));
    };
    let moved = move |event: PointerEvent| {
        if pointer.get_value() != Some(event.pointer_id()) {
            return;
        }
        // It was lifted outside the window.
        if event.buttons() == 0 {
            pointer.set_value(None);
            return;
        }
        if let Some(canvas) = node.get_untracked() {
            store.dispatch(Msg::Try(TryMsg::PenMove(positions(&canvas, &event))));
        }
    };
    let up = move |event: PointerEvent| {
        if pointer.get_value() == Some(event.pointer_id()) {
            pointer.set_value(None);
        }
    };
    let key = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Delete" | "Backspace" | "Escape") {
            event.prevent_default();
            store.dispatch(Msg::Try(TryMsg::Clear));
        }
    };
    view! {
        <canvas
            class="pad"
            node_ref=node
            width=SIDE
            height=SIDE
            tabindex="0"
            role="img"
            aria-label="Digit pad"
            aria-description="Draw with mouse, finger or pen. Delete clears it."
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=up
            on:lostpointercapture=up
            on:keydown=key
        ></canvas>
    }
}

/// Where a pointer has been since the last event: browsers report once a frame, and quick
/// curves would have corners.
fn positions(canvas: &HtmlCanvasElement, event: &PointerEvent) -> Vec<[f32; 2]> {
    let passed: Vec<_> = event
        .get_coalesced_events()
        .iter()
        .filter_map(|e| e.dyn_into::<PointerEvent>().ok())
        .map(|e| position(canvas, &e))
        .collect();
    if passed.is_empty() {
        vec![position(canvas, event)]
    } else {
        passed
    }
}

/// How much was drawn.
#[derive(Clone, Copy, Default, PartialEq)]
struct Size {
    sheet: u32,
    strokes: usize,
    /// Points of the last stroke.
    points: usize,
}

impl Size {
    fn of(pad: &state::Pad) -> Self {
        Self {
            sheet: pad.sheet,
            strokes: pad.strokes.len(),
            points: pad.strokes.last().map_or(0, Vec::len),
        }
    }
}

/// Adds to the canvas what was not yet drawn: painting a long line anew for every point of
/// it takes too long without a GPU.
fn paint(canvas: &HtmlCanvasElement, pad: &state::Pad, drawn: Size) {
    let Some(context) = context(canvas) else {
        return;
    };
    let side = f64::from(SIDE);
    let (first, mut from) = if drawn.sheet == pad.sheet {
        let last = drawn.strokes.saturating_sub(1);
        (last, drawn.points.saturating_sub(1))
    } else {
        context.clear_rect(0.0, 0.0, side, side);
        (0, 0)
    };
    context.set_line_cap("round");
    context.set_line_join("round");
    context.set_line_width(f64::from(PEN) * side);
    context.set_stroke_style_str(INK);
    for stroke in pad.strokes.iter().skip(first) {
        let points = stroke.iter().skip(std::mem::take(&mut from));
        let mut points = points.map(|[x, y]| [x, y].map(|v| f64::from(*v) * side));
        let Some([x, y]) = points.next() else {
            continue;
        };
        context.begin_path();
        context.move_to(x, y);
        // A line of no length is a dot.
        context.line_to(x, y);
        for [x, y] in points {
            context.line_to(x, y);
        }
        context.stroke();
    }
}
