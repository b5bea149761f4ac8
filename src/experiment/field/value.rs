//! The value of a field, and what sort of value it is.

use std::fmt::{self, Display};

use super::List;

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FieldValue {
    /// A whole number.
    Whole(u64),
    /// A real number.
    Real(f64),
    /// Yes or no.
    Switch(bool),
    /// One of several names.
    Choice(&'static str),
    /// Height and width.
    Sides([u64; 2]),
    /// The lowest and the highest of reals.
    Interval([f64; 2]),
    /// A few whole numbers.
    List(List),
    /// None, where a field may be left out.
    Absent,
}

impl Display for FieldValue {
    /// The text that [`Field::parse`](super::Field::parse) reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(n) => n.fmt(f),
            Self::Real(v) => v.fmt(f),
            Self::Switch(on) => f.write_str(if *on { "true" } else { "false" }),
            Self::Choice(name) => f.write_str(name),
            Self::Sides([h, w]) => write!(f, "{h} × {w}"),
            Self::Interval([low, high]) => write!(f, "{low} to {high}"),
            Self::List(list) => list.fmt(f),
            Self::Absent => Ok(()),
        }
    }
}

impl FieldValue {
    /// The numbers in it, none where it holds no number.
    pub(super) fn numbers(self) -> Vec<f64> {
        match self {
            Self::Whole(n) => vec![n as f64],
            Self::Real(v) => vec![v],
            Self::Sides(sides) => sides.map(|n| n as f64).to_vec(),
            Self::Interval(ends) => ends.to_vec(),
            Self::List(list) => list.as_slice().iter().map(|n| *n as f64).collect(),
            Self::Switch(_) | Self::Choice(_) | Self::Absent => Vec::new(),
        }
    }
}

/// What sort of value a field has, and so which control edits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// [`FieldValue::Whole`].
    Whole,
    /// [`FieldValue::Real`].
    Real,
    /// [`FieldValue::Switch`].
    Switch,
    /// [`FieldValue::Choice`] among these names.
    Choice(&'static [&'static str]),
    /// [`FieldValue::Sides`].
    Sides,
    /// [`FieldValue::Interval`].
    Interval,
    /// [`FieldValue::List`].
    List,
}
