//! What the page and the closer look both show things with.

#[cfg(all(feature = "ui", target_family = "wasm"))]
pub mod canvas;
pub mod format;
pub mod picture;
