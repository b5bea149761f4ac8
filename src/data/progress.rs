//! How far reading has got.

use borsh::{BorshDeserialize, BorshSerialize};

/// How far reading has got.
#[derive(Clone, Debug, PartialEq, Eq, Default, BorshSerialize, BorshDeserialize)]
pub struct Progress {
    /// What is being read.
    pub file: String,
    /// What is counted.
    pub unit: Unit,
    /// How many are done, of this file or of all pictures.
    pub done: u64,
    /// How many there are; 0 where unknown.
    pub total: u64,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, BorshSerialize, BorshDeserialize)]
pub enum Unit {
    /// Bytes of a file.
    #[default]
    Bytes,
    /// Files.
    Files,
    /// Pictures.
    Pictures,
}
