//! Sweeps, a part of the room `Runs`: set up, carried out by several workers, and their results.
//!
//! `update` decides everything over `state`: the sweep that is set up (`draft`, `edit`) and the one that is carried
//! out (`running`, with its `crew` of workers and the `supply` of their data), whose course is that of
//! `hearth sweep`. They know no DOM and no clock. `store` connects them with the page, `workers` with the browser's
//! workers and `kept` with its storage; the views are a file each.

pub mod choices_text;
pub mod columns;
pub mod crew;
pub mod draft;
pub mod draft_parameter;
pub mod edit;
pub mod field_names;
#[cfg(feature = "report")]
pub mod figures;
pub mod kept_run;
mod opened;
pub mod planning;
pub mod request;
pub mod running;
pub mod state;
pub mod supply;
pub mod update;

#[cfg(test)]
#[cfg(not(target_family = "wasm"))]
mod update_tests;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod choices;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod conditions;
#[cfg(all(feature = "page", target_family = "wasm"))]
pub mod fetched;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod files;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod kept;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod launch;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod parameter;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod plots;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod progress;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod results;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod setup;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod store;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod table;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod view;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod workers;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod written;
