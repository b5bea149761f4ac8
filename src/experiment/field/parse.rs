//! Reads the value of a field from a text that a person wrote.

use super::names::alternatives;
use super::{Field, FieldKind, FieldValue, List};
use crate::experiment::ExperimentError;
use crate::experiment::decimal;

impl Field {
    /// Reads a text that a person wrote, with a point or a comma in numbers.
    ///
    /// # Errors
    /// The text is no such value; whether it is in range is not asked here.
    pub fn parse(&self, text: &str) -> Result<FieldValue, ExperimentError> {
        let text = text.trim();
        if self.is_optional && text.is_empty() {
            return Ok(FieldValue::Absent);
        }
        let real = |text: &str| decimal::parse(&text.trim().replace(',', "."));
        let (value, wanted) = match self.kind {
            FieldKind::Whole => (text.parse().ok().map(FieldValue::Whole), "a whole number"),
            FieldKind::Real => (real(text).map(FieldValue::Real), "a number"),
            FieldKind::Switch => (text.parse().ok().map(FieldValue::Switch), "true or false"),
            FieldKind::Choice(names) => {
                let name = names.iter().find(|name| **name == text);
                let value = name.map(|name| FieldValue::Choice(name));
                (value, "one of its choices")
            }
            FieldKind::Sides => {
                let sides = pair(text, ['×', 'x', ','], |n| n.trim().parse().ok());
                (sides.map(FieldValue::Sides), "a number, or height × width")
            }
            FieldKind::Interval => {
                let ends = text
                    .split_once("to")
                    .and_then(|(low, high)| Some(FieldValue::Interval([real(low)?, real(high)?])));
                (ends, "two numbers with \"to\" between them")
            }
            FieldKind::List => {
                let items: Option<Vec<i64>> =
                    text.split(',').map(|n| n.trim().parse().ok()).collect();
                let list = items.and_then(|items| List::new(&items));
                (
                    list.map(FieldValue::List),
                    "whole numbers with commas between them",
                )
            }
        };
        value.ok_or_else(|| {
            let hint = match self.kind {
                FieldKind::Choice(names) => format!("Use {}.", alternatives(names)),
                _ => format!("Write {wanted}, for example {}.", self.default),
            };
            ExperimentError::new(self.name, format!("is not {wanted}"), hint)
        })
    }
}

/// Two numbers with a sign between them, or one for both.
fn pair(text: &str, signs: [char; 3], read: impl Fn(&str) -> Option<u64>) -> Option<[u64; 2]> {
    match text.split_once(signs) {
        Some((first, second)) => Some([read(first)?, read(second)?]),
        None => read(text).map(|n| [n, n]),
    }
}
