//! Tabs as WAI-ARIA describes them: one of them is in the order of the Tab key, and the arrow keys lead
//! to the others.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::dynamic::dynamic;
use super::focus::focus_later;

/// Tabs of these names; `open` is the position of the one whose panel, `{id}-panel`, is shown. Each
/// tab's own id is `{id}-tab-{position}`.
#[must_use]
pub fn tabs(
    id: &'static str,
    label: &'static str,
    names: &'static [&'static str],
    open: RwSignal<usize>,
) -> AnyView {
    let press = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let (now, n) = (open.get_untracked(), names.len());
        let next = match &event.key()[..] {
            "ArrowLeft" => (now + n - 1) % n,
            "ArrowRight" => (now + 1) % n,
            "Home" => 0,
            "End" => n - 1,
            _ => return,
        };
        event.prevent_default();
        open.set(next);
        focus_later(tab_id(id, next));
    };
    let tabs = names.iter().enumerate().map(|(i, name)| {
        let is_open = move || open.get() == i;
        view! {
            <button
                role="tab"
                id=tab_id(id, i)
                aria-controls=format!("{id}-panel")
                aria-selected=dynamic(move || is_open().to_string())
                tabindex=dynamic(move || if is_open() { "0" } else { "-1" })
                on:click=move |_| open.set(i)
            >
                {*name}
            </button>
        }
    });
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=press>
            {tabs.collect_view()}
        </div>
    }
    .into_any()
}

/// The id of the tab at a position.
#[must_use]
pub fn tab_id(id: &str, position: usize) -> String {
    format!("{id}-tab-{position}")
}
