//! Kinds: the entries of the lists of layers and of optimizers, for palettes and editors.

use schemars::{Schema, json_schema};
use serde_json::json;

use super::Field;

/// A kind of layer or optimizer, which the format names in its `type`.
#[derive(Clone, Copy, Debug)]
pub struct Kind<T> {
    /// Keras's class name, which the format's `type` has.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub help: &'static str,
    /// The descriptions of its fields.
    pub fields: fn() -> Vec<Field>,
    /// One with every field at its default.
    pub new: fn() -> T,
}

/// The JSON Schema of one of several kinds.
pub(super) fn one_of(help: &str, kinds: Vec<(&str, Schema)>) -> Schema {
    let kinds: Vec<Schema> = kinds.into_iter().map(|(name, s)| tagged(name, s)).collect();
    json_schema!({ "description": help.trim_ascii(), "oneOf": kinds })
}

/// The schema of a kind's own fields with its `type` beside them.
fn tagged(name: &str, mut schema: Schema) -> Schema {
    let object = schema.ensure_object();
    if let Some(properties) = object.get_mut("properties").and_then(|p| p.as_object_mut()) {
        properties.insert(
            "type".to_owned(),
            json!({ "type": "string", "const": name }),
        );
    }
    let required = object.entry("required").or_insert_with(|| json!([]));
    if let Some(required) = required.as_array_mut() {
        required.insert(0, json!("type"));
    }
    schema
}
