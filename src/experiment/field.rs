//! Fields: what a person can set, described once. From a description come what is checked, the
//! JSON Schema, the texts of editors and the paths of sweeps.

use std::fmt::{self, Display};

use schemars::{Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::decimal;
use super::error::{ExperimentError, ensure};

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FieldValue {
    /// A whole number.
    Whole(u64),
    /// A real number.
    Real(f64),
    /// Yes or no.
    Switch(bool),
    /// One of several names.
    Choice(&'static str),
    /// Height and width.
    Sides([u64; 2]),
    /// The lowest and the highest of reals.
    Interval([f64; 2]),
    /// None, where a field may be left out.
    Absent,
}

impl Display for FieldValue {
    /// The text that [`Field::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(n) => n.fmt(f),
            Self::Real(v) => v.fmt(f),
            Self::Switch(on) => f.write_str(if *on { "true" } else { "false" }),
            Self::Choice(name) => f.write_str(name),
            Self::Sides([h, w]) => write!(f, "{h} × {w}"),
            Self::Interval([low, high]) => write!(f, "{low} to {high}"),
            Self::Absent => Ok(()),
        }
    }
}

impl FieldValue {
    /// The numbers in it, none where it holds no number.
    fn numbers(self) -> Vec<f64> {
        match self {
            Self::Whole(n) => vec![n as f64],
            Self::Real(v) => vec![v],
            Self::Sides(sides) => sides.map(|n| n as f64).to_vec(),
            Self::Interval(ends) => ends.to_vec(),
            Self::Switch(_) | Self::Choice(_) | Self::Absent => Vec::new(),
        }
    }
}

/// What sort of value a field has, and so which control edits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// [`FieldValue::Whole`].
    Whole,
    /// [`FieldValue::Real`].
    Real,
    /// [`FieldValue::Switch`].
    Switch,
    /// [`FieldValue::Choice`] among these names.
    Choice(&'static [&'static str]),
    /// [`FieldValue::Sides`].
    Sides,
    /// [`FieldValue::Interval`].
    Interval,
}

/// Which numbers a field may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// Every number that its type has.
    Any,
    /// From the least to the most.
    Within(f64, f64),
    /// From the least to just below the second.
    Below(f64, f64),
    /// Above the first, to the most.
    Above(f64, f64),
    /// Above zero and finite, as the device has it: in single precision.
    Positive,
}

impl Range {
    fn has(self, v: f64) -> bool {
        match self {
            Self::Any => true,
            Self::Within(least, most) => (least..=most).contains(&v),
            Self::Below(least, end) => (least..end).contains(&v),
            Self::Above(start, most) => v > start && v <= most,
            Self::Positive => (v as f32).is_finite() && v as f32 > 0.0,
        }
    }

    /// The JSON Schema of a number in the range.
    fn schema(self, number_type: &str) -> Schema {
        let mut schema = json_schema!({ "type": number_type });
        let mut limit = |key: &str, v: f64| {
            let whole = (number_type == "integer").then_some(v as i64);
            schema.insert(key.to_owned(), whole.map_or_else(|| json!(v), Into::into));
        };
        match self {
            Self::Any if number_type == "integer" => limit("minimum", 0.0),
            Self::Any => {}
            Self::Within(least, most) => {
                limit("minimum", least);
                limit("maximum", most);
            }
            Self::Below(least, end) => {
                limit("minimum", least);
                limit("exclusiveMaximum", end);
            }
            Self::Above(start, most) => {
                limit("exclusiveMinimum", start);
                limit("maximum", most);
            }
            Self::Positive => limit("exclusiveMinimum", 0.0),
        }
        schema
    }
}

