//! The types that fields have: numbers, switches, pairs, and what may be absent.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::{FieldKind, FieldType, FieldValue, List, Range};
use crate::experiment::decimal;

macro_rules! numbers {
    ($($type:ty: $kind:ident, $json:literal, $value:expr, $back:expr;)*) => { $(
        impl FieldType for $type {
            const KIND: FieldKind = FieldKind::$kind;
            fn value(&self) -> FieldValue {
                FieldValue::$kind($value(*self))
            }
            fn from_value(value: FieldValue) -> Option<Self> {
                match value {
                    FieldValue::$kind(v) => $back(v),
                    _ => None,
                }
            }
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }
            fn schema(range: Range, _: &mut SchemaGenerator) -> Schema {
                range.schema($json)
            }
        }
    )* };
}

numbers! {
    usize: Whole, "integer", |n| n as u64, |n| usize::try_from(n).ok();
    u64: Whole, "integer", |n| n, Some;
    f64: Real, "number", |v| v, Some;
    f32: Real, "number", decimal::widen, |v| Some(v as f32);
    bool: Switch, "boolean", |on| on, Some;
}

/// A number for both sides, or height and width.
#[derive(Deserialize)]
#[serde(untagged)]
enum Pair {
    /// The same for both.
    Both(usize),
    /// Height and width.
    Each([usize; 2]),
}

impl FieldType for [usize; 2] {
    const KIND: FieldKind = FieldKind::Sides;

    fn value(&self) -> FieldValue {
        FieldValue::Sides(self.map(|n| n as u64))
    }

    fn from_value(value: FieldValue) -> Option<Self> {
        let FieldValue::Sides([h, w]) = value else {
            return None;
        };
        Some([usize::try_from(h).ok()?, usize::try_from(w).ok()?])
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Pair::deserialize(deserializer)? {
            Pair::Both(n) => [n, n],
            Pair::Each(sides) => sides,
        })
    }

    fn schema(range: Range, _: &mut SchemaGenerator) -> Schema {
        let side = range.schema("integer");
        json_schema!({
            "anyOf": [side, { "type": "array", "items": side, "minItems": 2, "maxItems": 2 }]
        })
    }
}

/// A number, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Numbers {
    /// A list of one.
    One(i64),
    /// A list.
    Several(Vec<i64>),
}

impl FieldType for List {
    const KIND: FieldKind = FieldKind::List;

    fn value(&self) -> FieldValue {
        FieldValue::List(*self)
    }

    fn from_value(value: FieldValue) -> Option<Self> {
        match value {
            FieldValue::List(list) => Some(list),
            _ => None,
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = match Numbers::deserialize(deserializer)? {
            Numbers::One(item) => vec![item],
            Numbers::Several(items) => items,
        };
        Self::new(&items).ok_or_else(|| D::Error::invalid_length(items.len(), &"at most four"))
    }

    fn schema(range: Range, _: &mut SchemaGenerator) -> Schema {
        let item = range.schema("integer");
        let most = Self::MOST;
        json_schema!({
            "anyOf": [item, { "type": "array", "items": item, "maxItems": most }]
        })
    }
}

/// A number for all four sides of a picture, one for above and below and one for left and right,
/// or all four.
#[derive(Deserialize)]
#[serde(untagged)]
enum Border {
    /// The same on all sides.
    All(usize),
    /// Above and below, left and right.
    Each([usize; 2]),
    /// `[[above, below], [left, right]]`.
    Sides([[usize; 2]; 2]),
}

impl FieldType for [[usize; 2]; 2] {
    const KIND: FieldKind = FieldKind::List;

    fn value(&self) -> FieldValue {
        let [[a, b], [c, d]] = self.map(|pair| pair.map(|n| i64::try_from(n).unwrap_or(i64::MAX)));
        FieldValue::List(List::new(&[a, b, c, d]).unwrap_or_default())
    }

    fn from_value(value: FieldValue) -> Option<Self> {
        let FieldValue::List(list) = value else {
            return None;
        };
        let sides: Vec<usize> = list
            .as_slice()
            .iter()
            .map(|n| usize::try_from(*n).ok())
            .collect::<Option<_>>()?;
        match sides[..] {
            [n] => Some([[n; 2]; 2]),
            [h, w] => Some([[h; 2], [w; 2]]),
            [a, b, c, d] => Some([[a, b], [c, d]]),
            _ => None,
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Border::deserialize(deserializer)? {
            Border::All(n) => [[n; 2]; 2],
            Border::Each([h, w]) => [[h; 2], [w; 2]],
            Border::Sides(sides) => sides,
        })
    }

    fn schema(range: Range, _: &mut SchemaGenerator) -> Schema {
        let side = range.schema("integer");
        let pair = json_schema!({ "type": "array", "items": side, "minItems": 2, "maxItems": 2 });
        json_schema!({
            "anyOf": [side, pair, { "type": "array", "items": pair, "minItems": 2, "maxItems": 2 }]
        })
    }
}

impl FieldType for [f32; 2] {
    const KIND: FieldKind = FieldKind::Interval;

    fn value(&self) -> FieldValue {
        FieldValue::Interval(self.map(decimal::widen))
    }

    fn from_value(value: FieldValue) -> Option<Self> {
        match value {
            FieldValue::Interval(ends) => Some(ends.map(|v| v as f32)),
            _ => None,
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn schema(range: Range, _: &mut SchemaGenerator) -> Schema {
        let end = range.schema("number");
        json_schema!({ "type": "array", "items": end, "minItems": 2, "maxItems": 2 })
    }
}

impl<T: FieldType> FieldType for Option<T> {
    const KIND: FieldKind = T::KIND;
    const IS_OPTIONAL: bool = true;

    fn value(&self) -> FieldValue {
        self.as_ref().map_or(FieldValue::Absent, T::value)
    }

    fn from_value(value: FieldValue) -> Option<Self> {
        match value {
            FieldValue::Absent => Some(None),
            value => T::from_value(value).map(Some),
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Present<T>>::deserialize(deserializer)?.map(|present| present.0))
    }

    fn schema(range: Range, generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [T::schema(range, generator), { "type": "null" }] })
    }
}

/// A [`FieldType`] with serde's trait.
struct Present<T>(T);

impl<'de, T: FieldType> Deserialize<'de> for Present<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}
