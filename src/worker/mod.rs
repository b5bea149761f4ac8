//! The browser worker around the engine: it takes commands, drives the session in portions
//! and tells events. Between two portions it listens, so that nobody waits for long.

mod clock;
mod data;
mod fetch;
mod host;
mod mailbox;
mod panic;

pub use host::start;
