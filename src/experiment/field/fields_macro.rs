//! `fields!`: declares a struct whose fields are described.

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
/// Comments are the help of editors and the schema's descriptions. What is no single value, such as a
/// list, follows in a block `plain { … }`: it is in the format, left out at its default, and has no
/// description.
macro_rules! fields {
    (
        $(#[doc = $about:literal])+
        pub struct $Kind:ident {
            $(
                $(#[doc = $help:literal])+
                $name:ident: $Type:ty = $setup:expr
            ),* $(,)?
        }
        $(plain {
            $(
                $(#[doc = $plain_help:literal])+
                $plain:ident: $Plain:ty
            ),+ $(,)?
        })?
    ) => {
        $(#[doc = $about])+
        #[derive(
            Clone, Debug, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize,
        )]
        pub struct $Kind {
            $(
                $(#[doc = $help])+
                pub $name: $Type,
            )*
            $($(
                $(#[doc = $plain_help])+
                pub $plain: $Plain,
            )+)?
        }

        impl Default for $Kind {
            fn default() -> Self {
                Self { $($name: $crate::experiment::field::setup!($Type, $setup).default,)* $($($plain: Default::default(),)+)? }
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

        impl serde::Serialize for $Kind {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #[allow(unused_imports)]
                use serde::ser::SerializeStruct as _;
                let names: &[&str] = &[$(stringify!($name),)* $($(stringify!($plain),)+)?];
                #[allow(unused_mut)]
                let mut written = serializer.serialize_struct(stringify!($Kind), names.len())?;
                $(
                    if $crate::experiment::field::setup!($Type, $setup).is_written(&self.$name) {
                        written.serialize_field(stringify!($name), &self.$name)?;
                    } else {
                        written.skip_field(stringify!($name))?;
                    }
                )*
                $($(
                    if $crate::experiment::field::is_default(&self.$plain) {
                        written.skip_field(stringify!($plain))?;
                    } else {
                        written.serialize_field(stringify!($plain), &self.$plain)?;
                    }
                )+)?
                written.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $Kind {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                #[serde(deny_unknown_fields)]
                struct $Kind {
                    $(
                        #[serde(default, deserialize_with = "crate::experiment::field::read_present")]
                        $name: Option<$Type>,
                    )*
                    $($(#[serde(default)] $plain: $Plain,)+)?
                }
                #[allow(unused_variables)]
                let written = <$Kind as serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self {
                    $($name: match written.$name {
                        Some(value) => value,
                        None => $crate::experiment::field::setup!($Type, $setup).value_if_absent::<D::Error>(stringify!($name))?,
                    },)*
                    $($($plain: written.$plain,)+)?
                })
            }
        }

        impl schemars::JsonSchema for $Kind {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($Kind).into()
            }

            #[allow(unused_variables)]
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                #[allow(unused_mut)]
                let mut schema = $crate::experiment::field::object_schema(Self::ABOUT, vec![$({
                    let setup = $crate::experiment::field::setup!($Type, $setup);
                    let schema = <$Type as $crate::experiment::field::FieldType>::schema(
                        setup.range,
                        generator,
                    );
                    (setup.describe(stringify!($name), concat!($($help),+)), schema)
                },)*]);
                $($($crate::experiment::field::add_plain(
                    &mut schema,
                    stringify!($plain),
                    concat!($($plain_help),+),
                    generator.subschema_for::<$Plain>(),
                );)+)?
                schema
            }
        }
    };
}

pub(in crate::experiment) use fields;
