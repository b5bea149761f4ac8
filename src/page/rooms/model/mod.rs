//! The room `Model`: the network's layers with their parameters, and the experiment's settings.

mod layers;

use leptos::prelude::*;

use crate::page::views::model::{Layers, ModelBox, ModelReason};
use crate::page::views::settings::Settings;

/// The room.
pub fn show() -> AnyView {
    view! {
        <div class="columns">
            <div class="region">
                <div class="region-head">
                    <h3>"Network"</h3>
                    <ModelBox/>
                </div>
                <ModelReason/>
                <h3>"Settings"</h3>
                <Settings/>
            </div>
            <div class="region wide">
                <h3>"Layers"</h3>
                <Layers table=layers::table/>
            </div>
        </div>
    }
    .into_any()
}
