//! The room `Data`: which set, what it holds, and the way to look at it closely.

use leptos::prelude::*;

use crate::page::store::Store;
use crate::page::views::data::{Contents, DatasetBox, Failure, LoadProgress};
use crate::page::views::load::LoadFiles;
use crate::page::views::look::LookButton;
use crate::page::views::unlabelled::Unlabelled;

/// The room.
pub fn show() -> AnyView {
    let store = Store::of_context();
    let loaded = store.memo(|s| s.data.loaded.clone());
    view! {
        <div class="columns">
            <div class="region">
                <div class="region-head">
                    <h3>"Data set"</h3>
                    <DatasetBox/>
                </div>
                <LoadProgress/>
                <Failure/>
                <h3>"Your own files"</h3>
                <p class="muted">
                    "Files, folders and zips of pictures by class, CSV and idx. They stay on this machine."
                </p>
                <LoadFiles/>
                <h3>"A closer look"</h3>
                <p class="muted">
                    "Look through the samples, find duplicates, divide the data, resize and augment it."
                </p>
                <LookButton/>
            </div>
            <div class="region region-data wide">
                <h3>"Samples"</h3>
                <Contents loaded=loaded/>
                <Unlabelled loaded=loaded/>
            </div>
        </div>
    }
    .into_any()
}
