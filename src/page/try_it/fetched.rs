//! What the network is tried on: the pad, or what is fetched when the data is not for drawing.

use leptos::prelude::*;

use super::kind::{TryKind, kind};
use super::view;
use crate::page::store::Store;
use crate::page::views::draw::{ClearButton, Drawing};
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::room::{Room, Show, room};

room!(fetch_try in try_it: Show = view::show);

/// The heading.
#[must_use]
pub fn heading(store: Store) -> Memo<&'static str> {
    store.memo(|s| kind(s).heading())
}

/// The button that empties the pad, where there is one.
#[component]
pub fn ClearPad() -> impl IntoView {
    let is_pad = Store::of_context().memo(|s| kind(s) == TryKind::Pad);
    show_when(is_pad, || view! { <ClearButton/> }.into_any())
}

/// The pad or what takes its place, and the network's answer.
#[component]
pub fn TryBody() -> impl IntoView {
    let is_pad = Store::of_context().memo(|s| kind(s) == TryKind::Pad);
    dynamic(move || {
        if is_pad.get() {
            view! { <Drawing/> }.into_any()
        } else {
            view! { <Room fetch=fetch_try/> }.into_any()
        }
    })
}
