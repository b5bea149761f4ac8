//! The browser worker around the engine: it takes commands, drives the session in portions
//! and sends events. Between two portions it reads its messages, so that none waits for long. The
//! course of a run needs no browser, and is tested natively.

mod answers;
#[cfg(target_family = "wasm")]
mod host;
mod inside;
mod run;

pub use answers::{all_probabilities, distances, drawing, predictions, refusal, sample, samples};
#[cfg(target_family = "wasm")]
pub use host::start;
pub use inside::Inside;
pub use run::{Hooks, Run};
