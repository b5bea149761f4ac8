//! Natural logarithms of probabilities, as exact as there is room for.

use half::f16;

/// Natural logarithms of probabilities.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum LogProbabilities {
    /// In 32 bits, exact to seven digits.
    Full(Vec<f32>),
    /// In 16 bits, so that a probability is off by 0.0002 at most.
    Half(Vec<f16>),
}

impl LogProbabilities {
    /// None yet, with room for so many.
    pub fn with_capacity(is_full: bool, count: usize) -> Self {
        if is_full {
            Self::Full(Vec::with_capacity(count))
        } else {
            Self::Half(Vec::with_capacity(count))
        }
    }

    /// Whether they are in 32 bits.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full(_))
    }

    /// Bytes that there is room for.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Full(values) => 4 * values.capacity(),
            Self::Half(values) => 2 * values.capacity(),
        }
    }

    /// Adds one.
    pub fn push(&mut self, value: f64) {
        match self {
            Self::Full(values) => values.push(value as f32),
            Self::Half(values) => values.push(f16::from_f32(value as f32)),
        }
    }

    /// Adds others; `None` if they are of the other kind.
    pub fn append(&mut self, more: Self) -> Option<()> {
        match (self, more) {
            (Self::Full(values), Self::Full(more)) => values.extend(more),
            (Self::Half(values), Self::Half(more)) => values.extend(more),
            _ => return None,
        }
        Some(())
    }

    /// The one at a position.
    pub fn get(&self, at: usize) -> Option<f32> {
        match self {
            Self::Full(values) => values.get(at).copied(),
            Self::Half(values) => values.get(at).map(|value| value.to_f32()),
        }
    }

    /// They as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Full(values) => values.iter().flat_map(|n| n.to_le_bytes()).collect(),
            Self::Half(values) => values.iter().flat_map(|n| n.to_le_bytes()).collect(),
        }
    }

    /// What [`Self::to_bytes`] gave; bytes beyond a whole number are left out.
    pub fn from_bytes(is_full: bool, bytes: &[u8]) -> Self {
        if is_full {
            let values = bytes.as_chunks().0.iter();
            Self::Full(values.map(|b| f32::from_le_bytes(*b)).collect())
        } else {
            let values = bytes.as_chunks().0.iter();
            Self::Half(values.map(|b| f16::from_le_bytes(*b)).collect())
        }
    }
}
