//! Samples: readers, generated sets, splits, batches and the one path from a drawing to a
//! picture. Pure: bytes in, `u8` pictures out; no burn, no web.

pub mod augment;
pub mod batch;
pub(crate) mod bits;
pub mod builtin;
mod dataset;
pub mod describe;
pub mod digits;
pub mod drawing;
mod edit;
mod error;
mod feature_map;
mod features;
#[cfg(feature = "files")]
pub mod files;
mod fingerprint;
pub mod idx;
mod input_format;
mod loaded;
pub mod missing;
mod normal;
mod parcel;
mod pictures;
pub mod points;
pub mod predicted;
pub mod prepare;
mod progress;
mod samples;
pub mod seed;
mod shuffled;
pub mod split;
mod spread;
pub mod statistics;
pub mod stroke;
mod table_format;
mod try_it;
mod unlabelled;

pub use dataset::Dataset;
pub use edit::Origin;
pub use error::{DataError, Fault};
pub use feature_map::feature_map;
pub use features::{Column, ColumnKind, Features};
pub use input_format::{InputFormat, SampleFormat};
pub use loaded::{ColumnReport, Loaded, Report, Role, TableReport, Usage};
pub use normal::normal;
pub use parcel::DatasetParcel;
pub use pictures::Pictures;
pub use predicted::Predicted;
pub use progress::{Progress, Unit};
pub use samples::{Part, Samples, counts};
pub use spread::spread;
pub use table_format::TableFormat;
pub use try_it::{ColumnRange, PlanePoints};
pub use unlabelled::Unlabelled;

pub use crate::experiment::{
    Colour, ColumnUse, Interpolation, LabelColumn, Missing, OwnFiles, ReadOptions, Rows, Separator,
};
