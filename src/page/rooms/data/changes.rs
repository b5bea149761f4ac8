//! What was edited and is not applied yet, in whichever part, and the buttons that apply it.

use leptos::prelude::*;

use super::part::Part;
use super::state::State;
use super::store::RoomStore;
use super::update::Msg;
use crate::page::store::Store;
use crate::page::update::{self as page, DataMsg};

/// The line with the buttons, in parts that have settings and wherever something is not applied.
#[component]
pub fn Changes(
    /// The part that is open.
    part: Memo<Part>,
) -> impl IntoView {
    let store = Store::of_context();
    let room = RoomStore::of_context();
    let is_locked = store.memo(|s| !s.can_edit());
    let edited = room.memo(State::edited_parts);
    let is_same = Memo::new(move |_| edited.with(Vec::is_empty));
    let is_shown = move || {
        let has_settings = !matches!(part.get(), Part::Classes | Part::Samples);
        has_settings || !is_same.get()
    };
    let text = move || {
        let names: Vec<_> = edited.get().into_iter().map(Part::name).collect();
        if names.is_empty() {
            return "All settings are applied.".to_owned();
        }
        let hint = if is_locked.get() {
            " Wait until the data is loaded, or pause training, to apply it."
        } else {
            ""
        };
        format!("Not applied yet: {}.{hint}", names.join(", "))
    };
    let apply = move |_| {
        let data = Box::new(room.peek(|state| state.draft.clone()));
        store.dispatch(page::Msg::Data(DataMsg::Set(data)));
    };
    // What makes itself impossible keeps the focus: these only say that they do nothing.
    view! {
        <div class="data-changes row" hidden=move || !is_shown()>
            <p class="muted grow">{text}</p>
            <button
                class="small"
                aria-disabled=move || is_same.get().to_string()
                on:click=move |_| room.dispatch(Msg::Discard)
            >
                "Discard"
            </button>
            <button
                class="small primary"
                aria-disabled=move || (is_same.get() || is_locked.get()).to_string()
                on:click=apply
            >
                "Apply"
            </button>
        </div>
    }
}
