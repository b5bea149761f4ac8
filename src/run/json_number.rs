//! Numbers that may be none: JSON has no NaN and no infinity, they are `null`.

use serde::{Deserialize, Deserializer};

/// A number, or NaN for `null`.
pub fn or_nan<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(f64::NAN))
}

/// Numbers, and NaN for each `null`.
pub fn all_or_nan<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f32>, D::Error> {
    let read: Vec<Option<f32>> = Deserialize::deserialize(deserializer)?;
    Ok(read.into_iter().map(|n| n.unwrap_or(f32::NAN)).collect())
}
