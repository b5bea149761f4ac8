//! The room's view.

use leptos::prelude::*;

use super::closely::fetch_closely;
use super::figure::{choose_runs, figure};
use super::models::Models;
use super::rate::LearningRate;
use super::same_numbers::SameNumbers;
use crate::page::charts::Metric;
use crate::page::readings::Reading;
use crate::page::views::readings::ReadingBox;
use crate::ui::room::Room as Part;

/// The room.
#[must_use]
pub fn show() -> AnyView {
    // The training bar above has the others.
    let is_in_bar = |reading: &Reading| matches!(reading, Reading::Epoch | Reading::TestAccuracy);
    let readings = Reading::ALL
        .into_iter()
        .filter(|reading| !is_in_bar(reading));
    let overlaid = RwSignal::new(Vec::new());
    view! {
        <div class="region region-training">
            <div class="readings">
                {readings.map(|reading| view! { <ReadingBox reading=reading/> }).collect_view()}
            </div>
            <div class="charts">
                {[Metric::Loss, Metric::Accuracy].map(|metric| figure(metric, overlaid))}
            </div>
            <p class="muted chart-help">
                "Drag over some steps to see them alone; a double click shows all again."
            </p>
            {choose_runs(overlaid)}
        </div>
        <div class="region">
            <h3>"Learning rate"</h3>
            <LearningRate/>
        </div>
        <div class="region">
            <h3>"Model"</h3>
            <Models/>
        </div>
        <div class="region">
            <h3>"Device"</h3>
            <SameNumbers/>
        </div>
        // Last, so that what comes later pushes nothing away.
        <Part fetch=fetch_closely/>
    }
    .into_any()
}
