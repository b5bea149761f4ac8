//! The room's view.

use leptos::prelude::*;

use super::closely::fetch_closely;
use super::figure::{choose_runs, figure};
use super::models::Models;
use super::rate::LearningRate;
use super::same_numbers::SameNumbers;
use crate::page::charts::Metric;
use crate::page::readings::Reading;
use crate::page::state::State;
use crate::page::store::Store;
use crate::page::views::readings::ReadingBox;
use crate::ui::dynamic::dynamic;
use crate::ui::room::Room as Part;

/// The room.
#[must_use]
pub fn show() -> AnyView {
    // The training bar above has the others.
    let is_in_bar = |reading: &Reading| matches!(reading, Reading::Epoch | Reading::TestAccuracy);
    let readings = Reading::ALL
        .into_iter()
        .filter(|reading| !is_in_bar(reading));
    let has_classifier = Store::of_context().memo(State::has_classifier);
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
            {dynamic(move || if has_classifier.get() {
                view! { <p class="muted">"A classifier is trained to the optimum of its own problem: there is no learning rate, and nothing to search for."</p> }.into_any()
            } else {
                view! { <LearningRate/> }.into_any()
            })}
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
        {dynamic(move || if has_classifier.get() {
            view! {
                <div class="region">
                    <h3>"Layers and epochs"</h3>
                    <p class="muted">"A classifier has neither, and so no diagnosis. How good it is on each class is in the room Evaluation."</p>
                </div>
            }.into_any()
        } else {
            view! { <Part fetch=fetch_closely/> }.into_any()
        })}
    }
    .into_any()
}
