//! The way to a closer look at the data.

use leptos::prelude::*;

use crate::page::shell::look::fetch_look;
use crate::page::store::Store;
use crate::page::update::{ExplorerMsg, Msg};
use crate::ui::room::prefetch;

/// The button.
#[component]
pub fn LookButton() -> impl IntoView {
    let store = Store::of_context();
    let is_there = store.memo(|s| s.data.in_loader);
    view! {
        <button
            class="small"
            disabled=move || !is_there.get()
            on:pointerenter=move |_| prefetch(fetch_look)
            on:focus=move |_| prefetch(fetch_look)
            on:click=move |_| store.dispatch(Msg::Explorer(ExplorerMsg::Open))
        >
            "Look closer, prepare, augment"
        </button>
    }
}
