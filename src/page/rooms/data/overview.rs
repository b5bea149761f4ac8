//! The part `Overview`: which set, the person's own files, what they hold, and how it was read.

use leptos::prelude::*;

use super::source::SourceSettings;
use super::store::RoomStore;
use super::{memory, table};
use crate::page::store::Store;
use crate::page::views::data::{Contents, DatasetBox};
use crate::page::views::load::LoadFiles;
use crate::page::views::unlabelled::Unlabelled;
use crate::ui::format::sentence;
use crate::ui::staged::staged;

/// The part.
#[component]
pub fn Overview() -> impl IntoView {
    let store = Store::of_context();
    let loaded = store.memo(|s| s.data.loaded.clone());
    view! {
        <div class="columns">
            <div class="region">
                <div class="region-head">
                    <h3>"Data set"</h3>
                    <DatasetBox/>
                </div>
                <SourceSettings/>
                <h3>"Your own files"</h3>
                <p class="muted">
                    "Files, folders and zips of pictures by class, CSV and idx. They stay on this machine."
                </p>
                <LoadFiles/>
            </div>
            <div class="region region-data">
                <h3>"Samples"</h3>
                {staged(move || view! { <Contents loaded=loaded/> }.into_any())}
                <Unlabelled loaded=loaded/>
            </div>
        </div>
        {staged(|| view! { <Findings/> }.into_any())}
    }
}

/// What should be known of the samples first, and the tables that they were read from.
#[component]
fn Findings() -> impl IntoView {
    let description = RoomStore::of_context().memo(|s| s.description.clone());
    move || {
        let Some(description) = description.get() else {
            return view! { <p class="muted">"Looking through the samples…"</p> }.into_any();
        };
        let warnings = description.warnings.iter();
        let warnings = warnings
            .map(|text| view! { <li>{sentence(text)}</li> }.into_any())
            .collect_view();
        let tables = description.tables.iter().map(table::preview).collect_view();
        view! {
            <div class="region">
                {memory::table(&description)} <ul class="warnings">{warnings}</ul> {tables}
            </div>
        }
        .into_any()
    }
}
