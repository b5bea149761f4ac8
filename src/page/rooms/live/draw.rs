//! The region `Draw`, or `Try` where drawing makes no sense: the pad or what takes its place, and the
//! network's answer.

use leptos::prelude::*;

use crate::page::route::Room;
use crate::page::store::Store;
use crate::page::try_it::fetched::{ClearPad, TryBody, heading};
use crate::page::views::card::OpenRoom;

/// The region.
#[component]
pub fn DrawRegion() -> impl IntoView {
    view! {
        <section class="region region-draw" aria-labelledby="draw-title">
            <div class="region-head">
                <h2 id="draw-title">{heading(Store::of_context())}</h2>
                <OpenRoom room=Room::Inside/>
                <ClearPad/>
            </div>
            <TryBody/>
        </section>
    }
}
