//! The room `Inside`: what the network is tried on, and what it does with that, layer by layer; what speaks for a
//! class, what it has learned, and how it sees many samples.
//!
//! `state`, `update`, `questions` and `answers` decide what is asked of the network, `values` holds its answers, `arithmetic`, `heat_map`,
//! `scatter` and `lasso` what follows from them; they know no DOM. `store` connects them with the page, `reducer` with the worker
//! that lays samples out, and there is a file for each part of the room.

mod answers;
pub mod arithmetic;
#[cfg(feature = "report")]
pub mod bars;
mod chosen;
pub mod heat_map;
mod history;
pub mod lasso;
pub mod layout_file;
mod msg;
mod normalized;
mod number;
pub mod plane_file;
mod questions;
pub mod scatter;
pub mod state;
pub mod tiles;
pub mod update;
pub mod values;
mod windows;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod boundary;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod choice;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod embedding;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod explanation;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod filter_window;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod filters;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod gallery;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod large;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod layout_canvas;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod layout_plot;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod maps;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod parts;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod path;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod reducer;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod room;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod sheet;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod store;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod units;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod working;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub use room::show;
