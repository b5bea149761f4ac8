//! The rooms of the page, a folder each.

pub mod studies;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod data;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod evaluation;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod inside;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod live;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod model;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod runs;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod training;

/// What a room shows below its heading; names and addresses are in `page::route`.
#[cfg(all(feature = "page", target_family = "wasm"))]
pub fn show(room: super::route::Room) -> leptos::prelude::AnyView {
    use super::route::Room;
    match room {
        Room::Live => live::show(),
        Room::Data => data::show(),
        Room::Model => model::show(),
        Room::Training => training::show(),
        Room::Evaluation => evaluation::show(),
        Room::Inside => inside::show(),
        Room::Runs => runs::show(),
        Room::Studies => studies::show(),
    }
}
