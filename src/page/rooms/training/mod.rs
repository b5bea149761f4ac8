//! The room `Training`: the readings, both curves in large, and the model as a file, and every epoch in numbers.

mod epochs;
mod models;

use leptos::prelude::*;

use crate::page::charts::{LineChart, Metric};
use crate::page::readings::Reading;
use crate::page::views::readings::ReadingBox;

/// The room.
pub fn show() -> AnyView {
    // The training bar above has the others.
    let is_in_bar = |reading: &Reading| matches!(reading, Reading::Epoch | Reading::TestAccuracy);
    let readings = Reading::ALL
        .into_iter()
        .filter(|reading| !is_in_bar(reading));
    view! {
        <div class="region region-training">
            <div class="readings">
                {readings.map(|reading| view! { <ReadingBox reading=reading/> }).collect_view()}
            </div>
            <div class="charts">
                <LineChart metric=Metric::Loss/>
                <LineChart metric=Metric::Accuracy/>
            </div>
        </div>
        <div class="region">
            <h3>"Model"</h3>
            <models::Models/>
        </div>
        <div class="region">
            <h3>"Epochs"</h3>
            <epochs::Epochs/>
        </div>
    }
    .into_any()
}
