//! Zooms a chart: by dragging over some of its steps, and by buttons.

use leptos::html::Div;
use leptos::prelude::*;
use web_sys::PointerEvent;

use crate::page::charts::{Frame, Shown};
use crate::ui::dynamic::{dynamic, show_when};

/// Pixels from which on a drag is meant.
const LEAST_DRAG: f64 = 8.0;
/// Fewest steps that are shown.
const LEAST_STEPS: f64 = 5.0;

/// What lies over the plot: the steps between the ends of a drag are shown alone; a double click shows
/// all.
pub fn layer(shown: Shown) -> AnyView {
    let ends = RwSignal::new(None::<[f64; 2]>);
    let node = NodeRef::<Div>::new();
    let down = move |event: PointerEvent| {
        if event.button() == 0 {
            let x = f64::from(event.offset_x());
            ends.set(Some([x, x]));
            if let Some(element) = node.get_untracked() {
                let _ = element.set_pointer_capture(event.pointer_id());
            }
        }
    };
    let moved = move |event: PointerEvent| {
        if let Some([start, _]) = ends.get_untracked() {
            ends.set(Some([start, f64::from(event.offset_x())]));
        }
    };
    let up = move |_| {
        let Some([a, b]) = ends.get_untracked() else {
            return;
        };
        ends.set(None);
        if (a - b).abs() >= LEAST_DRAG
            && let Some(frame) = shown.frame.get_untracked()
        {
            zoom(
                shown,
                frame,
                [frame.step_at(a.min(b)), frame.step_at(a.max(b))],
            );
        }
    };
    let band = move || {
        let [a, b] = ends.get()?;
        let style = format!("left: {:.0}px; width: {:.0}px", a.min(b), (a - b).abs());
        Some(view! { <i style=style></i> }.into_any())
    };
    view! {
        <div
            class="zoom"
            node_ref=node
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=move |_| ends.set(None)
            on:dblclick=move |_| show_all(shown)
        >
            {dynamic(band)}
        </div>
    }
    .into_any()
}

/// Buttons that do the same: the later half of what is shown, and all.
pub fn buttons(shown: Shown) -> AnyView {
    let is_zoomed = Memo::new(move |_| shown.view.with(|view| view.zoom.is_some()));
    let closer = move |_| {
        if let Some(frame) = shown.frame.get_untracked() {
            let [from, to] = frame.steps;
            zoom(shown, frame, [f64::midpoint(from, to), to]);
        }
    };
    view! {
        <button class="small quiet" title="Show the later half of these steps" on:click=closer>
            "Zoom in"
        </button>
        {show_when(
            is_zoomed,
            move || {
                view! {
                    <button class="small quiet" on:click=move |_| show_all(shown)>
                        "All steps"
                    </button>
                }
                    .into_any()
            },
        )}
    }
    .into_any()
}

fn zoom(shown: Shown, frame: Frame, [from, to]: [f64; 2]) {
    let [first, last] = frame.steps;
    let (from, to) = (from.max(first), to.min(last));
    if to - from >= LEAST_STEPS {
        shown.view.update(|view| view.zoom = Some([from, to]));
    }
}

fn show_all(shown: Shown) {
    shown.view.update(|view| view.zoom = None);
}
