//! The room `Inside`: the pad, and beside it what every filter of the network responds to.

use leptos::prelude::*;

use crate::page::views::draw::{ClearButton, Drawing};
use crate::page::views::maps::Maps;

/// The room.
pub fn show() -> AnyView {
    view! {
        <div class="columns">
            <div class="region region-draw">
                <div class="region-head">
                    <h3>"Draw"</h3>
                    <ClearButton/>
                </div>
                <Drawing/>
            </div>
            <div class="region region-inside wide">
                <h3>"Feature maps"</h3>
                <Maps/>
            </div>
        </div>
    }
    .into_any()
}
