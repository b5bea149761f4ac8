//! Hearth as a part of other pages: commands come from JavaScript, events go back to it.
//!
//! `command` and `follow` decide what a command means and which events a change of the state makes;
//! they know no JavaScript. `interface` carries both across, to `window.hearth` and, in a frame, to
//! the page around it (`parent`). Nothing of it is fetched until somebody uses it: `www/boot.js`
//! holds `window.hearth` until then, and calls `fetched`.

pub mod command;
pub mod event;
pub mod follow;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub mod fetched;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod interface;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod parent;
