//! The browser worker around the engine: it takes commands, drives the session in portions
//! and sends events. Between two portions it listens, so that nobody waits for long. How a
//! run goes knows nothing of the browser, and is tested natively.

mod answers;
#[cfg(target_family = "wasm")]
mod host;
mod run;

pub use answers::{drawing, refusal, samples};
#[cfg(target_family = "wasm")]
pub use host::start;
pub use run::{Hooks, Run};
