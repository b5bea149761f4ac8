//! What a type must offer to be the type of a field.

use schemars::{Schema, SchemaGenerator};
use serde::Deserializer;

use super::{FieldKind, FieldValue, Range};

/// A type that fields can have.
pub trait FieldType: Sized {
    /// The sort of value.
    const KIND: FieldKind;
    /// Whether there may be none.
    const IS_OPTIONAL: bool = false;

    /// The value.
    fn value(&self) -> FieldValue;

    /// From a value, if it is of this sort.
    fn from_value(value: FieldValue) -> Option<Self>;

    /// Reads it from the format.
    ///
    /// # Errors
    /// The value there is of another type.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Its JSON Schema with that range.
    fn schema(range: Range, generator: &mut SchemaGenerator) -> Schema;
}

/// Reads a field that is present; what derived code calls.
pub(in crate::experiment) fn read_present<'de, D: Deserializer<'de>, T: FieldType>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::read(deserializer).map(Some)
}

/// Whether a plain part is left out of the format; what derived code calls.
pub(in crate::experiment) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
