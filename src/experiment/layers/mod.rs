//! Layers, by Keras's class names, meanings and defaults: a file a kind, and the list of them.
//! ARCHITECTURE.md says how to add one.

mod activation;
mod batch_normalization;
mod conv2d;
mod dense;
mod dropout;
mod flatten;
mod global_average_pooling2d;
mod max_pooling2d;
pub(super) mod window;

pub use activation::Activation;
pub use batch_normalization::BatchNormalization;
pub use conv2d::Conv2D;
pub use dense::Dense;
pub use dropout::Dropout;
pub use flatten::Flatten;
pub use global_average_pooling2d::GlobalAveragePooling2D;
pub use max_pooling2d::MaxPooling2D;
pub use window::Padding;

use super::error::{ExperimentError, ensure};
use super::field::FieldValue;
use super::kind::{self, Kind};
use super::{Fields, Model, Shape, Weight, activations};

/// Hands the list of all kinds to a macro; the engine makes its own of it (`engine/layers`).
/// The order is that in which people are offered them.
macro_rules! layer_kinds {
    ($define:ident) => {
        $define! {
            Dense,
            Conv2D,
            MaxPooling2D,
            GlobalAveragePooling2D,
            Flatten,
            BatchNormalization,
            Dropout,
            Activation,
        }
    };
}
#[cfg(feature = "engine")]
pub(crate) use layer_kinds;

/// What a kind of layer declares beside its fields. A field named `activation` is a function that is
/// applied to its output.
pub trait LayerKind: Fields {
    /// The shape of a sample of the output.
    ///
    /// # Errors
    /// It cannot take such samples; fields are named as seen from the layer, which itself has
    /// the empty name.
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError>;

    /// Its weights in Keras's order, for an input that [`Self::output`] takes.
    fn weights(&self, _input: Shape) -> Vec<Weight> {
        Vec::new()
    }

    /// Values of a sample that a training step keeps beside the output and its gradient, for an
    /// input that [`Self::output`] takes; see [`Summary::step_bytes`](super::Summary::step_bytes).
    fn kept(&self, _input: Shape, _output: Shape) -> usize {
        0
    }

    /// Whether its output is pictures that show what it found in the input.
    fn has_feature_maps(&self) -> bool {
        false
    }
}

macro_rules! define_layers {
    ($($Kind:ident),+ $(,)?) => {
        /// One layer. Sizes are `[height, width]`; a single number in JSON stands for both.
        #[derive(
            Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize,
            borsh::BorshSerialize, borsh::BorshDeserialize,
        )]
        #[serde(tag = "type")]
        pub enum Layer {
            $(#[doc = concat!("Keras's `", stringify!($Kind), "`.")]
            $Kind($Kind),)+
        }

        impl Layer {
            /// Every kind, in the order people are offered them.
            pub const KINDS: &'static [Kind<Self>] = &[$(Kind {
                name: stringify!($Kind),
                help: $Kind::ABOUT,
                fields: $Kind::described,
                new: || Self::$Kind($Kind::default()),
            }),+];

            /// Keras's class name.
            #[must_use]
            pub fn class_name(&self) -> &'static str {
                match self {
                    $(Self::$Kind(_) => stringify!($Kind),)+
                }
            }

            /// The declaration of its kind.
            #[must_use]
            pub fn kind(&self) -> &dyn LayerKind {
                match self {
                    $(Self::$Kind(kind) => kind,)+
                }
            }

            /// Its fields, to be changed.
            #[must_use]
            pub fn fields_mut(&mut self) -> &mut dyn Fields {
                match self {
                    $(Self::$Kind(kind) => kind,)+
                }
            }
        }

        $(impl From<$Kind> for Layer {
            fn from(kind: $Kind) -> Self {
                Self::$Kind(kind)
            }
        })+

        impl schemars::JsonSchema for Layer {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                "Layer".into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                kind::one_of(
                    "One layer. Sizes are `[height, width]`; a single number in JSON stands for both.",
                    vec![$((stringify!($Kind), <$Kind as schemars::JsonSchema>::json_schema(generator)),)+],
                )
            }
        }
    };
}
layer_kinds!(define_layers);

impl Layer {
    /// Its fields.
    #[must_use]
    pub fn fields(&self) -> &dyn Fields {
        self.kind()
    }

    /// The function applied to the layer's output.
    #[must_use]
    pub fn activation(&self) -> activations::Activation {
        match self.kind().get("activation") {
            Some(FieldValue::Choice(name)) => activations::Activation::by_name(name),
            _ => None,
        }
        .unwrap_or_default()
    }
}

impl Model {
    pub(super) fn validate(&self) -> Result<(), ExperimentError> {
        ensure(
            !self.layers.is_empty(),
            "model.layers",
            "is empty",
            "Add at least a Dense layer with a unit for every class.",
        )?;
        for (i, layer) in self.layers.iter().enumerate() {
            let at = format!("model.layers[{i}]");
            layer.fields().validate().map_err(|e| e.within(&at))?;
            ensure(
                layer.activation() != activations::Activation::Softmax
                    || i + 1 == self.layers.len(),
                &format!("{at}.activation"),
                "is softmax before the last layer",
                "Softmax turns the last layer's outputs into probabilities: move it there.",
            )?;
        }
        Ok(())
    }
}
