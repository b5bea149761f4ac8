//! The browser worker that trains classifiers that are no networks. It speaks the protocol of the workers that train
//! networks, so that the page drives it, asks it and replaces it in the same way; it is a program of its own, which
//! holds no burn and is fetched when a classifier is chosen.

mod answers;
#[cfg(target_family = "wasm")]
mod browser;
mod host;

#[cfg(target_family = "wasm")]
pub use browser::start;
pub use host::{Hooks, Host};
