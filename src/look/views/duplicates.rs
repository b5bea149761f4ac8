//! Samples that are there more than once, and leaving out those that leak into the test part.

use leptos::prelude::*;

use crate::data::Role;
use crate::data::describe::Description;
use crate::look::state::State;
use crate::look::store::Store;
use crate::look::update::Msg;
use crate::ui::format::count;

/// What was found of duplicates.
pub fn found(store: Store, description: &Description) -> AnyView {
    let name = |role: Role| match role {
        Role::Train => "training",
        Role::Validation => "validation",
        Role::Test => "test",
    };
    let within = description.duplicates.within.iter().map(|repeat| {
        format!(
            "{} {} samples are exactly like another one there",
            count(repeat.samples),
            name(repeat.part)
        )
    });
    let leaked = description.duplicates.in_train.iter().map(|repeat| {
        format!(
            "{} {} samples are exactly like one of the training part",
            count(repeat.samples),
            name(repeat.part)
        )
    });
    let lines: Vec<String> = within.chain(leaked).collect();
    if lines.is_empty() {
        return view! { <p class="note">"No sample is there twice."</p> }.into_any();
    }
    let leaks = !description.duplicates.in_train.is_empty();
    let is_dropped = store.memo(|s| s.data().prepare.drop_leaked);
    let is_locked = store.memo(|s| !s.can_edit());
    let drop = move |_| {
        let mut data = store.peek(State::data);
        data.prepare.drop_leaked = !data.prepare.drop_leaked;
        store.dispatch(Msg::SetData(Box::new(data)));
    };
    let label = move || {
        if is_dropped.get() {
            "Keep them in the test part"
        } else {
            "Leave them out of the test part"
        }
    };
    view! {
        <p class="note">{lines.join("; ")} "."</p>
        {leaks
            .then(|| {
                view! {
                    <button class="small" disabled=is_locked on:click=drop>
                        {label}
                    </button>
                }
            })}
    }
    .into_any()
}
