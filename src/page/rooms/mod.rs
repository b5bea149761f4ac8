//! The rooms of the page, a folder each.

pub mod data;
pub mod evaluation;
pub mod inside;
pub mod model;
pub mod runs;
pub mod studies;
pub mod sweep;
pub mod training;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod fetched;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod live;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub use fetched::{prefetch, show};
