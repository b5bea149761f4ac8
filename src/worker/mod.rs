//! The browser worker around the engine: it takes commands, drives the session in portions
//! and tells events. Between two portions it listens, so that nobody waits for long. How a
//! run goes knows nothing of the browser, and is tested natively.

#[cfg(target_family = "wasm")]
mod host;
mod run;

#[cfg(target_family = "wasm")]
pub use host::start;
pub use run::{Hooks, Run};
