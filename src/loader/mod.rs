//! The browser worker that has to do with samples: it fetches, reads, generates, prepares and
//! shows them, so that neither the page nor a worker that computes waits for that.

mod blob;
mod errors;
mod evaluation;
mod file_requests;
mod files;
mod host;
mod kept_evaluation;
mod load;
mod loaded_data;
mod model;
mod reporter;
mod runs;
mod show;
mod try_it;

pub use host::start;
