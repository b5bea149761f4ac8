//! A parameter: one or several fields of the experiment that get their value together.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::condition::holds;
use super::{Condition, SearchRange, SweptValue, Values};
use crate::experiment::{Experiment, FieldKind};

/// What is varied: fields that get their value together, and the values to choose from. One without
/// fields is for the conditions of others, such as a number of blocks.
#[derive(
    Clone,
    Debug,
    Default,
    PartialEq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name in tables and conditions; absent: the path of its first field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Paths of fields, as in `model.layers[2].filters`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Values to choose from. Of several fields, a list is a value for each of them, and anything else
    /// the value of all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<SweptValue>,
    /// A range of numbers to choose from, instead of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<SearchRange>,
    /// When a trial has a value of it; absent: always. It names parameters that come before.
    #[serde(default, skip_serializing_if = "Condition::is_empty")]
    pub when: Condition,
}

impl Parameter {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match (&*self.name, self.fields.first()) {
            ("", Some(field)) => field,
            (name, _) => name,
        }
    }

    /// Whether it has a value beside those that were chosen before.
    #[must_use]
    pub fn is_active(&self, values: &Values) -> bool {
        holds(&self.when, values)
    }

    /// Whether its range is of whole numbers: its fields are, or, without fields, its ends and step.
    #[must_use]
    pub fn is_whole(&self, experiment: &Experiment) -> bool {
        let is_whole_field = |path: &String| {
            let field = experiment.field(path);
            // One of another kind of layer or optimizer, which the experiment does not begin with.
            field.is_ok_and(|field| field.kind == FieldKind::Whole)
        };
        if self.fields.is_empty() {
            let range = self.range.as_ref();
            range.is_some_and(|range| {
                let numbers = [range.from, range.to, range.step.unwrap_or(1.0)];
                numbers.iter().all(|v| v.fract() == 0.0)
            })
        } else {
            self.fields.iter().all(is_whole_field)
        }
    }

    /// How many values it has; `None` where they are all reals of a range.
    #[must_use]
    pub fn count(&self, is_whole: bool) -> Option<usize> {
        match &self.range {
            Some(range) => range.count(is_whole),
            None => Some(self.choices.len()),
        }
    }

    /// The value at an index below [`Self::count`].
    #[must_use]
    pub fn at(&self, index: usize, is_whole: bool) -> SweptValue {
        match &self.range {
            Some(range) => range.at(index, is_whole),
            None => self
                .choices
                .get(index)
                .cloned()
                .unwrap_or(SweptValue::Absent),
        }
    }

    /// The value at a part, from 0 to below 1, of all that it has.
    #[must_use]
    pub fn at_part(&self, part: f64, is_whole: bool) -> SweptValue {
        if let Some(range) = &self.range {
            return range.at_part(part, is_whole);
        }
        let index = (part * self.choices.len() as f64) as usize;
        self.at(index.min(self.choices.len().saturating_sub(1)), is_whole)
    }

    /// What a value means for each of its fields.
    pub(super) fn of_fields<'a>(
        &'a self,
        value: &'a SweptValue,
    ) -> Vec<(&'a str, Option<&'a SweptValue>)> {
        let each = match value {
            SweptValue::List(items) if self.fields.len() > 1 => Some(items),
            _ => None,
        };
        let fields = self.fields.iter().enumerate();
        fields
            .map(|(i, path)| (&**path, each.map_or(Some(value), |items| items.get(i))))
            .collect()
    }
}
