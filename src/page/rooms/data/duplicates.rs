//! The part `Duplicates`: samples that are there more than once, and leaving out those that leak into
//! the test part.

use leptos::prelude::*;

use super::fields::switch;
use super::store::RoomStore;
use crate::data::Role;
use crate::data::describe::Description;
use crate::ui::format::count;

/// The part.
#[component]
pub fn Duplicates() -> impl IntoView {
    let description = RoomStore::of_context().memo(|s| s.description.clone());
    let contents = move || match description.get() {
        Some(description) => found(&description),
        None => view! { <p class="muted">"Looking for duplicates…"</p> }.into_any(),
    };
    view! {
        <div class="region">
            <h3>"Duplicates"</h3>
            {contents}
        </div>
    }
}

fn found(description: &Description) -> AnyView {
    let name = |role: Role| match role {
        Role::Train => "training",
        Role::Validation => "validation",
        Role::Test => "test",
    };
    let repeats = &description.duplicates;
    let within = repeats.within.iter().map(|repeat| {
        format!(
            "{} {} samples are exactly like another one there.",
            count(repeat.samples),
            name(repeat.part)
        )
    });
    let leaked = repeats.in_train.iter().map(|repeat| {
        format!(
            "{} {} samples are exactly like one of the training part.",
            count(repeat.samples),
            name(repeat.part)
        )
    });
    let contradictions = (repeats.contradictions > 0).then(|| {
        format!(
            "{} of these have another label than the sample they are like.",
            count(repeats.contradictions)
        )
    });
    let lines: Vec<String> = within.chain(leaked).chain(contradictions).collect();
    if lines.is_empty() {
        return view! { <p>"No sample is there twice."</p> }.into_any();
    }
    let lines = lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> }.into_any());
    let leaks = (!repeats.in_train.is_empty()).then(|| {
        view! {
            <p class="muted">
                "A network that is tested on what it was trained on seems better than it is."
            </p>
            {switch(
                "Leave them out of the test part",
                |data| data.prepare.drop_leaked,
                |data, on| data.prepare.drop_leaked = on,
            )}
        }
    });
    view! {
        <ul class="warnings">{lines.collect_view()}</ul>
        {leaks}
    }
    .into_any()
}
