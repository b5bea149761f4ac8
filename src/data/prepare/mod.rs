//! Preparing samples before training: size, colours, scale, parts, choice of classes.

mod colour;
mod resize;

pub use colour::{grey, inverted, luma, rgb, to_colour};
pub use resize::{Resizer, resized};
