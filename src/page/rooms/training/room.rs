//! The room's view.

use leptos::prelude::*;

use super::diagnosis::Diagnosis;
use super::epochs::Epochs;
use super::figure::{choose_runs, figure};
use super::models::Models;
use super::rate::LearningRate;
use super::seen::Seen;
use super::{class_scores, layers};
use crate::page::charts::Metric;
use crate::page::readings::Reading;
use crate::page::store::Store;
use crate::page::views::readings::ReadingBox;

/// The room.
#[must_use]
pub fn show() -> AnyView {
    // The training bar above has the others.
    let is_in_bar = |reading: &Reading| matches!(reading, Reading::Epoch | Reading::TestAccuracy);
    let readings = Reading::ALL
        .into_iter()
        .filter(|reading| !is_in_bar(reading));
    let overlaid = RwSignal::new(Vec::new());
    let seen = seen();
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
            <h3>"Diagnosis"</h3>
            <Diagnosis seen=seen/>
        </div>
        <div class="region">
            <h3>"Learning rate"</h3>
            <LearningRate/>
        </div>
        <div class="region">
            <h3>"Layers"</h3>
            {layers::show(seen)}
        </div>
        <div class="region">
            <h3>"Model"</h3>
            <Models/>
        </div>
        <div class="region">
            <h3>"Epochs"</h3>
            <Epochs seen=seen/>
        </div>
        <div class="region">
            <h3>"Classes"</h3>
            {class_scores::show(seen)}
        </div>
    }
    .into_any()
}

/// What was seen of the run at hand; read anew when something was added or left out.
fn seen() -> Memo<Seen> {
    let store = Store::of_context();
    let moment = store.memo(|s| {
        let run = s.run.current.as_ref()?;
        let last = run.observed.last().map(|seen| seen.step);
        Some((run.key, run.observed.len(), last))
    });
    Memo::new(move |before: Option<&Seen>| {
        moment.get();
        store.peek(|s| Seen::of(s.run.current.as_ref(), before))
    })
}
