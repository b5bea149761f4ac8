//! The runs that the browser keeps: taken in when they end, stored, and given to the room `Runs`. All of it but
//! what hands a run over is a chunk.
//!
//! `state` and `update`, with what they leave to `keeping`, `changes`, `compare` and `transfer`, decide what is stored,
//! read, asked and dropped; they know no DOM. `storage` is the browser's
//! database, and `store` connects both with the page.

mod changes;
mod compare;
pub mod event_file;
mod keeping;
pub mod msg;
mod of_run;
pub mod state;
mod transfer;
pub mod update;

#[cfg(all(feature = "page", target_family = "wasm"))]
mod cap;
#[cfg(all(feature = "page", target_family = "wasm"))]
pub mod fetched;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod lent;
#[cfg(all(feature = "page", target_family = "wasm"))]
pub mod storage;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod store;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod text;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub use lent::lend;
#[cfg(all(feature = "page", target_family = "wasm"))]
pub use store::RunsStore;

#[cfg(test)]
mod update_tests;
