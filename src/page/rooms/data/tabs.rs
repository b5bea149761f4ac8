//! The tabs of the room, one for each part, as WAI-ARIA describes them: one of them is in the
//! order of the Tab key, and the arrow keys lead to the others. Each is a link to its part.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::part::Part;
use crate::page::charts::size;
use crate::page::router::Router;
use crate::page::store::Store;

/// Id of the element that shows the part.
pub const PANEL: &str = "data-part";

/// Id of a part's tab.
pub fn tab_id(part: Part) -> &'static str {
    match part {
        Part::Overview => "data-tab-overview",
        Part::Classes => "data-tab-classes",
        Part::Samples => "data-tab-samples",
        Part::Duplicates => "data-tab-duplicates",
        Part::Prepare => "data-tab-prepare",
        Part::Split => "data-tab-split",
        Part::Augment => "data-tab-augment",
    }
}

fn tab(part: Part) -> Option<HtmlElement> {
    document().get_element_by_id(tab_id(part))?.dyn_into().ok()
}

/// The tabs.
#[component]
pub fn Tabs(
    /// The part that is open.
    part: Memo<Part>,
) -> impl IntoView {
    let store = Store::of_context();
    let router = Router::of_context();
    let list = NodeRef::<Div>::new();
    let size = size::watch(list);
    // A phone shows only some of them: the one that is open is among these, also when it was
    // chosen before the list was laid out.
    Effect::new(move |_| {
        size.track();
        if let (Some(list), Some(tab)) = (list.get(), tab(part.get())) {
            let spare = (list.client_width() - tab.offset_width()) / 2;
            list.set_scroll_left(tab.offset_left() - spare);
        }
    });
    let press = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let now = part.get_untracked();
        let next = match &event.key()[..] {
            "ArrowLeft" => now.neighbour(-1),
            "ArrowRight" => now.neighbour(1),
            "Home" => Part::ALL[0],
            "End" => Part::ALL[0].neighbour(-1),
            // What is focused is open already.
            " " => now,
            _ => return,
        };
        event.prevent_default();
        if next == now {
            return;
        }
        router.go(store, next.address());
        if let Some(tab) = tab(next) {
            let _ = tab.focus();
        }
    };
    let tabs = Part::ALL.map(|of| {
        let is_open = move || part.get() == of;
        view! {
            <a
                role="tab"
                id=tab_id(of)
                href=of.address()
                aria-controls=PANEL
                aria-selected=move || is_open().to_string()
                tabindex=move || if is_open() { "0" } else { "-1" }
            >
                {of.name()}
            </a>
        }
    });
    view! {
        <div
            class="tabs"
            role="tablist"
            aria-label="Parts of the data"
            node_ref=list
            on:keydown=press
        >
            {tabs}
        </div>
    }
}