/// The description of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// Its name in the format; Keras's argument.
    pub name: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// What its numbers count, in the plural; empty for plain numbers.
    pub unit: &'static str,
    /// The sort of value.
    pub kind: FieldKind,
    /// The numbers that make sense.
    pub range: Range,
    /// Whether it may have no value.
    pub is_optional: bool,
    /// Whether the format wants it stated; then the default is only what an editor begins with.
    pub is_required: bool,
    /// Its value where nothing is stated.
    pub default: FieldValue,
}

impl Field {
    /// Checks a value against the range.
    ///
    /// # Errors
    /// It is outside; the error names the field.
    pub fn check(&self, value: FieldValue) -> Result<(), ExperimentError> {
        let is_ordered = !matches!(value, FieldValue::Interval([low, high]) if low > high);
        for v in value.numbers() {
            let is_good = self.range.has(v) && is_ordered;
            ensure(is_good, self.name, format!("is {value}"), &self.advice())?;
        }
        Ok(())
    }

    /// Which values to use.
    fn advice(&self) -> String {
        let unit = if self.unit.is_empty() { "" } else { " " };
        let unit = format!("{unit}{}", self.unit);
        match self.range {
            Range::Any => "Use another number.".to_owned(),
            Range::Within(least, most) => format!("Use {least} to {most}{unit}."),
            Range::Below(least, end) => {
                format!("Use a value from {least} to just below {end}{unit}.")
            }
            Range::Above(start, most) => {
                format!("Use a value above {start} and up to {most}{unit}.")
            }
            Range::Positive => format!("Use a positive number, for example {}.", self.default),
        }
    }

    /// Reads a text that a person wrote, with a point or a comma in numbers.
    ///
    /// # Errors
    /// The text is no such value; whether it is in range is not asked here.
    pub fn parse(&self, text: &str) -> Result<FieldValue, ExperimentError> {
        let text = text.trim();
        if self.is_optional && text.is_empty() {
            return Ok(FieldValue::Absent);
        }
        let real = |text: &str| decimal::parse(&text.trim().replace(',', "."));
        let (value, wanted) = match self.kind {
            FieldKind::Whole => (text.parse().ok().map(FieldValue::Whole), "a whole number"),
            FieldKind::Real => (real(text).map(FieldValue::Real), "a number"),
            FieldKind::Switch => (text.parse().ok().map(FieldValue::Switch), "true or false"),
            FieldKind::Choice(names) => {
                let name = names.iter().find(|name| **name == text);
                let value = name.map(|name| FieldValue::Choice(name));
                (value, "one of its choices")
            }
            FieldKind::Sides => {
                let sides = pair(text, ['×', 'x', ','], |n| n.trim().parse().ok());
                (sides.map(FieldValue::Sides), "a number, or height × width")
            }
            FieldKind::Interval => {
                let ends = text
                    .split_once("to")
                    .and_then(|(low, high)| Some(FieldValue::Interval([real(low)?, real(high)?])));
                (ends, "two numbers with \"to\" between them")
            }
        };
        value.ok_or_else(|| {
            let hint = match self.kind {
                FieldKind::Choice(names) => format!("Use {}.", alternatives(names)),
                _ => format!("Write {wanted}, for example {}.", self.default),
            };
            ExperimentError::new(self.name, format!("is not {wanted}"), hint)
        })
    }
}

/// Names as a person would list them: `a, b or c`.
pub(super) fn alternatives(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [name] => (*name).to_owned(),
        [names @ .., last] => format!("{} or {last}", names.join(", ")),
    }
}

/// Two numbers with a sign between them, or one for both.
fn pair(text: &str, signs: [char; 3], read: impl Fn(&str) -> Option<u64>) -> Option<[u64; 2]> {
    match text.split_once(signs) {
        Some((first, second)) => Some([read(first)?, read(second)?]),
        None => read(text).map(|n| [n, n]),
    }
}

/// What has described fields.
pub trait Fields {
    /// The descriptions, in the order of the format.
    fn fields(&self) -> Vec<Field>;

    /// The value of the field of that name.
    fn get(&self, name: &str) -> Option<FieldValue>;

