//! The room `Data`: what is trained on, in parts named by what is done there.
//!
//! `state` and `update` decide what is asked of the loader and what its answers change; they know
//! no DOM. `store` connects them with the page, and there is a file for each part of the room.

pub mod part;
pub mod state;
pub mod update;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod augment;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod changes;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod classes;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod duplicates;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod fields;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod memory;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod overview;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod prepare;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod quickdraw;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod room;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod samples;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod scatter;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod settings;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod source;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod split;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod store;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod strengths;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod table;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod tabs;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub use room::show;
