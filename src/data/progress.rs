//! How far reading has got.

/// How far reading has got.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Progress {
    /// What is being read.
    pub file: String,
    /// Bytes or pictures that are done, of this file or of all pictures.
    pub done: u64,
    /// How many there are.
    pub total: u64,
}
