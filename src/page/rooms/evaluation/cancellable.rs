//! How far something is that takes long, and the button that gives it up.

use leptos::prelude::*;

use super::store::RoomStore;
use super::update::Msg;
use crate::ui::dynamic::dynamic;

/// A progress bar of that name, from 0 to 1, and Cancel.
pub fn cancellable<T: ToString + Clone + Send + Sync + 'static>(
    room: RoomStore,
    name: &'static str,
    part: Memo<T>,
    cancel: fn() -> Msg,
) -> AnyView {
    view! {
        <progress aria-label=name max="1" value=dynamic(move || part.get().to_string())></progress>
        <button class="small" on:click=move |_| room.dispatch(cancel())>
            "Cancel"
        </button>
    }
    .into_any()
}
