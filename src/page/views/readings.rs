//! A reading of the run at hand, with its name.

use leptos::prelude::*;

use crate::page::readings::Reading;
use crate::page::store::Store;

/// The reading. Each stands on a page once at the most.
#[component]
pub fn ReadingBox(reading: Reading) -> impl IntoView {
    let store = Store::of_context();
    let text = store.memo(move |s| reading.text(s));
    let id = format!("reading-{}", reading as usize);
    view! {
        <div class="reading">
            <label for=id.clone()>{reading.label()}</label>
            <output id=id.clone() aria-live="off">
                {text}
            </output>
        </div>
    }
}
