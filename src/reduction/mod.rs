//! The browser worker that lays samples out on a plane: principal components at once, then t-SNE, whose layout is
//! sent as it forms. It is a program of its own, so that it neither takes time from training nor makes another
//! program larger, and can be ended at any time.

#[cfg(target_family = "wasm")]
mod host;
mod tsne;

#[cfg(target_family = "wasm")]
pub use host::start;
pub use tsne::reduce;
