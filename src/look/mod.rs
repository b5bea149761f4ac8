//! The closer look at the data: a room of the page, fetched when somebody looks. It asks the
//! loader about the samples, and the page for another experiment.
//!
//! `state` and `update` decide everything and know no DOM; `app` and `views` show it.

pub mod state;
pub mod update;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod app;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod store;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod views;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub use app::CloserLook;
