//! The files from outside the data: what they are, and the button that does without them.

use leptos::prelude::*;

use crate::page::state::State;
use crate::page::store::Store;
use crate::page::update::Msg;

/// Names that are told.
const NAMED: usize = 2;

/// A line on the outside files, where there are any.
#[component]
pub fn Outside() -> impl IntoView {
    let store = Store::of_context();
    let line = store.memo(line);
    let is_locked = store.memo(|s| !s.can_edit());
    move || {
        line.get().map(|line| {
            view! {
                <div class="row outside">
                    <span class="muted grow">{line}</span>
                    <button
                        class="small"
                        disabled=is_locked
                        on:click=move |_| store.dispatch(Msg::DropOutside)
                    >
                        "Remove"
                    </button>
                </div>
            }
        })
    }
}

fn line(state: &State) -> Option<String> {
    let outside = state.data.loaded.as_ref()?.data.outside.as_ref()?;
    let names = &outside.names;
    let first = names[..names.len().min(NAMED)].join(", ");
    let more = match names.len() {
        0..=NAMED => String::new(),
        n => format!(" and {} more", n - NAMED),
    };
    Some(format!("Without labels, beside the data: {first}{more}"))
}
