//! What a layer's kind declares of each of its weights.

/// A weight of a layer: a tensor that is learned, or kept from what passed through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weight {
    /// Keras's name, as in `conv2d/kernel`.
    pub name: &'static str,
    /// The shape in Keras's layout.
    pub shape: Vec<usize>,
    /// What its values begin as.
    pub initializer: Initializer,
    /// What changes it.
    pub role: WeightRole,
    /// What its axes are.
    pub layout: WeightLayout,
    /// The field that makes it large; empty where none of the layer's own does.
    pub sized_by: &'static str,
}

/// How values begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initializer {
    /// Uniform, within a limit that keeps the variance of what passes through (Glorot & Bengio
    /// 2010).
    GlorotUniform,
    /// All 0.
    Zeros,
    /// All 1.
    Ones,
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
            name,
            shape: shape.into(),
            initializer: start,
            role: WeightRole::Trainable,
            layout: WeightLayout::Plain,
            sized_by: "",
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
            sized_by: field,
            ..self
        }
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
