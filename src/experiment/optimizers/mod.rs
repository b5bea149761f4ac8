//! Update rules, by Keras's names, meanings and defaults: a file a rule, the list of them, and the
//! options that all have. ARCHITECTURE.md says how to add one.

mod adadelta;
mod adagrad;
mod adam;
mod adamax;
mod adamw;
mod json;
mod nadam;
mod options;
mod rmsprop;
mod sgd;

pub use adadelta::Adadelta;
pub use adagrad::Adagrad;
pub use adam::Adam;
pub use adamax::Adamax;
pub use adamw::AdamW;
pub use nadam::Nadam;
pub use options::OptimizerOptions;
pub use rmsprop::RmsProp;
pub use sgd::Sgd;

use super::field::field;
use super::kind::Kind;
use super::kinds_macro::kinds;
use super::{ExperimentError, Field, FieldValue, Fields};

/// Hands the list of all rules, each with Keras's class name, to a macro; the engine makes its
/// own of it (`engine/optimizers`). The order is that in which people are offered them.
macro_rules! optimizer_kinds {
    ($define:ident) => {
        $define! {
            Adam = "Adam",
            Sgd = "SGD",
            RmsProp = "RMSprop",
            Adagrad = "Adagrad",
            Adadelta = "Adadelta",
            AdamW = "AdamW",
            Adamax = "Adamax",
            Nadam = "Nadam",
        }
    };
}
#[cfg(feature = "engine")]
pub(crate) use optimizer_kinds;

/// What a rule declares beside its fields, one of which is `learning_rate`.
pub trait OptimizerKind: Fields {
    /// Names of the tensors that it keeps for each parameter, each of the parameter's shape.
    fn slots(&self) -> Vec<&'static str>;

    /// What those tensors are filled with at first.
    fn slot_start(&self) -> f64 {
        0.0
    }

    /// The weight decay where none is set.
    fn default_weight_decay(&self) -> Option<f64> {
        None
    }

    /// The name of its field that a schedule cycles against the step size: the part of the last
    /// update, or the decay of the first moment, that is carried over.
    fn momentum_field(&self) -> Option<&'static str> {
        None
    }
}

macro_rules! define_rules {
    ($($Kind:ident = $name:tt),+ $(,)?) => {
        kinds! {
            /// An update rule and its own parameters.
            pub enum Rule: dyn OptimizerKind, "Optimizer", "The update rule." {
                $($Kind = $name),+
            }
        }

        impl Rule {
            /// The step size.
            #[must_use]
            pub fn learning_rate(&self) -> f64 {
                match self {
                    $(Self::$Kind(kind) => kind.learning_rate,)+
                }
            }

            fn set_learning_rate(&mut self, rate: f64) {
                match self {
                    $(Self::$Kind(kind) => kind.learning_rate = rate,)+
                }
            }
        }

        impl Optimizer {
            /// Every rule with the options of all, in the order people are offered them.
            pub const KINDS: &'static [Kind<Self>] = &[$(Kind {
                name: $name,
                help: $Kind::ABOUT,
                fields: || with_options($Kind::described()),
                new: || Rule::$Kind($Kind::default()).into(),
            }),+];
        }

        $(impl From<$Kind> for Optimizer {
            fn from(kind: $Kind) -> Self {
                Rule::$Kind(kind).into()
            }
        })+
    };
}
optimizer_kinds!(define_rules);

/// An update rule, and what is done to gradients and weights whatever the rule. In the format both
/// are fields of one object.
#[derive(
    Clone,
    Debug,
    Default,
    PartialEq,
    serde::Serialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
pub struct Optimizer {
    /// The rule.
    #[serde(flatten)]
    pub rule: Rule,
    /// What all rules have.
    #[serde(flatten)]
    pub options: OptimizerOptions,
}

impl From<Rule> for Optimizer {
    fn from(rule: Rule) -> Self {
        let options = OptimizerOptions::default();
        Self { rule, options }
    }
}

/// The field that says which rule it is. Another rule begins with its own values.
const TYPE: &str = "type";
/// The field that every rule has.
const RATE: &str = "learning_rate";

fn with_options(mut fields: Vec<Field>) -> Vec<Field> {
    fields.extend(OptimizerOptions::described());
    fields
}

impl Optimizer {
    /// The rules' names, in the order people are offered them.
    pub const NAMES: &'static [&'static str] = Rule::NAMES;

    /// The rule's name as in Keras.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.rule.name()
    }

    /// The declaration of the rule's kind.
    #[must_use]
    pub fn kind(&self) -> &dyn OptimizerKind {
        self.rule.kind()
    }

    /// The step size.
    #[must_use]
    pub fn learning_rate(&self) -> f64 {
        self.rule.learning_rate()
    }

    /// The same rule at another step size.
    #[must_use]
    pub fn with_learning_rate(mut self, rate: f64) -> Self {
        self.rule.set_learning_rate(rate);
        self
    }

    /// The part of a weight, times the step size, that every update takes off it.
    #[must_use]
    pub fn weight_decay(&self) -> Option<f64> {
        let own = self.options.weight_decay;
        own.or_else(|| self.kind().default_weight_decay())
    }

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
        let value = Rule::type_field().parse(text)?;
        let mut rule = self.clone();
        rule.put(TYPE, value);
        Ok(rule)
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

    /// Checks all fields, and that gradients are clipped in one way only.
    ///
    /// # Errors
    /// The first field that is out of its range, by its name.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        self.fields().validate()?;
        self.options.validate()
    }
}

impl Fields for Optimizer {
    fn fields(&self) -> Vec<Field> {
        with_options(self.rule.fields())
    }

    fn get(&self, name: &str) -> Option<FieldValue> {
        self.rule.get(name).or_else(|| self.options.get(name))
    }

    fn put(&mut self, name: &str, value: FieldValue) -> bool {
        let before = self.name();
        let is_put = self.rule.put(name, value) || self.options.put(name, value);
        if self.name() != before {
            // Another rule begins with its own values, and without the options of the one before.
            self.options = OptimizerOptions::default();
        }
        is_put
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

    #[test]
    fn the_field_that_a_schedule_cycles_is_a_real_one() {
        for kind in Optimizer::KINDS {
            let rule = (kind.new)();
            let Some(name) = rule.kind().momentum_field() else {
                continue;
            };
            assert!(
                matches!(rule.get(name), Some(FieldValue::Real(_))),
                "{name}"
            );
        }
    }
}
