//! A closer look at the data, in a dialog of the region `Data`.

mod augment;
mod classes;
mod duplicates;
mod plane;
mod prepare;
mod samples;
mod table;

use leptos::html::Dialog;
use leptos::prelude::*;

use crate::page::format::bytes;
use crate::page::store::Store;
use crate::page::update::Msg;
use crate::spec::Data;

/// What of the data is being changed, until it is applied.
#[derive(Clone, Copy)]
pub struct Draft(pub RwSignal<Data>);

/// The dialog.
#[component]
pub fn Explore() -> impl IntoView {
    let store = Store::of_context();
    let node = NodeRef::<Dialog>::new();
    let is_open = store.memo(|s| s.explore.is_open);
    let name = store.memo(|s| s.experiment.data.source.name());
    let draft = Draft(RwSignal::new(store.peek(|s| s.experiment.data.clone())));
    provide_context(draft);
    let current = store.memo(|s| s.experiment.data.clone());
    Effect::new(move |_| draft.0.set(current.get()));
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (is_open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            class="explore"
            node_ref=node
            aria-labelledby="explore-title"
            on:close=move |_| store.dispatch(Msg::CloseExplore)
        >
            <div class="explore-head">
                <h2 id="explore-title">"A closer look: " {name}</h2>
                <button class="small" on:click=move |_| store.dispatch(Msg::CloseExplore)>
                    "Close"
                </button>
            </div>
            // Nothing is laid out, or asked for, that nobody looks at.
            <Show when=move || is_open.get()>
                <div class="explore-body">
                    <Overview/>
                    <classes::Classes/>
                    <samples::Samples/>
                    <plane::PlaneChart/>
                    <prepare::Prepare/>
                    <augment::Augment/>
                </div>
            </Show>
        </dialog>
    }
}

/// What should be known first, and the tables.
#[component]
fn Overview() -> impl IntoView {
    let store = Store::of_context();
    let description = store.memo(|s| s.explore.description.clone());
    move || {
        let Some(description) = description.get() else {
            return view! { <p class="muted wide">"Looking through the samples…"</p> }.into_any();
        };
        let warnings = description.warnings.iter();
        let warnings = warnings
            .map(|text| view! { <li>{format!("{text}.")}</li> }.into_any())
            .collect_view();
        let tables = description.tables.iter().map(table::preview).collect_view();
        view! {
            <div class="wide">
                <p class="muted">{bytes(description.bytes as u64)} " of memory"</p>
                <ul class="warnings">{warnings}</ul>
                {duplicates::found(store, &description)}
            </div>
            {tables}
        }
        .into_any()
    }
}
