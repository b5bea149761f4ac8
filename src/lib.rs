//! Hearth trains neural networks inside a browser tab.
//!
//! The layers, each of which may use only those before it:
//! `experiment` ← `data`, `metrics` ← `run` ← `protocol` ← { `model_file` ← { `engine` ← `worker`,
//! `loader`, `reduction` }, `ui` ← `page` }, `experiment` ← `export` ← `page`, `run` ← `sweep` ←
//! `loader`, `page`, `model_file` ← `classical` ← `classical_worker`, and `ui` ← `report` ←
//! `loader`, `page`.
//! `web` holds small browser helpers for the last four; programs are in `bin/`.

#[cfg(feature = "classical")]
pub mod classical;
#[cfg(feature = "classical")]
pub mod classical_worker;
pub mod data;
#[cfg(feature = "engine")]
pub mod engine;
pub mod experiment;
pub mod export;
#[cfg(all(feature = "loader", target_family = "wasm"))]
pub mod loader;
pub mod metrics;
#[cfg(any(feature = "engine", feature = "files", feature = "classical"))]
pub mod model_file;
pub mod page;
pub mod protocol;
#[cfg(feature = "reduction")]
pub mod reduction;
#[cfg(feature = "report")]
pub mod report;
pub mod run;
pub mod sweep;
pub mod ui;
#[cfg(target_family = "wasm")]
pub mod web;
#[cfg(feature = "engine")]
pub mod worker;
