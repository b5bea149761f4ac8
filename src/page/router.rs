//! Which room is shown, and which part of the room Data: those of the page's address, as it changes.

use leptos::prelude::*;
use web_sys::Event;

use crate::page::history;
use crate::page::rooms::data::part::Part;
use crate::page::route::{Room, Route};
use crate::page::store::Store;
use crate::page::update::Msg;
use crate::web::listener::Listener;

/// The room that is shown.
#[derive(Clone, Copy)]
pub struct Router {
    room: RwSignal<Room>,
    data_part: RwSignal<Part>,
}

impl Router {
    /// The room of the address, followed until the page is closed.
    pub fn start(store: Store) -> Self {
        let router = Self {
            room: RwSignal::new(Room::Live),
            data_part: RwSignal::new(Part::default()),
        };
        history::claim();
        router.enter(store, &Route::of(&fragment()));
        // Links change what stands behind `#`; going back to another recipe may not.
        let listeners = ["hashchange", "popstate"]
            .map(|kind| Listener::new(&window(), kind, move |_: Event| router.follow(store)));
        std::mem::forget(listeners);
        router
    }

    /// The router of the page around a view.
    pub fn of_context() -> Self {
        expect_context()
    }

    /// The room; tracked.
    pub fn room(self) -> Room {
        self.room.get()
    }

    /// The part of the room Data; tracked.
    pub fn data_part(self) -> Part {
        self.data_part.get()
    }

    /// Goes to an address of this page without leaving it.
    pub fn go(self, store: Store, address: &str) {
        // An address that the browser refuses is not shown; the room is all the same.
        let _ = history::push(address);
        self.follow(store);
    }

    /// The address is another one.
    fn follow(self, store: Store) {
        match Route::of(&fragment()) {
            // Another share link was pasted over this page's address.
            Route::Experiment if !history::is_own() => store.dispatch(Msg::Reload),
            route => self.enter(store, &route),
        }
    }

    fn enter(self, store: Store, route: &Route) {
        if let Route::Unknown(name) = route {
            store.dispatch(Msg::UnknownRoom(name.clone()));
        }
        let (room, part) = (route.room(), route.data_part());
        // A room that is left stays as it is until it is gone.
        if room == Room::Data && self.data_part.get_untracked() != part {
            self.data_part.set(part);
        }
        if self.room.get_untracked() != room {
            self.room.set(room);
        }
    }
}

fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}
