//! The room `Evaluation`: how good the network is, which classes it confuses, how sure it is, and the samples behind
//! every number.
//!
//! `state` and `update` decide what is asked of the network and of the loader, which has the samples, and what their
//! answers change: `pass`, `galleries`, `one_sample`, `new_data` and `curve_points` have a purpose each, `portions` asks
//! for them bit by bit; they know no DOM. `store` connects them with the page, and there is a file for each panel.

mod curve_points;
mod galleries;
pub mod importance;
mod msg;
mod new_data;
mod one_sample;
mod pass;
mod portions;
pub mod state;
pub mod update;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod cancellable;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod close;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod corrections;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod curves;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod feature_importance;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod gallery;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod learning_curve;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod matrix;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod mistakes;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod outside;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod overview;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod panel;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod parts;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod report;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod room;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod scores;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod store;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub use room::show;
