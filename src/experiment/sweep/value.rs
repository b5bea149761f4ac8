//! A value that a sweep gives to a field, as JSON has it.

use std::fmt::{self, Display};

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::experiment::{Field, FieldKind, FieldValue, List};

/// A value that a sweep gives to a field: a number, a name, true or false, several of them, or none (`null`).
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(untagged)]
pub enum SweptValue {
    /// True or false.
    Switch(bool),
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Real(f64),
    /// One of a field's choices.
    Text(String),
    /// Several: both sides of a kernel, or a value for each of a parameter's fields.
    List(Vec<SweptValue>),
    /// None, where a field may be left out.
    Absent,
}

impl SweptValue {
    /// The value of a field that this is; `None` if the field has no such values.
    #[must_use]
    pub fn of_field(&self, field: &Field) -> Option<FieldValue> {
        let is_absent = *self == Self::Absent;
        Some(match field.kind {
            _ if is_absent => return field.is_optional.then_some(FieldValue::Absent),
            FieldKind::Whole => FieldValue::Whole(u64::try_from(self.whole()?).ok()?),
            FieldKind::Real => FieldValue::Real(self.number()?),
            FieldKind::Switch => match self {
                Self::Switch(on) => FieldValue::Switch(*on),
                _ => return None,
            },
            FieldKind::Choice(names) => match self {
                Self::Text(text) => FieldValue::Choice(names.iter().find(|name| *name == text)?),
                _ => return None,
            },
            FieldKind::Sides => match self {
                Self::List(items) => {
                    FieldValue::Sides(pair(items, |v| u64::try_from(v.whole()?).ok())?)
                }
                one => FieldValue::Sides([u64::try_from(one.whole()?).ok()?; 2]),
            },
            FieldKind::Interval => match self {
                Self::List(items) => FieldValue::Interval(pair(items, Self::number)?),
                _ => return None,
            },
            FieldKind::List => match self {
                Self::List(items) => {
                    let items: Option<Vec<i64>> = items.iter().map(Self::whole).collect();
                    FieldValue::List(List::new(&items?)?)
                }
                one => FieldValue::List(List::one(one.whole()?)),
            },
        })
    }

    /// The number that it is.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Whole(n) => Some(*n as f64),
            Self::Real(v) => Some(*v),
            _ => None,
        }
    }

    /// The whole number that it is.
    fn whole(&self) -> Option<i64> {
        match self {
            Self::Whole(n) => Some(*n),
            Self::Real(v) if v.fract() == 0.0 && v.abs() < 1e15 => Some(*v as i64),
            _ => None,
        }
    }

    /// Whether it is the same value, however its number is written.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self.number(), other.number()) {
            (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
            _ => self == other,
        }
    }
}

/// Both of two items.
fn pair<T>(items: &[SweptValue], read: impl Fn(&SweptValue) -> Option<T>) -> Option<[T; 2]> {
    match items {
        [a, b] => Some([read(a)?, read(b)?]),
        _ => None,
    }
}

impl Display for SweptValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Switch(on) => on.fmt(f),
            Self::Whole(n) => n.fmt(f),
            Self::Real(v) => v.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    let comma = if i > 0 { ", " } else { "" };
                    write!(f, "{comma}{item}")?;
                }
                Ok(())
            }
            Self::Absent => f.write_str("none"),
        }
    }
}

impl From<&str> for SweptValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for SweptValue {
    fn from(n: i64) -> Self {
        Self::Whole(n)
    }
}

impl From<f64> for SweptValue {
    fn from(v: f64) -> Self {
        Self::Real(v)
    }
}
