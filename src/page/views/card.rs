//! What the cards of `Live` have in common.

use leptos::prelude::*;

use crate::page::route::Room;

/// The way from a card to the room that shows more of it.
#[component]
pub fn OpenRoom(room: Room) -> impl IntoView {
    let label = format!("Open the room {}", room.name());
    view! {
        <a class="open-room" href=room.address() aria-label=label>
            <span>"Open"</span>
            <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
                <path d="M2.5 9.5l7-7M4 2.5h5.5V8"></path>
            </svg>
        </a>
    }
}
