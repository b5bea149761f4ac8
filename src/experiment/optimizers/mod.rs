//! Update rules, by Keras's names, meanings and defaults: a file a rule, and the list of them.
//! ARCHITECTURE.md says how to add one.

mod adam;
mod sgd;

pub use adam::Adam;
pub use sgd::Sgd;

use super::field::field;
use super::kind::{self, Kind};
use super::{ExperimentError, Field, FieldKind, FieldValue, Fields, Range};

/// Hands the list of all rules, each with Keras's class name, to a macro; the engine makes its
/// own of it (`engine/optimizers`). The order is that in which people are offered them.
macro_rules! optimizer_kinds {
    ($define:ident) => {
        $define! {
            Adam = "Adam",
            Sgd = "SGD",
        }
    };
}
#[cfg(feature = "engine")]
pub(crate) use optimizer_kinds;

/// What a rule declares beside its fields, one of which is `learning_rate`.
pub trait OptimizerKind: Fields {
    /// Names of the tensors that it keeps for each parameter, each of the parameter's shape and
    /// zero at first.
    fn slots(&self) -> &'static [&'static str];
}

macro_rules! define_optimizers {
    ($($Kind:ident = $name:tt),+ $(,)?) => {
        /// An update rule and its parameters.
        #[derive(
            Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize,
            borsh::BorshSerialize, borsh::BorshDeserialize,
        )]
        #[serde(tag = "type")]
        pub enum Optimizer {
            $(#[doc = concat!("Keras's `", $name, "`.")]
            #[serde(rename = $name)]
            $Kind($Kind),)+
        }

        impl Optimizer {
            /// Every rule, in the order people are offered them.
            pub const KINDS: &'static [Kind<Self>] = &[$(Kind {
                name: $name,
                help: $Kind::ABOUT,
                fields: $Kind::described,
                new: || Self::$Kind($Kind::default()),
            }),+];

            /// Their names, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// The rule of that name with its own values.
            fn by_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$Kind($Kind::default())),)+
                    _ => None,
                }
            }

            /// The rule's name as in Keras.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$Kind(_) => $name,)+
                }
            }

            /// The declaration of its kind.
            #[must_use]
            pub fn kind(&self) -> &dyn OptimizerKind {
                match self {
                    $(Self::$Kind(kind) => kind,)+
                }
            }

            /// Its fields, to be changed.
            fn kind_mut(&mut self) -> &mut dyn Fields {
                match self {
                    $(Self::$Kind(kind) => kind,)+
                }
            }

            /// The step size.
            #[must_use]
            pub fn learning_rate(&self) -> f64 {
                match self {
                    $(Self::$Kind(kind) => kind.learning_rate,)+
                }
            }

            /// The same rule at another step size.
            #[must_use]
            pub fn with_learning_rate(mut self, rate: f64) -> Self {
                match &mut self {
                    $(Self::$Kind(kind) => kind.learning_rate = rate,)+
                }
                self
            }
        }

        $(impl From<$Kind> for Optimizer {
            fn from(kind: $Kind) -> Self {
                Self::$Kind(kind)
            }
        })+

        impl schemars::JsonSchema for Optimizer {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                "Optimizer".into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                kind::one_of(
                    "An update rule and its parameters.",
                    vec![$(($name, <$Kind as schemars::JsonSchema>::json_schema(generator)),)+],
                )
            }
        }
    };
}
optimizer_kinds!(define_optimizers);

impl Default for Optimizer {
    fn default() -> Self {
        Adam::default().into()
    }
}

impl Optimizer {
    /// The description of the step size, which every rule has.
    #[must_use]
    pub fn rate_field() -> Field {
        let rate = field("Learning rate", Self::default().learning_rate());
        rate.positive().describe(RATE, "Step size.")
    }

    /// The rule of a name that a person wrote: this one as it is, or another with its own values.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn change_to(&self, text: &str) -> Result<Self, ExperimentError> {
        let value = type_field().parse(text)?;
        let mut rule = self.clone();
        rule.put_type(value);
        Ok(rule)
    }

    /// Becomes the rule of that name; false if the value is none.
    fn put_type(&mut self, value: FieldValue) -> bool {
        let FieldValue::Choice(name) = value else {
            return false;
        };
        let Some(rule) = Self::by_name(name) else {
            return false;
        };
        if name != self.name() {
            *self = rule;
        }
        true
    }

    /// The same rule at the step size that a text says.
    ///
    /// # Errors
    /// The text is no number, or it is out of range.
    pub fn with_learning_rate_text(&self, text: &str) -> Result<Self, ExperimentError> {
        let field = Self::rate_field();
        let value = field.parse(text)?;
        field.check(value)?;
        let FieldValue::Real(rate) = value else {
            unreachable!("a step size is a real number")
        };
        Ok(self.clone().with_learning_rate(rate))
    }

    /// Its fields; the first is `type`, the rule's name.
    #[must_use]
    pub fn fields(&self) -> &dyn Fields {
        self
    }
}

/// The field that says which rule it is. Another rule begins with its own values.
const TYPE: &str = "type";
/// The field that every rule has.
const RATE: &str = "learning_rate";

fn type_field() -> Field {
    Field {
        name: TYPE,
        label: "Optimizer",
        help: "The update rule.",
        unit: "",
        kind: FieldKind::Choice(Optimizer::NAMES),
        range: Range::Any,
        is_optional: false,
        is_required: true,
        default: FieldValue::Choice(Optimizer::default().name()),
    }
}

impl Fields for Optimizer {
    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![type_field()];
        fields.extend(self.kind().fields());
        fields
    }

    fn get(&self, name: &str) -> Option<FieldValue> {
        if name == TYPE {
            return Some(FieldValue::Choice(self.name()));
        }
        self.kind().get(name)
    }

    fn put(&mut self, name: &str, value: FieldValue) -> bool {
        if name == TYPE {
            return self.put_type(value);
        }
        self.kind_mut().put(name, value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_the_same_step_size_but_for_its_default() {
        for kind in Optimizer::KINDS {
            let fields = (kind.fields)();
            let rate = fields.iter().find(|field| field.name == RATE);
            let default = FieldValue::Real((kind.new)().learning_rate());
            let of_kind = Field {
                default,
                ..Optimizer::rate_field()
            };
            assert_eq!(rate, Some(&of_kind), "{}", kind.name);
        }
    }
}
