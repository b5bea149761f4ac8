//! The room `Training`: the readings, both curves in large, the model as a file, and every epoch in
//! numbers, classes and layers.

pub mod csv;
pub mod observations;
pub mod observations_csv;
pub mod quantity;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod class_scores;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod closely;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod diagnosis;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod drawing;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod epochs;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod figure;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod heat_map;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod layer_choice;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod layer_table;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod layers;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod lines;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod models;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod rate;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod rate_curve;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod room;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod same_numbers;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod zoom;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub use room::show;
