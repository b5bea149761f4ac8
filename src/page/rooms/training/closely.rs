//! What is fetched after the room, for those who look closely: what goes wrong, the layers, and every epoch and class
//! in numbers.

use leptos::prelude::*;

use super::diagnosis::Diagnosis;
use super::epochs::Epochs;
use super::seen::Seen;
use super::{class_scores, layers};
use crate::page::store::Store;
use crate::ui::room::{Show, room};

room!(fetch_closely in training_seen: Show = closely);

fn closely() -> AnyView {
    let seen = seen();
    view! {
        <div class="region">
            <h3>"Diagnosis"</h3>
            <Diagnosis seen=seen/>
        </div>
        <div class="region">
            <h3>"Layers"</h3>
            {layers::show(seen)}
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
