//! Layers, by Keras's class names, meanings and defaults: a file a kind, and the list of them.
//! ARCHITECTURE.md says how to add one.

mod activation;
mod average_pooling2d;
mod batch_normalization;
mod conv2d;
mod conv2d_transpose;
mod cropping2d;
mod dense;
mod depthwise_conv2d;
mod dropout;
#[allow(clippy::upper_case_acronyms, reason = "Keras's name")]
mod elu;
mod flatten;
mod gaussian_noise;
mod global_average_pooling2d;
mod global_max_pooling2d;
mod group_normalization;
mod layer_normalization;
mod leaky_re_lu;
mod max_pooling2d;
mod normalization;
mod p_re_lu;
mod permute;
mod re_lu;
mod rescaling;
mod reshape;
mod residual;
mod separable_conv2d;
mod spatial_dropout2d;
mod unit_normalization;
mod up_sampling2d;
pub(super) mod window;
mod zero_padding2d;

pub use activation::Activation;
pub use average_pooling2d::AveragePooling2D;
pub use batch_normalization::BatchNormalization;
pub use conv2d::Conv2D;
pub use conv2d_transpose::Conv2DTranspose;
pub use cropping2d::Cropping2D;
pub use dense::Dense;
pub use depthwise_conv2d::DepthwiseConv2D;
pub use dropout::Dropout;
pub use elu::ELU;
pub use flatten::Flatten;
pub use gaussian_noise::GaussianNoise;
pub use global_average_pooling2d::GlobalAveragePooling2D;
pub use global_max_pooling2d::GlobalMaxPooling2D;
pub use group_normalization::GroupNormalization;
pub use layer_normalization::LayerNormalization;
pub use leaky_re_lu::LeakyReLU;
pub use max_pooling2d::MaxPooling2D;
pub use normalization::Normalization;
pub use p_re_lu::PReLU;
pub use permute::Permute;
pub use re_lu::ReLU;
pub use rescaling::Rescaling;
pub use reshape::Reshape;
pub use residual::Residual;
pub use separable_conv2d::SeparableConv2D;
pub use spatial_dropout2d::SpatialDropout2D;
pub use unit_normalization::UnitNormalization;
pub use up_sampling2d::{UpSampling, UpSampling2D};
pub use window::Padding;
pub use zero_padding2d::ZeroPadding2D;

use super::error::{ExperimentError, ensure};
use super::field::FieldValue;
use super::kind::{self, Kind};
use super::{Fields, Initializer, Model, Shape, Weight, activations};

/// Hands the list of all kinds to a macro; the engine makes its own of it (`engine/layers`).
/// The order is that in which people are offered them.
macro_rules! layer_kinds {
    ($define:ident) => {
        $define! {
            Dense,
            Conv2D,
            DepthwiseConv2D,
            SeparableConv2D,
            Conv2DTranspose,
            MaxPooling2D,
            AveragePooling2D,
            GlobalAveragePooling2D,
            GlobalMaxPooling2D,
            UpSampling2D,
            ZeroPadding2D,
            Cropping2D,
            Flatten,
            Reshape,
            Permute,
            Activation,
            ReLU,
            LeakyReLU,
            PReLU,
            ELU,
            BatchNormalization,
            LayerNormalization,
            GroupNormalization,
            UnitNormalization,
            Normalization,
            Rescaling,
            Dropout,
            SpatialDropout2D,
            GaussianNoise,
            Residual,
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

    /// Values of a sample that a training step keeps for the backward pass beside the output, for an
    /// input that [`Self::output`] takes; see [`Summary::step_bytes`](super::Summary::step_bytes).
    fn kept(&self, _input: Shape, _output: Shape) -> usize {
        0
    }

    /// Multiplications with an addition that a sample takes forward, for an input that
    /// [`Self::output`] takes; those of a value by itself do not count.
    fn multiply_adds(&self, _input: Shape, _output: Shape) -> u64 {
        0
    }

    /// Whether it must get the samples themselves, and so be the first layer of the model.
    fn takes_samples(&self) -> bool {
        false
    }

    /// The layers within it, if it is a block of layers.
    fn inner(&self) -> Option<&[Layer]> {
        None
    }

    /// The layers within it, to be changed; none where it is no block.
    fn inner_mut(&mut self) -> &mut [Layer] {
        &mut []
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

            /// The declaration of its kind, to be changed.
            #[must_use]
            pub fn kind_mut(&mut self) -> &mut dyn LayerKind {
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
        if let Some(classifier) = &self.classifier {
            let checked = (classifier as &dyn Fields).validate();
            checked.map_err(|e| e.within("model.classifier"))?;
            let message = format!("stands beside {}", classifier.name());
            let hint = "A model is either a network or a classifier: leave out one of the two.";
            return ensure(self.layers.is_empty(), "model.layers", message, hint);
        }
        ensure(
            !self.layers.is_empty(),
            "model.layers",
            "is empty",
            "Add at least a Dense layer with a unit for every class.",
        )?;
        validate(&self.layers, "model", true)
    }
}

/// Checks layers that follow one another. `at` is what they are the layers of; `is_model`: they are
/// the whole model and no block within it.
fn validate(layers: &[Layer], at: &str, is_model: bool) -> Result<(), ExperimentError> {
    for (i, layer) in layers.iter().enumerate() {
        let at = format!("{at}.layers[{i}]");
        layer.fields().validate().map_err(|e| e.within(&at))?;
        ensure(
            layer.activation() != activations::Activation::Softmax
                || is_model && i + 1 == layers.len(),
            &format!("{at}.activation"),
            "is softmax before the last layer",
            "Softmax turns the last layer's outputs into probabilities: move it there.",
        )?;
        ensure(
            !layer.kind().takes_samples() || is_model && i == 0,
            &at,
            format!("is {} after another layer", layer.class_name()),
            "Make it the first layer, for it is fitted to the samples; further on, use \
             BatchNormalization.",
        )?;
        if let Some(inner) = layer.kind().inner() {
            ensure(
                !inner.is_empty(),
                &format!("{at}.layers"),
                "is empty",
                "Add a layer, or remove the block.",
            )?;
            validate(inner, &at, false)?;
        }
    }
    Ok(())
}

/// The weights that a normalization multiplies by and adds.
fn affine(shape: &[usize], scale: bool, center: bool) -> Vec<Weight> {
    let weight = |name: &'static str, start| Weight::trainable(name, shape, start);
    let gamma = scale.then(|| weight("gamma", Initializer::Ones));
    let beta = center.then(|| weight("beta", Initializer::Zeros));
    gamma.into_iter().chain(beta).collect()
}
