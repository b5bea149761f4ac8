//! Hearth trains neural networks inside a browser tab.
//!
//! The layers, each of which may use only those before it:
//! `spec` ← `data`, `metrics` ← `protocol` ← { `engine` ← `worker`, `loader`, `page` }.
//! `web` holds small browser helpers for the last three; programs are in `bin/`.

pub mod data;
#[cfg(feature = "engine")]
pub mod engine;
#[cfg(all(feature = "loader", target_family = "wasm"))]
pub mod loader;
pub mod metrics;
pub mod page;
pub mod protocol;
pub mod spec;
#[cfg(target_family = "wasm")]
pub mod web;
#[cfg(feature = "engine")]
pub mod worker;
