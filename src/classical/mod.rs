//! Classifiers that are no networks: support vectors, logistic regression, nearest neighbours. Training is
//! pulled in portions, as a network's is, so that whoever drives it can show how far it is and stop between
//! two of them.

mod calibration;
mod error;
mod evaluate;
mod file;
mod gram;
mod kernel;
mod knn;
mod logistic;
mod memory;
mod model;
mod products;
mod rows;
mod session;
mod subset;
mod svc;
mod training;

pub use error::ClassicalError;
pub use evaluate::{Evaluation, predict};
pub use file::MOST_FILE_BYTES;
pub use memory::{MOST_BYTES, bytes};
pub use model::{Model, SupportVectors};
pub use rows::Rows;
pub use session::Session;
pub use subset::SubsetRun;
pub use training::Training;

#[cfg(all(test, not(target_family = "wasm")))]
mod golden;
#[cfg(all(test, not(target_family = "wasm")))]
mod golden_baselines;
#[cfg(test)]
mod tests;
