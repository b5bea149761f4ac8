//! What all rooms of the page show things with.

#[cfg(all(feature = "ui", target_family = "wasm"))]
pub mod canvas;
pub mod class_colour;
pub mod contour;
pub mod csv;
#[cfg(all(feature = "ui", target_family = "wasm"))]
pub mod dynamic;
#[cfg(all(feature = "ui", target_family = "wasm"))]
pub mod focus;
pub mod format;
#[cfg(all(feature = "ui", target_family = "wasm"))]
pub mod list;
pub mod order;
pub mod picture;
#[cfg(all(feature = "ui", target_family = "wasm"))]
pub mod pointer;
#[cfg(all(feature = "ui", target_family = "wasm"))]
pub mod room;
#[cfg(all(feature = "ui", target_family = "wasm"))]
pub mod staged;
#[cfg(all(feature = "ui", target_family = "wasm"))]
pub mod tabs;
pub mod ticks;
