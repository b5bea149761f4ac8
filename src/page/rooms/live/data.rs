//! The region `Data`: which set, how far its load is, what it holds.

use leptos::prelude::*;

use crate::page::rooms::data::part::Part;
use crate::page::route::Room;
use crate::page::store::Store;
use crate::page::views::card::OpenRoom;
use crate::page::views::data::{Contents, DatasetBox, Failure, LoadProgress};
use crate::page::views::load::LoadFiles;
use crate::page::views::unlabelled::Unlabelled;

/// The region.
#[component]
pub fn DataRegion() -> impl IntoView {
    let store = Store::of_context();
    let loaded = store.memo(|s| s.data.loaded.clone());
    view! {
        <section class="region region-data" aria-labelledby="data-title">
            <div class="region-head">
                <h2 id="data-title">"Data"</h2>
                <OpenRoom room=Room::Data/>
                <DatasetBox/>
            </div>
            <LoadProgress/>
            <Failure/>
            <Contents loaded=loaded/>
            <Unlabelled loaded=loaded/>
            <LoadFiles/>
            <PartLinks/>
        </section>
    }
}

/// The way to what can be done with the data.
#[component]
fn PartLinks() -> impl IntoView {
    let links = [Part::Samples, Part::Prepare, Part::Augment].map(|part| {
        view! { <a href=part.address()>{part.name()}</a> }
    });
    view! { <p class="part-links">{links}</p> }
}
