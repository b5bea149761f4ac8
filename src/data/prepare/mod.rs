//! Preparing samples before training: size, colours, scale, parts, choice of classes.

mod colour;
mod part;
mod resize;
mod scale;

pub use colour::{grey, inverted, luma, rgb, to_colour};
pub use part::{class_counts, split};
pub use resize::{Resizer, resized};
pub use scale::Scaler;
