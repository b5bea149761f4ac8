//! What is fetched after the room, for those who look closely: what goes wrong, the layers, and every epoch and class
//! in numbers.

use leptos::prelude::*;

use super::diagnosis::Diagnosis;
use super::epochs::Epochs;
use super::observations::Observations;
use super::{class_scores, layers};
use crate::page::store::Store;
use crate::ui::room::{Show, room};

room!(fetch_closely in training_seen: Show = closely);

fn closely() -> AnyView {
    let observations = observations();
    view! {
        <div class="region">
            <h3>"Diagnosis"</h3>
            <Diagnosis observations=observations/>
        </div>
        <div class="region">
            <h3>"Layers"</h3>
            {layers::show(observations)}
        </div>
        <div class="region">
            <h3>"Epochs"</h3>
            <Epochs observations=observations/>
        </div>
        <div class="region">
            <h3>"Classes"</h3>
            {class_scores::show(observations)}
        </div>
    }
    .into_any()
}

/// The observations of the run at hand; read anew when something was added or left out.
fn observations() -> Memo<Observations> {
    let store = Store::of_context();
    let moment = store.memo(|s| {
        let run = s.run.current.as_ref()?;
        let last = run.observed.last().map(|last| last.step);
        Some((run.key, run.observed.len(), last))
    });
    Memo::new(move |before: Option<&Observations>| {
        moment.get();
        store.peek(|s| Observations::of(s.run.current.as_ref(), before))
    })
}
