//! Access to fields by their names: for editors and sweeps, which know no struct.

use super::names::alternatives;
use super::{Field, FieldValue};
use crate::experiment::error::{ExperimentError, ensure};

/// What has described fields.
pub trait Fields {
    /// The descriptions, in the order of the format.
    fn fields(&self) -> Vec<Field>;

    /// The value of the field of that name.
    fn get(&self, name: &str) -> Option<FieldValue>;

    /// Assigns a value without checking its range; false if there is no such field, or its values
    /// are of another sort.
    fn put(&mut self, name: &str, value: FieldValue) -> bool;
}

impl dyn Fields + '_ {
    /// The description of the field of that name.
    ///
    /// # Errors
    /// There is none.
    pub fn field(&self, name: &str) -> Result<Field, ExperimentError> {
        let fields = self.fields();
        fields
            .iter()
            .find(|f| f.name == name)
            .copied()
            .ok_or_else(|| {
                let names: Vec<_> = fields.iter().map(|f| f.name).collect();
                let hint = if names.is_empty() {
                    "There is nothing to set here.".to_owned()
                } else {
                    format!("Use {}.", alternatives(&names))
                };
                ExperimentError::new(name, "is no field of this", hint)
            })
    }

    /// Checks all fields.
    ///
    /// # Errors
    /// The first one that is out of its range, by its name.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        self.fields().iter().try_for_each(|field| {
            let value = self.get(field.name).unwrap_or(FieldValue::Absent);
            field.check(value)
        })
    }

    /// Sets a field.
    ///
    /// # Errors
    /// There is no such field, or the value is of another sort or out of range; nothing changes.
    pub fn set(&mut self, name: &str, value: FieldValue) -> Result<(), ExperimentError> {
        let field = self.field(name)?;
        field.check(value)?;
        let hint = format!("Use a value like {}.", field.default);
        ensure(self.put(name, value), name, format!("is {value}"), &hint)
    }
}
