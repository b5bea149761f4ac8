//! A model as one file: a safetensors file with the parameters by Keras's names and in Keras's
//! layouts (`conv2d/kernel`), the optimizer's tensors beside them (`optimizer/dense/bias/momentum`),
//! and, as the text `hearth` of its metadata, JSON of the experiment, of what the network takes, and
//! of the position in the run. It is everything that predicting needs, and that training needs to go
//! on but the data. A snapshot is such a file, and so is a classifier that is no network.
//!
//! No burn: the program that reads data checks such files, too.

mod classifier;
mod error;
mod header;
mod read;
mod write;

#[cfg(test)]
mod tests;

pub use classifier::{ClassifierParts, NeighborSamples, SvcParts};
pub use error::ModelFileError;
pub use header::Position;
pub use read::{ModelFile, best_name};
pub use write::{NamedTensor, TensorToWrite, write};
