//! `kinds!`: declares one of several kinds, each a struct of `fields!`, which the format tells apart
//! by `type`.

/// Declares an enumeration of kinds. The first is the default:
///
/// ```ignore
/// kinds! {
///     /// A rule and its parameters.
///     pub enum Rule: dyn OptimizerKind, "Optimizer", "The update rule." {
///         Adam = "Adam",
///     }
/// }
/// ```
///
/// The two texts are the label and the help of the field `type`. Another kind begins with its own
/// values.
macro_rules! kinds {
    (
        #[doc = $about:literal]
        pub enum $Enum:ident: dyn $Declares:ident, $label:literal, $help:literal {
            $First:ident = $first:tt $(, $Kind:ident = $name:tt)* $(,)?
        }
    ) => {
        #[doc = $about]
        #[derive(
            Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize,
            borsh::BorshSerialize, borsh::BorshDeserialize,
        )]
        #[serde(tag = "type")]
        pub enum $Enum {
            #[doc = concat!("`", $first, "`.")]
            #[serde(rename = $first)]
            $First($First),
            $(#[doc = concat!("`", $name, "`.")]
            #[serde(rename = $name)]
            $Kind($Kind),)*
        }

        impl $Enum {
            /// Every kind, in the order people are offered them.
            pub const KINDS: &'static [$crate::experiment::Kind<Self>] = &[
                $crate::experiment::Kind {
                    name: $first,
                    help: $First::ABOUT,
                    fields: $First::described,
                    new: || Self::$First($First::default()),
                },
                $($crate::experiment::Kind {
                    name: $name,
                    help: $Kind::ABOUT,
                    fields: $Kind::described,
                    new: || Self::$Kind($Kind::default()),
                },)*
            ];

            /// Their names, in the same order.
            pub const NAMES: &'static [&'static str] = &[$first $(, $name)*];

            /// The kind of that name with its own values.
            #[must_use]
            pub fn by_name(name: &str) -> Option<Self> {
                match name {
                    $first => Some(Self::$First($First::default())),
                    $($name => Some(Self::$Kind($Kind::default())),)*
                    _ => None,
                }
            }

            /// The kind's name in the format.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    Self::$First(_) => $first,
                    $(Self::$Kind(_) => $name,)*
                }
            }

            /// The declaration of its kind.
            #[must_use]
            pub fn kind(&self) -> &dyn $Declares {
                match self {
                    Self::$First(kind) => kind,
                    $(Self::$Kind(kind) => kind,)*
                }
            }

            // Apart from `kind`, so that the page, which only edits, does not carry what a kind
            // computes.
            fn own(&self) -> &dyn $crate::experiment::Fields {
                match self {
                    Self::$First(kind) => kind,
                    $(Self::$Kind(kind) => kind,)*
                }
            }

            fn own_mut(&mut self) -> &mut dyn $crate::experiment::Fields {
                match self {
                    Self::$First(kind) => kind,
                    $(Self::$Kind(kind) => kind,)*
                }
            }

            /// The description of the field that says which kind it is.
            #[must_use]
            pub fn type_field() -> $crate::experiment::Field {
                $crate::experiment::Field {
                    name: "type",
                    label: $label,
                    help: $help,
                    unit: "",
                    kind: $crate::experiment::FieldKind::Choice(Self::NAMES),
                    range: $crate::experiment::Range::Any,
                    is_optional: false,
                    is_required: true,
                    default: $crate::experiment::FieldValue::Choice($first),
                }
            }

            /// The schemas of the kinds' own fields, by name.
            fn schemas(
                generator: &mut schemars::SchemaGenerator,
            ) -> Vec<(&'static str, schemars::Schema)> {
                vec![
                    ($first, <$First as schemars::JsonSchema>::json_schema(generator)),
                    $(($name, <$Kind as schemars::JsonSchema>::json_schema(generator)),)*
                ]
            }
        }

        impl Default for $Enum {
            fn default() -> Self {
                Self::$First($First::default())
            }
        }

        impl From<$First> for $Enum {
            fn from(kind: $First) -> Self {
                Self::$First(kind)
            }
        }

        $(impl From<$Kind> for $Enum {
            fn from(kind: $Kind) -> Self {
                Self::$Kind(kind)
            }
        })*

        impl $crate::experiment::Fields for $Enum {
            fn fields(&self) -> Vec<$crate::experiment::Field> {
                let mut fields = vec![Self::type_field()];
                fields.extend(self.own().fields());
                fields
            }

            fn get(&self, name: &str) -> Option<$crate::experiment::FieldValue> {
                if name == "type" {
                    return Some($crate::experiment::FieldValue::Choice(self.name()));
                }
                self.own().get(name)
            }

            fn put(&mut self, name: &str, value: $crate::experiment::FieldValue) -> bool {
                match (name, value) {
                    ("type", $crate::experiment::FieldValue::Choice(name)) => {
                        let Some(other) = Self::by_name(name) else {
                            return false;
                        };
                        if name != self.name() {
                            *self = other;
                        }
                        true
                    }
                    ("type", _) => false,
                    (name, value) => self.own_mut().put(name, value),
                }
            }
        }

        impl schemars::JsonSchema for $Enum {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($Enum).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::experiment::kind::one_of($about, Self::schemas(generator))
            }
        }
    };
}

pub(super) use kinds;
