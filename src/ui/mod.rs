//! What all rooms of the page show things with.

#[cfg(all(feature = "ui", target_family = "wasm"))]
pub mod canvas;
pub mod class_colour;
pub mod format;
pub mod picture;
#[cfg(all(feature = "ui", target_family = "wasm"))]
pub mod pointer;
#[cfg(all(feature = "ui", target_family = "wasm"))]
pub mod room;
