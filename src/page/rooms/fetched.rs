//! The code of each room: `Live` is part of the program that starts, every other is fetched when
//! it is first opened.

use leptos::prelude::*;

use super::{data, evaluation, inside, live, model, runs, studies, training};
use crate::page::route::Room;
use crate::ui::room::{self, Fetching, Show, room};

room!(fetch_data in data: Show = data::show);
room!(fetch_model in model: Show = model::show);
room!(fetch_training in training: Show = training::show);
room!(fetch_evaluation in evaluation: Show = evaluation::show);
room!(fetch_inside in inside: Show = inside::show);
room!(fetch_runs in runs: Show = runs::show);
room!(fetch_studies in studies: Show = studies::show);

/// What fetches a room; nothing for `Live`.
fn fetch_of(room: Room) -> Option<fn() -> Fetching<Show>> {
    match room {
        Room::Live => None,
        Room::Data => Some(fetch_data),
        Room::Model => Some(fetch_model),
        Room::Training => Some(fetch_training),
        Room::Evaluation => Some(fetch_evaluation),
        Room::Inside => Some(fetch_inside),
        Room::Runs => Some(fetch_runs),
        Room::Studies => Some(fetch_studies),
    }
}

/// What a room shows below its heading; names and addresses are in `page::route`.
#[must_use]
pub fn show(room: Room) -> AnyView {
    match fetch_of(room) {
        Some(fetch) => view! { <room::Room fetch/> }.into_any(),
        None => live::show(),
    }
}

/// Starts to fetch a room that is likely to be opened next.
pub fn prefetch(room: Room) {
    if let Some(fetch) = fetch_of(room) {
        room::prefetch(fetch);
    }
}
