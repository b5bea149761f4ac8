//! The way from room to room: in the head of the page, or at the bottom of a phone.

use leptos::prelude::*;

use crate::page::rooms::prefetch;
use crate::page::route::Room;
use crate::page::router::Router;
use crate::ui::dynamic::dynamic;

/// A link to each room.
#[component]
pub fn Navigation() -> impl IntoView {
    let router = Router::of_context();
    let links = Room::ALL.map(|room| {
        let current = dynamic(move || (router.room() == room).then_some("page"));
        view! {
            <a
                href=room.address()
                aria-label=room.name()
                aria-current=current
                on:pointerenter=move |_| prefetch(room)
                on:focus=move |_| prefetch(room)
            >
                <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
                    <path d=room.icon()></path>
                </svg>
                <span class="full-name">{room.name()}</span>
                <span class="short-name">{room.short_name()}</span>
            </a>
        }
    });
    view! {
        <nav class="rooms" aria-label="Rooms">
            {links}
        </nav>
    }
}
