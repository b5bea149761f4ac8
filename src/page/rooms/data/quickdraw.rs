//! Which classes of QuickDraw are loaded.

use leptos::prelude::*;

use super::store::RoomStore;
use crate::data::builtin::quickdraw;
use crate::experiment::Source;

/// What is drawn: classes to choose, found by a part of their name.
#[component]
pub fn DrawnClasses() -> impl IntoView {
    let room = RoomStore::of_context();
    let wanted = RwSignal::new(String::new());
    let is_chosen = move |name: &str| {
        room.draft(|data| match &data.source {
            Source::QuickDraw { classes, .. } => classes.iter().any(|class| class == name),
            _ => false,
        })
    };
    let set = move |name: &'static str, on: bool| {
        room.edit(|data| {
            if let Source::QuickDraw { classes, .. } = &mut data.source {
                classes.retain(|class| class != name);
                if on {
                    classes.push(name.to_owned());
                    classes.sort();
                }
            }
        });
    };
    let boxes: Vec<_> = quickdraw::classes()
        .map(|name| {
            view! {
                <label class="switch" hidden=move || !wanted.with(|w| name.contains(w.as_str()))>
                    <input
                        type="checkbox"
                        prop:checked=move || is_chosen(name)
                        on:change=move |event| set(name, event_target_checked(&event))
                    />
                    {name}
                </label>
            }
            .into_any()
        })
        .collect();
    let chosen = move || {
        room.draft(|data| match &data.source {
            Source::QuickDraw { classes, .. } => classes.join(", "),
            _ => String::new(),
        })
    };
    view! {
        <fieldset class="drawn">
            <legend>"What is drawn"</legend>
            <p class="muted">{chosen}</p>
            <input
                type="search"
                aria-label="Find a class"
                placeholder="Find: cat, house …"
                on:input=move |event| wanted.set(event_target_value(&event).trim().to_ascii_lowercase())
            />
            <div class="drawn-classes">{boxes}</div>
        </fieldset>
    }
}
