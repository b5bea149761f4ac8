//! The page: what it knows, how that changes, and how it is shown.
//!
//! `state`, `run`, `form`, `undo`, `update` and `flow` decide everything and know no DOM: they compile
//! and are tested natively. `app`, `effects`, `shell`, `rooms`, `views` and `charts`
//! show the state and carry out what `update` asks for. `shell` is what stands around every room,
//! `rooms` has a folder for each, and `views` what several of them show. Data flows one way: an
//! event or a click becomes a [`Msg`], `update` changes the [`State`] and returns [`Effect`]s,
//! the views follow.

pub mod embed;
mod flow;
pub mod form;
pub mod happened;
pub mod heat;
pub mod kept_runs;
pub mod readings;
pub mod recipe;
pub mod rooms;
pub mod route;
pub mod run;
pub mod series;
pub mod slice;
pub mod state;
pub mod try_it;
pub mod undo;
pub mod update;

pub use state::State;
pub use update::{Effect, Msg, update};

#[cfg(all(feature = "page", target_family = "wasm"))]
mod app;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod charts;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod chunk_store;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod copy;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod effects;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod files;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod history;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod opening;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod png;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod recovery;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod router;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod save;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod share;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod shell;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod store;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod theme;
#[cfg(all(feature = "page", target_family = "wasm"))]
mod views;

#[cfg(all(feature = "page", target_family = "wasm"))]
pub use app::mount;
