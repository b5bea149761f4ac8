//! What stands around every room: head, navigation, notices, training bar, foot.

mod footer;
mod header;
mod navigation;
mod notices;
mod training_bar;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement, MouseEvent};

use crate::page::rooms;
use crate::page::route::Room;
use crate::page::router::Router;
use crate::page::views::load::DropZone;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::staged::staged;

/// The heading of the room, which gets the focus when somebody comes in.
const TITLE: &str = "room-title";

/// The whole page.
#[component]
pub fn Page() -> impl IntoView {
    let router = Router::of_context();
    greet(router);
    let has_bar = Memo::new(move |_| router.room() != Room::Live);
    let skip = |event: MouseEvent| {
        // The address is the room's; it is not to become that of a place in it.
        event.prevent_default();
        focus_title();
    };
    view! {
        <a class="skip" href="#content" on:click=skip>
            "Skip to content"
        </a>
        {staged(|| view! { <header::Header/> }.into_any())}
        <div class="stuck">
            <notices::Notices/>
            {show_when(has_bar, || view! { <training_bar::TrainingBar/> }.into_any())}
        </div>
        <main id="content">{dynamic(move || content(router.room()))}</main>
        {staged(|| view! { <footer::Footer/> <DropZone/> }.into_any())}
    }
}

/// A room with its heading, which `Live` has for those alone who do not see the page.
fn content(room: Room) -> AnyView {
    let (class, title) = match room {
        Room::Live => ("room-live".to_owned(), "hidden"),
        _ => (
            format!("room room-{}", room.name().to_ascii_lowercase()),
            "room-title",
        ),
    };
    view! {
        <section class=class aria-labelledby=TITLE>
            <h2 class=title id=TITLE tabindex="-1">
                {room.name()}
            </h2>
            {rooms::show(room)}
        </section>
    }
    .into_any()
}

/// Names the room in the document's title; after another room, it is shown from its top.
fn greet(router: Router) {
    Effect::new(move |before: Option<Room>| {
        let room = router.room();
        document().set_title(&room.title());
        if before.is_some_and(|before| before != room) {
            // The room takes the other one's place first.
            request_animation_frame(|| {
                window().scroll_to_with_x_and_y(0.0, 0.0);
                focus_title();
            });
        }
        room
    });
}

fn focus_title() {
    let title = document().get_element_by_id(TITLE);
    if let Some(title) = title.and_then(|t| t.dyn_into::<HtmlElement>().ok()) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = title.focus_with_options(&options);
    }
}
