//! The room `Studies`: experiments to start from, a card each.

pub mod cards;
pub mod own;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod gallery;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod pictures;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub use gallery::show;
