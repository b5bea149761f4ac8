//! The JSON Schema of a struct with described fields.

use schemars::{Schema, json_schema};
use serde_json::json;

use super::{Field, FieldValue};

/// The JSON Schema of an object with such fields.
pub(in crate::experiment) fn object_schema(about: &str, fields: Vec<(Field, Schema)>) -> Schema {
    let mut properties = serde_json::Map::new();
    let mut required = Vec::new();
    for (field, mut schema) in fields {
        schema.insert("description".to_owned(), field.help.into());
        if field.is_required {
            required.push(field.name);
        } else if field.default != FieldValue::Absent {
            schema.insert("default".to_owned(), json_of(field.default));
        }
        properties.insert(field.name.to_owned(), schema.to_value());
    }
    let mut schema = json_schema!({
        "description": about.trim_ascii(),
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema
}

/// Adds a plain part to an object's schema; what derived code calls.
pub(in crate::experiment) fn add_plain(
    schema: &mut Schema,
    name: &str,
    help: &str,
    mut of: Schema,
) {
    of.insert("description".to_owned(), help.trim_ascii().into());
    if let Some(properties) = schema.get_mut("properties").and_then(|p| p.as_object_mut()) {
        properties.insert(name.to_owned(), of.to_value());
    }
}

fn json_of(value: FieldValue) -> serde_json::Value {
    match value {
        FieldValue::Whole(n) => json!(n),
        FieldValue::Real(v) => json!(v),
        FieldValue::Switch(on) => json!(on),
        FieldValue::Choice(name) => json!(name),
        FieldValue::Sides(sides) => json!(sides),
        FieldValue::Interval(ends) => json!(ends),
        FieldValue::List(list) => json!(list),
        FieldValue::Absent => serde_json::Value::Null,
    }
}
