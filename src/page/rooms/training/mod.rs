//! The room `Training`: the readings, both curves in large, the model as a file, and every epoch in
//! numbers.

pub mod csv;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod diagnosis;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod epochs;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod figure;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod models;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod png;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod rate;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod rate_curve;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod room;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod zoom;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub use room::show;