    /// Puts a value in its place without a look at the range; false if there is no such field,
    /// or it has values of another sort.
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
    /// What is written there is of another type.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Its JSON Schema with that range.
    fn schema(range: Range, generator: &mut SchemaGenerator) -> Schema;
}

/// Reads a field that is written down; what derived code calls.
pub(super) fn written<'de, D: Deserializer<'de>, T: FieldType>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::read(deserializer).map(Some)
}

/// Whether a field is left out of the format; what derived code calls.
pub(super) fn is_absent<T: FieldType>(value: &T) -> bool {
    T::IS_OPTIONAL && value.value() == FieldValue::Absent
}

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
        Ok(Option::<Written<T>>::deserialize(deserializer)?.map(|written| written.0))
    }

    fn schema(range: Range, generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [T::schema(range, generator), { "type": "null" }] })
    }
}

/// Lets a [`FieldType`] stand where serde wants a type of its own.
struct Written<T>(T);

impl<'de, T: FieldType> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

/// What is said of a field where its type is declared, by [`field`] or [`required`].
pub(super) struct Setup<T> {
    pub label: &'static str,
    pub unit: &'static str,
    pub range: Range,
    pub is_required: bool,
    pub default: T,
}

/// A field that may be left out, with the value that it then has.
pub(super) fn field<T>(label: &'static str, default: T) -> Setup<T> {
    Setup {
        label,
        unit: "",
        range: Range::Any,
        is_required: false,
        default,
    }
}

/// A field that must be stated, with a value that an editor begins with.
pub(super) fn required<T>(label: &'static str, start: T) -> Setup<T> {
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

    /// The value where the format states none.
    pub fn unstated<E: serde::de::Error>(self, name: &'static str) -> Result<T, E> {
        if self.is_required {
            Err(E::missing_field(name))
        } else {
            Ok(self.default)
        }
    }
}

