//! Conditions: what a trial has only where other parameters have certain values.

use std::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SweptValue, Values};

/// Parameters by their names, each with the values among which it must have one.
pub type Condition = BTreeMap<String, Vec<SweptValue>>;

/// Whether a condition holds for what was chosen so far. A parameter without a value has none of the
/// values asked for.
pub(super) fn holds(condition: &Condition, values: &Values) -> bool {
    condition.iter().all(|(name, wanted)| {
        let value = values.get(name);
        value.is_some_and(|value| wanted.iter().any(|other| other.is_same(value)))
    })
}

/// Layers that only some of the trials have.
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
pub struct OptionalLayers {
    /// Their indices in the experiment's model, from 0. Paths of fields are those of the whole model, too.
    pub layers: Vec<usize>,
    /// When a trial has them.
    pub when: Condition,
}
