//! The runs that the browser keeps: taken in when they end, stored, and given to the room `Runs`. All of it but
//! what hands a run over is a chunk.

pub mod state;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub mod fetched;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod store;
