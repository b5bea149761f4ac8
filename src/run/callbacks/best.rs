//! The best reading so far.

use serde::{Deserialize, Serialize};

/// The best reading so far. As bits: the decimals of a snapshot would not bring it back exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Best(Option<u64>);

impl Best {
    /// The reading, if there was one.
    pub fn value(self) -> Option<f64> {
        self.0.map(f64::from_bits)
    }

    /// Takes a reading as the best.
    pub fn set(&mut self, value: f64) {
        self.0 = Some(value.to_bits());
    }

    /// Whether a reading is better by more than `min_delta`; every reading is better than none,
    /// except what is no number.
    pub fn is_beaten_by(self, value: f64, min_delta: f64, is_greater_better: bool) -> bool {
        is_better(value, self.value(), min_delta, is_greater_better)
    }
}

/// Whether a reading is better than another by more than `min_delta`.
pub fn is_better(value: f64, than: Option<f64>, min_delta: f64, is_greater_better: bool) -> bool {
    match than {
        None => !value.is_nan(),
        Some(than) if is_greater_better => value - min_delta > than,
        Some(than) => value + min_delta < than,
    }
}
