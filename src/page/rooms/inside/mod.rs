//! The room `Inside`: what the network is tried on, and beside it what every filter of the network responds to.

use leptos::prelude::*;

use crate::page::store::Store;
use crate::page::try_it::fetched::{ClearPad, TryBody, heading};
use crate::page::views::maps::Maps;

/// The room.
pub fn show() -> AnyView {
    view! {
        <div class="columns">
            <div class="region region-draw">
                <div class="region-head">
                    <h3>{heading(Store::of_context())}</h3>
                    <ClearPad/>
                </div>
                <TryBody/>
            </div>
            <div class="region region-inside wide">
                <h3>"Feature maps"</h3>
                <Maps/>
            </div>
        </div>
    }
    .into_any()
}
