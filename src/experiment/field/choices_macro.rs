//! `choices!`: declares an enumeration whose values have names, as the type of a field.

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

pub(in crate::experiment) use choices;
