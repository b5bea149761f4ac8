//! A sweep as an experiment carries it: as bytes, which only those read who work with sweeps. The program that
//! starts the page hands experiments on, and would otherwise hold the code of every kind of search.

use std::borrow::Cow;

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::Sweep;
use crate::experiment::ExperimentError;

/// A sweep's bytes. In JSON it is the sweep itself.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct PackedSweep(Vec<u8>);

impl PackedSweep {
    /// The bytes of a sweep.
    ///
    /// # Errors
    /// A number in it is NaN, which no sweep of a file has.
    pub fn new(sweep: &Sweep) -> Result<Self, ExperimentError> {
        borsh::to_vec(sweep).map(Self).map_err(|error| {
            let hint = "Use numbers alone.";
            ExperimentError::new("sweep", format!("cannot be kept: {error}"), hint)
        })
    }

    /// The sweep.
    ///
    /// # Errors
    /// The bytes are those of another build's sweep.
    pub fn open(&self) -> Result<Sweep, ExperimentError> {
        borsh::from_slice(&self.0).map_err(|error| {
            let hint = "Open the experiment again.";
            ExperimentError::new("sweep", format!("cannot be read: {error}"), hint)
        })
    }
}

impl Serialize for PackedSweep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sweep = self.open().map_err(ser::Error::custom)?;
        Serialize::serialize(&sweep, serializer)
    }
}

impl<'de> Deserialize<'de> for PackedSweep {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let sweep: Sweep = Deserialize::deserialize(deserializer)?;
        Self::new(&sweep).map_err(de::Error::custom)
    }
}

impl JsonSchema for PackedSweep {
    fn schema_name() -> Cow<'static, str> {
        Sweep::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Sweep::json_schema(generator)
    }
}