/// The JSON Schema of an object with such fields.
pub(super) fn object_schema(about: &str, fields: Vec<(Field, Schema)>) -> Schema {
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

fn json_of(value: FieldValue) -> serde_json::Value {
    match value {
        FieldValue::Whole(n) => json!(n),
        FieldValue::Real(v) => json!(v),
        FieldValue::Switch(on) => json!(on),
        FieldValue::Choice(name) => json!(name),
        FieldValue::Sides(sides) => json!(sides),
        FieldValue::Interval(ends) => json!(ends),
        FieldValue::Absent => serde_json::Value::Null,
    }
}

/// What is said of a field, of the field's type.
macro_rules! setup {
    ($Type:ty, $setup:expr) => {{
        let setup: $crate::experiment::field::Setup<$Type> = $setup;
        setup
    }};
}

/// Declares a struct whose fields are described:
///
/// ```ignore
/// fields! {
///     /// What it is.
///     pub struct Dense {
///         /// What the field does.
///         units: usize = required("Units", 64).within(1, 65_536),
///     }
/// }
/// ```
///
/// Comments are the help of editors and the schema's descriptions.
macro_rules! fields {
    (
        $(#[doc = $about:literal])+
        pub struct $Kind:ident {
            $(
                $(#[doc = $help:literal])+
                $name:ident: $Type:ty = $setup:expr
            ),* $(,)?
        }
    ) => {
        $(#[doc = $about])+
        #[derive(
            Clone, Debug, PartialEq, serde::Serialize, borsh::BorshSerialize, borsh::BorshDeserialize,
        )]
        pub struct $Kind {
            $(
                $(#[doc = $help])+
                #[serde(skip_serializing_if = "crate::experiment::field::is_absent")]
                pub $name: $Type,
            )*
        }

        impl Default for $Kind {
            fn default() -> Self {
                Self { $($name: $crate::experiment::field::setup!($Type, $setup).default,)* }
            }
        }

        impl $Kind {
            /// What it is, in a sentence.
            pub const ABOUT: &'static str = concat!($($about),+).trim_ascii();

            /// The descriptions of its fields.
            #[must_use]
            pub fn described() -> Vec<$crate::experiment::Field> {
                vec![$($crate::experiment::field::setup!($Type, $setup).describe(stringify!($name), concat!($($help),+)),)*]
            }
        }

        impl $crate::experiment::Fields for $Kind {
            fn fields(&self) -> Vec<$crate::experiment::Field> {
                Self::described()
            }

            fn get(&self, name: &str) -> Option<$crate::experiment::FieldValue> {
                match name {
                    $(stringify!($name) => {
                        Some($crate::experiment::field::FieldType::value(&self.$name))
                    })*
                    _ => None,
                }
            }

            #[allow(unused_variables)]
            fn put(&mut self, name: &str, value: $crate::experiment::FieldValue) -> bool {
                match name {
                    $(stringify!($name) => {
                        let value = <$Type as $crate::experiment::field::FieldType>::from_value(value);
                        value.map(|value| self.$name = value).is_some()
                    })*
                    _ => false,
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $Kind {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                #[serde(deny_unknown_fields)]
                struct $Kind {
                    $(
                        #[serde(default, deserialize_with = "crate::experiment::field::written")]
                        $name: Option<$Type>,
                    )*
                }
                #[allow(unused_variables)]
                let written = <$Kind as serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self {
                    $($name: match written.$name {
                        Some(value) => value,
                        None => $crate::experiment::field::setup!($Type, $setup).unstated::<D::Error>(stringify!($name))?,
                    },)*
                })
            }
        }

        impl schemars::JsonSchema for $Kind {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($Kind).into()
            }

            #[allow(unused_variables)]
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::experiment::field::object_schema(Self::ABOUT, vec![$({
                    let setup = $crate::experiment::field::setup!($Type, $setup);
                    let schema = <$Type as $crate::experiment::field::FieldType>::schema(
                        setup.range,
                        generator,
                    );
                    (setup.describe(stringify!($name), concat!($($help),+)), schema)
                },)*])
            }
        }
    };
}

/// Declares an enumeration of named choices, the first of which is the default.
macro_rules! choices {
    (
        $(#[doc = $about:literal])+
        pub enum $Choice:ident {
            $($(#[doc = $help:literal])+ $Name:ident = $name:tt),+ $(,)?
        }
    ) => {
        $(#[doc = $about])+
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize,
            borsh::BorshSerialize, borsh::BorshDeserialize, schemars::JsonSchema,
        )]
        pub enum $Choice {
            $($(#[doc = $help])+ #[serde(rename = $name)] $Name,)+
        }

        impl $Choice {
            /// All of them, the default first.
            pub const ALL: &'static [Self] = &[$(Self::$Name),+];

            /// Their names in the format.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// The name in the format.
            #[must_use]
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }

            /// The one of that name.
            #[must_use]
            pub fn by_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.name() == name)
            }
        }

        impl Default for $Choice {
            fn default() -> Self {
                Self::ALL[0]
            }
        }

        impl $crate::experiment::field::FieldType for $Choice {
            const KIND: $crate::experiment::FieldKind =
                $crate::experiment::FieldKind::Choice(Self::NAMES);

            fn value(&self) -> $crate::experiment::FieldValue {
                $crate::experiment::FieldValue::Choice(self.name())
            }

            fn from_value(value: $crate::experiment::FieldValue) -> Option<Self> {
                match value {
                    $crate::experiment::FieldValue::Choice(name) => Self::by_name(name),
                    _ => None,
                }
            }

            fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(deserializer)
            }

            fn schema(
                _: $crate::experiment::Range,
                generator: &mut schemars::SchemaGenerator,
            ) -> schemars::Schema {
                generator.subschema_for::<Self>()
            }
        }
    };
}

pub(super) use {choices, fields, setup};
