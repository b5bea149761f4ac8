//! An optimizer as JSON: the fields of the rule and the options of all rules in one object.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{Optimizer, OptimizerOptions, Rule};
use crate::experiment::kind;

impl<'de> Deserialize<'de> for Optimizer {
    /// Parts the options from the rule's fields first: each side then refuses what it does not know.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut rule = Map::deserialize(deserializer)?;
        let names = OptimizerOptions::described();
        let options: Map<String, Value> = names
            .iter()
            .filter_map(|field| rule.remove_entry(field.name))
            .collect();
        Ok(Self {
            rule: Rule::deserialize(Value::Object(rule)).map_err(D::Error::custom)?,
            options: OptimizerOptions::deserialize(Value::Object(options))
                .map_err(D::Error::custom)?,
        })
    }
}

impl JsonSchema for Optimizer {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Optimizer".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let options = OptimizerOptions::json_schema(generator);
        let options = options.get("properties").and_then(Value::as_object);
        let mut kinds = Rule::schemas(generator);
        for (_, schema) in &mut kinds {
            let own = schema.get_mut("properties").and_then(Value::as_object_mut);
            if let Some((own, options)) = own.zip(options) {
                own.extend(options.clone());
            }
        }
        kind::one_of("An update rule and its parameters.", kinds)
    }
}
