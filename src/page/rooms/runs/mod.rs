//! The room `Runs`: every run that the browser keeps, in a table and side by side.
//!
//! `rows` and `comparison` know no DOM. What is kept, and what is done with it, is
//! [`kept_runs`](crate::page::kept_runs).

#[cfg(feature = "report")]
pub mod comparison;
pub mod rows;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod compare;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod compare_part;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod details;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod entered;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod files;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod kept;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod part;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod room;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod significance;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod space;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod table;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub use entered::show;
