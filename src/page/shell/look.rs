//! The dialog of the closer look at the data, whose contents are fetched when it is first opened: it outlives the
//! room in which it was opened.

use leptos::html::Dialog;
use leptos::prelude::*;

use crate::look::CloserLook;
use crate::page::state::State;
use crate::page::store::Store;
use crate::page::update::{ExplorerMsg, Msg};
use crate::ui::room::{Room, room};

room!(fetch_look in data: fn() -> AnyView = show_look);

/// In the room's chunk.
fn show_look() -> AnyView {
    let store = Store::of_context();
    let on_fault = Callback::new(move |why: String| {
        store.dispatch(Msg::Explorer(ExplorerMsg::Failed(why)));
    });
    let port = store.explorer_port();
    port.map(|page| view! { <CloserLook page on_fault/> })
        .into_any()
}

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
    // Once it was opened it stays, with all that was looked up and written in it.
    let was_opened = Memo::new(move |before| before == Some(&true) || is_open.get());
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
            <div class="look-body">
                <Show when=move || was_opened.get()>
                    <Room fetch=fetch_look/>
                </Show>
            </div>
        </dialog>
    }
}
