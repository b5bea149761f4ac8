//! All there is to see of the data, and what can be done to it.

mod augment;
mod classes;
mod duplicates;
mod plane;
mod prepare;
mod samples;
mod table;

use leptos::prelude::*;

use crate::explore::state::Explore as State;
use crate::explore::store::Store;
use crate::spec::Data;
use crate::ui::format::bytes;

/// What of the data is being changed, until it is applied.
#[derive(Clone, Copy)]
pub struct Draft(pub RwSignal<Data>);

/// All there is to see.
#[component]
pub fn Explore() -> impl IntoView {
    let store = Store::of_context();
    let current = store.memo(State::data);
    let draft = Draft(RwSignal::new(store.peek(State::data)));
    provide_context(draft);
    Effect::new(move |_| draft.0.set(current.get()));
    view! {
        <Overview/>
        <classes::Classes/>
        <samples::Samples/>
        <plane::PlaneChart/>
        <prepare::Prepare/>
        <augment::Augment/>
    }
}

/// What should be known first, and the tables.
#[component]
fn Overview() -> impl IntoView {
    let store = Store::of_context();
    let description = store.memo(|s| s.description.clone());
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
