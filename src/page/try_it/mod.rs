//! Trying the network on single samples, where the data is not for drawing: a picture, a point of
//! a plane, or a row of numbers.
//!
//! `kind` decides which, `state` and `update` what is asked of the loader and of the network; they
//! know no DOM. `store` connects them with the page, and there is a file for each kind. All but
//! `kind` is a chunk, which is fetched when it is first shown.

mod kind;
pub mod state;
pub mod update;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod camera;
#[cfg(all(feature = "page", target_family = "wasm"))]
pub(in crate::page) mod fetched;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod picture;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod plane;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod row;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod store;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod verdict;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod view;

pub use kind::{TryKind, kind};
