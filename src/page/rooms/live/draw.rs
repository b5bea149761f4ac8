//! The region `Draw`: the digit pad and the network's answer.

use leptos::prelude::*;

use crate::page::route::Room;
use crate::page::views::card::OpenRoom;
use crate::page::views::draw::{ClearButton, Drawing};

/// The region.
#[component]
pub fn DrawRegion() -> impl IntoView {
    view! {
        <section class="region region-draw" aria-labelledby="draw-title">
            <div class="region-head">
                <h2 id="draw-title">"Draw"</h2>
                <OpenRoom room=Room::Inside/>
                <ClearButton/>
            </div>
            <Drawing/>
        </section>
    }
}
