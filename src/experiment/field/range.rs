//! Which numbers a field may have.

use schemars::{Schema, json_schema};
use serde_json::json;

/// Which numbers a field may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// Every number that its type has.
    Any,
    /// From the least to the most.
    Within(f64, f64),
    /// From the least to just below the second.
    Below(f64, f64),
    /// Above the first, to the most.
    Above(f64, f64),
    /// Above zero and finite, as the device has it: in single precision.
    Positive,
}

impl Range {
    /// Whether a number is in it.
    pub(super) fn has(self, v: f64) -> bool {
        match self {
            Self::Any => true,
            Self::Within(least, most) => (least..=most).contains(&v),
            Self::Below(least, end) => (least..end).contains(&v),
            Self::Above(start, most) => v > start && v <= most,
            Self::Positive => (v as f32).is_finite() && v as f32 > 0.0,
        }
    }

    /// The JSON Schema of a number in the range.
    pub(super) fn schema(self, number_type: &str) -> Schema {
        let mut schema = json_schema!({ "type": number_type });
        let mut limit = |key: &str, v: f64| {
            let whole = (number_type == "integer").then_some(v as i64);
            schema.insert(key.to_owned(), whole.map_or_else(|| json!(v), Into::into));
        };
        match self {
            Self::Any if number_type == "integer" => limit("minimum", 0.0),
            Self::Any => {}
            Self::Within(least, most) => {
                limit("minimum", least);
                limit("maximum", most);
            }
            Self::Below(least, end) => {
                limit("minimum", least);
                limit("exclusiveMaximum", end);
            }
            Self::Above(start, most) => {
                limit("exclusiveMinimum", start);
                limit("maximum", most);
            }
            Self::Positive => limit("exclusiveMinimum", 0.0),
        }
        schema
    }
}
