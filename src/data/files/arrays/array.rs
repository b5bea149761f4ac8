//! An array in memory.

use super::header::Dtype;

/// An array that is read.
pub(super) struct Array {
    pub name: String,
    pub dtype: Dtype,
    /// Its sides; the first is how many samples there are.
    pub shape: Vec<usize>,
    pub values: Values,
}

/// Numbers in memory: bytes stay bytes.
pub(super) enum Values {
    Bytes(Vec<u8>),
    Reals(Vec<f32>),
}

impl Array {
    /// How many samples there are, and the sides of one.
    pub fn samples(&self) -> (usize, &[usize]) {
        self.shape
            .split_first()
            .map_or((1, &[]), |(&n, sides)| (n, sides))
    }
}
