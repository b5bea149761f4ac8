//! Preparing samples before training: choice of classes and samples, colours, size, scale.

mod change;
mod choose;
mod colour;
mod resize;
mod scale;

pub use change::{prepared, prepared_pictures};
pub use colour::{grey, inverted, luma, rgb, to_colour};
pub use resize::{Resizer, resized};
pub use scale::Scaler;
