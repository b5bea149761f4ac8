//! Trying the network on single samples, where the data is not for drawing: a picture, a point of
//! a plane, or a row of numbers.
//!
//! `kind` decides which, `state` and `update` what is asked of the loader and of the network; they
//! know no DOM. `store` connects them with the page. All but `kind` is fetched when it is first
//! shown.

mod kind;

pub use kind::{TryKind, kind};
