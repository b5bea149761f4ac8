//! Samples: readers, generated sets, splits, batches and the one path from a drawing to a
//! picture. Pure: bytes in, `u8` pictures out; no burn, no web.

pub mod augment;
pub mod batch;
pub mod builtin;
mod dataset;
pub mod describe;
pub mod digits;
pub mod drawing;
mod error;
mod features;
#[cfg(feature = "files")]
pub mod files;
pub mod idx;
mod loaded;
pub mod missing;
mod normal;
mod options;
pub mod points;
pub mod prepare;
pub mod seed;
pub mod split;
pub mod statistics;
pub mod stroke;

pub use dataset::{Dataset, Pictures, counts};
pub use error::DataError;
pub use features::{Column, ColumnKind, Features};
pub use loaded::{ColumnReport, Loaded, Report, Role, Samples, TableReport, Unlabelled, Usage};
pub use options::{
    Colour, ColumnUse, Interpolation, LabelColumn, Missing, Progress, ReadOptions, Rows,
};
