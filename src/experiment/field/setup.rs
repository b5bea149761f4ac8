//! How a field is set up where its struct is declared: label, range and default.

use super::{Field, FieldType, FieldValue, Range};

/// The label, range and default of a field with that type, from [`field`] or [`required`].
pub(in crate::experiment) struct Setup<T> {
    pub label: &'static str,
    pub unit: &'static str,
    pub range: Range,
    pub is_required: bool,
    /// Whether the format leaves it out at its default: what most experiments never change.
    pub is_quiet: bool,
    pub default: T,
}

/// A field that may be absent, with the value that it then has.
pub(in crate::experiment) fn field<T>(label: &'static str, default: T) -> Setup<T> {
    Setup {
        label,
        unit: "",
        range: Range::Any,
        is_required: false,
        is_quiet: false,
        default,
    }
}

/// A field that the format requires, with an editor's initial value.
pub(in crate::experiment) fn required<T>(label: &'static str, start: T) -> Setup<T> {
    Setup {
        is_required: true,
        ..field(label, start)
    }
}

impl<T: FieldType> Setup<T> {
    pub fn within(self, least: impl Into<f64>, most: impl Into<f64>) -> Self {
        self.range(Range::Within(least.into(), most.into()))
    }

    /// A part of something, from 0 to just below 1.
    pub fn part(self) -> Self {
        self.range(Range::Below(0.0, 1.0))
    }

    pub fn above(self, start: impl Into<f64>, most: impl Into<f64>) -> Self {
        self.range(Range::Above(start.into(), most.into()))
    }

    pub fn positive(self) -> Self {
        self.range(Range::Positive)
    }

    pub fn unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// Left out of the format at its default.
    pub fn quiet(self) -> Self {
        Self {
            is_quiet: true,
            ..self
        }
    }

    fn range(self, range: Range) -> Self {
        Self { range, ..self }
    }

    /// The description.
    pub fn describe(&self, name: &'static str, help: &'static str) -> Field {
        Field {
            name,
            label: self.label,
            help: help.trim_ascii(),
            unit: self.unit,
            kind: T::KIND,
            range: self.range,
            is_optional: T::IS_OPTIONAL,
            is_required: self.is_required,
            default: self.default.value(),
        }
    }

    /// Whether the format has such a value: not where it is absent, nor at the default of a
    /// [quiet](Self::quiet) field.
    pub fn is_written(&self, value: &T) -> bool {
        let value = value.value();
        value != FieldValue::Absent && !(self.is_quiet && value == self.default.value())
    }

    /// The value where the field is absent.
    ///
    /// # Errors
    /// The format requires the field.
    pub fn value_if_absent<E: serde::de::Error>(self, name: &'static str) -> Result<T, E> {
        if self.is_required {
            Err(E::missing_field(name))
        } else {
            Ok(self.default)
        }
    }
}

/// A setup of the field's type, which the numbers in it then get.
macro_rules! setup {
    ($Type:ty, $setup:expr) => {{
        let setup: $crate::experiment::field::Setup<$Type> = $setup;
        setup
    }};
}

pub(in crate::experiment) use setup;
