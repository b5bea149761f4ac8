//! The description of a field, and what is checked by it.

use super::{FieldKind, FieldValue, Range};
use crate::experiment::error::{ExperimentError, ensure};

/// The description of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// Its name in the format; Keras's argument.
    pub name: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// What its numbers count, in the plural; empty for plain numbers.
    pub unit: &'static str,
    /// The sort of value.
    pub kind: FieldKind,
    /// The numbers that make sense.
    pub range: Range,
    /// Whether it may have no value.
    pub is_optional: bool,
    /// Whether the format requires it; then the default is only an editor's initial value.
    pub is_required: bool,
    /// Its value where it is absent.
    pub default: FieldValue,
}

impl Field {
    /// Checks a value against the range.
    ///
    /// # Errors
    /// It is outside; the error names the field.
    pub fn check(&self, value: FieldValue) -> Result<(), ExperimentError> {
        let is_ordered = !matches!(value, FieldValue::Interval([low, high]) if low > high);
        for v in value.numbers() {
            let is_good = self.range.has(v) && is_ordered;
            ensure(is_good, self.name, format!("is {value}"), &self.advice())?;
        }
        Ok(())
    }

    /// Which values to use.
    fn advice(&self) -> String {
        let unit = if self.unit.is_empty() { "" } else { " " };
        let unit = format!("{unit}{}", self.unit);
        match self.range {
            Range::Any => "Use another number.".to_owned(),
            Range::Within(least, most) => format!("Use {least} to {most}{unit}."),
            Range::Below(least, end) => {
                format!("Use a value from {least} to just below {end}{unit}.")
            }
            Range::Above(start, most) => {
                format!("Use a value above {start} and up to {most}{unit}.")
            }
            Range::Positive => format!("Use a positive number, for example {}.", self.default),
        }
    }
}
