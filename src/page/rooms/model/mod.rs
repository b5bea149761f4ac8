//! The room `Model`: the network as a list of layers to edit, the experiment's settings, and the same
//! experiment as text.
//!
//! `edits`, `check`, `fixes` and `brief` know no DOM. `editor` connects them with the page.

pub mod brief;
pub mod check;
pub mod edits;
pub mod fixes;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod callbacks;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod class_weights;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod classifier;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod drag;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod drawing;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod editor;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod field;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod inner_layers;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod json;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod layer;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod layer_fields;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod layers;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod listed;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod more;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod palette;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod problem;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod room;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod seldom;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod text;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod tools;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod undo;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub use room::show;
