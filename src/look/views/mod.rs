//! All there is to see of the data, and what can be done to it.

mod augment;
mod classes;
mod draft;
mod duplicates;
mod fields;
mod parts;
mod plane;
mod prepare;
mod samples;
mod source;
mod table;

use leptos::prelude::*;

use draft::Draft;

use crate::look::state::State;
use crate::look::store::Store;
use crate::ui::format::sentence;

/// All there is to see.
#[component]
pub fn Look() -> impl IntoView {
    let store = Store::of_context();
    let current = store.memo(State::data);
    let draft = Draft::new(store);
    provide_context(draft);
    Effect::new(move |_| draft.reset(current.get()));
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
    let failure = store.memo(|s| s.looked.as_ref().and_then(|looked| looked.failure.clone()));
    let is_waiting = store.memo(|s| !s.can_edit());
    let told = move || {
        let error = failure.get()?;
        let text = format!("{} {}", sentence(&error.message), error.hint);
        Some(view! {
            <p class="fault wide" role="alert">
                {text}
            </p>
        })
    };
    let seen = move || {
        let Some(description) = description.get() else {
            return view! { <p class="muted wide">"Looking through the samples…"</p> }.into_any();
        };
        let warnings = description.warnings.iter();
        let warnings = warnings
            .map(|text| view! { <li>{sentence(text)}</li> }.into_any())
            .collect_view();
        let tables = description.tables.iter().map(table::preview).collect_view();
        view! {
            <div class="wide">
                {parts::table(&description)} <ul class="warnings">{warnings}</ul>
                {duplicates::found(store, &description)}
            </div>
            {tables}
        }
        .into_any()
    };
    view! {
        {told}
        <Show when=move || is_waiting.get()>
            <p class="muted wide">
                "While data loads or a network trains, nothing can be changed here."
            </p>
        </Show>
        {seen}
    }
}
