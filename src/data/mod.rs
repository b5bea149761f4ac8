//! Samples: readers, generated sets, splits, batches and the one path from a drawing to a
//! picture. Pure: bytes in, `u8` pictures out; no burn, no web.

pub mod batch;
mod dataset;
pub mod digits;
pub mod drawing;
mod error;
pub mod idx;
mod manifest;
pub mod mnist;
pub mod seed;
pub mod split;
pub mod stroke;

pub use dataset::{Dataset, Pictures, counts};
pub use error::DataError;
