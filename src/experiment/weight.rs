//! What a layer's kind declares of each of its weights.

use std::borrow::Cow;

use super::field::choices;

/// A weight of a layer: a tensor that is learned, or kept from what passed through.
#[derive(Clone, Debug, PartialEq)]
pub struct Weight {
    /// Keras's name, as in `conv2d/kernel`; with the path of its layer where that is within another.
    pub name: Cow<'static, str>,
    /// The shape in Keras's layout.
    pub shape: Vec<usize>,
    /// What its values begin as.
    pub initializer: Initializer,
    /// What changes it.
    pub role: WeightRole,
    /// What its axes are.
    pub layout: WeightLayout,
    /// The field that makes it large; empty where none of the layer's own does.
    pub sized_by: Cow<'static, str>,
    /// What the loss adds for each absolute value.
    pub l1: f64,
    /// What the loss adds for the square of each value.
    pub l2: f64,
}

choices! {
    /// How values begin, by Keras's name.
    pub enum Initializer {
        /// Uniform, with a variance that keeps that of what passes in both directions (Glorot &
        /// Bengio 2010).
        GlorotUniform = "glorot_uniform",
        /// The same variance, normal, cut off at two standard deviations.
        GlorotNormal = "glorot_normal",
        /// Uniform, with a variance for what rectifiers leave (He et al. 2015).
        HeUniform = "he_uniform",
        /// The same variance, normal, cut off at two standard deviations.
        HeNormal = "he_normal",
        /// Uniform, with a variance that keeps that of what passes forward (`LeCun` et al. 1998).
        LecunUniform = "lecun_uniform",
        /// The same variance, normal, cut off at two standard deviations.
        LecunNormal = "lecun_normal",
        /// Uniform from -0.05 to 0.05.
        RandomUniform = "random_uniform",
        /// Normal with a standard deviation of 0.05.
        RandomNormal = "random_normal",
        /// The same, cut off at two standard deviations.
        TruncatedNormal = "truncated_normal",
        /// All 0.
        Zeros = "zeros",
        /// All 1.
        Ones = "ones",
    }
}

/// What changes a weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightRole {
    /// The optimizer.
    Trainable,
    /// The forward pass: a running statistic.
    Statistic,
}

/// What the axes of a weight are in Keras, where devices want them in another order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightLayout {
    /// The same everywhere.
    Plain,
    /// Height, width, input channels, output channels: the kernel of a convolution.
    Hwio,
}

impl Weight {
    /// A trainable weight.
    #[must_use]
    pub fn trainable(name: &'static str, shape: impl Into<Vec<usize>>, start: Initializer) -> Self {
        Self {
            name: Cow::Borrowed(name),
            shape: shape.into(),
            initializer: start,
            role: WeightRole::Trainable,
            layout: WeightLayout::Plain,
            sized_by: Cow::Borrowed(""),
            l1: 0.0,
            l2: 0.0,
        }
    }

    /// A running statistic.
    #[must_use]
    pub fn statistic(name: &'static str, shape: impl Into<Vec<usize>>, start: Initializer) -> Self {
        Self {
            role: WeightRole::Statistic,
            ..Self::trainable(name, shape, start)
        }
    }

    /// The same with other axes.
    #[must_use]
    pub fn layout(self, layout: WeightLayout) -> Self {
        Self { layout, ..self }
    }

    /// The same, naming the field that makes it large.
    #[must_use]
    pub fn sized_by(self, field: &'static str) -> Self {
        Self {
            sized_by: Cow::Borrowed(field),
            ..self
        }
    }

    /// The same, with what the loss adds for each absolute value and for each square.
    #[must_use]
    pub fn regularized(self, l1: f64, l2: f64) -> Self {
        Self { l1, l2, ..self }
    }

    /// Whether the optimizer changes it.
    #[must_use]
    pub fn is_trainable(&self) -> bool {
        self.role == WeightRole::Trainable
    }

    /// Number of values. Shapes that [`Model::summary`](super::Model::summary) let pass fit.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it has no values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
