//! The closer look at the data: a program of its own, fetched when somebody looks. It asks the
//! loader about the samples, and the page for another experiment.
//!
//! `state` and `update` decide everything and know no DOM; `app` and `views` show it.

pub mod state;
pub mod update;

#[cfg(all(feature = "look", target_family = "wasm"))]
mod app;
#[cfg(all(feature = "look", target_family = "wasm"))]
mod store;
#[cfg(all(feature = "look", target_family = "wasm"))]
mod views;

#[cfg(all(feature = "look", target_family = "wasm"))]
pub use app::start;
