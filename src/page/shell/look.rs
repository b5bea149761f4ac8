//! The dialog of the closer look at the data, which another program fills once: it outlives the
//! room in which it was opened.

use leptos::html::Dialog;
use leptos::prelude::*;
use web_sys::CustomEvent;

use crate::page::state::State;
use crate::page::store::Store;
use crate::page::update::{ExplorerMsg, Msg};
use crate::web::look::PLACE;

/// The dialog.
#[component]
pub fn LookDialog() -> impl IntoView {
    let store = Store::of_context();
    let dialog = NodeRef::<Dialog>::new();
    let is_open = store.memo(|s| s.explorer.is_open);
    let name = store.memo(|s| s.model.experiment.data.source.name());
    let fault = store.memo(|s| s.explorer.fault.clone());
    let looked = store.memo(State::explored);
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (is_open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    Effect::new(move |_| {
        if let Some(looked) = looked.get() {
            store.explore(looked);
        }
    });
    let failed = move |event: CustomEvent| {
        let why = event.detail().as_string().unwrap_or_default();
        store.dispatch(Msg::Explorer(ExplorerMsg::Failed(why)));
    };
    let advice = move || {
        let why = fault.get()?;
        Some(view! {
            <p class="fault" role="alert">
                {format!("The closer look could not be shown ({why}). Reload the page to try again.")}
            </p>
        })
    };
    view! {
        <dialog
            class="look"
            node_ref=dialog
            aria-labelledby="look-title"
            on:close=move |_| store.dispatch(Msg::Explorer(ExplorerMsg::Close))
        >
            <div class="look-head">
                <h2 id="look-title">"A closer look: " {name}</h2>
                <button class="small" on:click=move |_| store.dispatch(Msg::Explorer(ExplorerMsg::Close))>
                    "Close"
                </button>
            </div>
            {advice}
            <div class="look-body" id=PLACE on:failed=failed>
                <p class="muted wide">"Fetching what shows it…"</p>
            </div>
        </dialog>
    }
}
