//! The region `Inside the network`: what its convolution layers answer to the drawing.

use leptos::prelude::*;

use crate::page::route::Room;
use crate::page::views::card::OpenRoom;
use crate::page::views::maps::Maps;

/// The region.
#[component]
pub fn InsideRegion() -> impl IntoView {
    view! {
        <section class="region region-inside" aria-labelledby="inside-title">
            <div class="card-head">
                <h2 id="inside-title">"Inside the network"</h2>
                <OpenRoom room=Room::Inside/>
            </div>
            <Maps/>
        </section>
    }
}
