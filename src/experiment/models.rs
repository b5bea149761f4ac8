//! The models that the page offers by name.

use super::layers::{self, BatchNormalization, Conv2D, Dense};
use super::{Activation, Layer, Model, Padding, Shape};

/// A model offered by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuiltInModel {
    /// Small and quick: two strided convolutions, each batch-normalized. With one cycle of the step size
    /// it is above 99 % on MNIST's test set after two epochs (docs/results/default-recipe.md).
    SmallCnn,
    /// The network of study C: 858 122 parameters.
    StudyCCnn,
    /// For photographs: convolutions that halve the picture, each batch-normalized, and the mean
    /// of each channel instead of many weights.
    PhotoCnn,
    /// Two hidden layers: for points and tables, and as simple as a network for pictures gets.
    SmallMlp,
}

/// The classes of the data that a new experiment has.
const CLASSES: usize = 10;

/// The model a new experiment has.
pub const DEFAULT_MODEL: BuiltInModel = BuiltInModel::SmallCnn;

impl BuiltInModel {
    /// Every built-in model, in the order people are offered them.
    pub const ALL: [Self; 4] = [
        Self::SmallCnn,
        Self::StudyCCnn,
        Self::PhotoCnn,
        Self::SmallMlp,
    ];

    /// The name people know it by; the page's `Model` options.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SmallCnn => "Small CNN",
            Self::StudyCCnn => "Study C CNN",
            Self::PhotoCnn => "Photo CNN",
            Self::SmallMlp => "Small MLP",
        }
    }

    /// The model of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.name() == name)
    }

    /// The built-in model that a model is, whatever its number of classes.
    #[must_use]
    pub fn of(model: &Model) -> Option<Self> {
        let Some(Layer::Dense(Dense { units, .. })) = model.layers.last() else {
            return None;
        };
        Self::by_name(&model.name).filter(|built_in| built_in.for_classes(*units) == *model)
    }

    /// The model that is most like this one among those that take such samples.
    #[must_use]
    pub fn for_input(self, input: Shape) -> Self {
        match input {
            Shape::Image(_) => self,
            Shape::Flat(_) => Self::SmallMlp,
        }
    }

    /// The model itself, for ten classes.
    #[must_use]
    pub fn model(self) -> Model {
        self.for_classes(CLASSES)
    }

    /// The model for a number of classes.
    #[must_use]
    pub fn for_classes(self, classes: usize) -> Model {
        use Activation::{Relu, Softmax};
        let layers = match self {
            Self::SmallCnn => {
                let conv = |filters, size| {
                    Layer::from(Conv2D {
                        filters,
                        kernel_size: [size, size],
                        strides: [2, 2],
                        padding: Padding::Same,
                        activation: Relu,
                        ..Conv2D::default()
                    })
                };
                // Two epochs have few steps: running statistics must follow in time.
                let norm = || {
                    Layer::from(BatchNormalization {
                        momentum: 0.9,
                        ..BatchNormalization::default()
                    })
                };
                vec![
                    conv(12, 5),
                    norm(),
                    conv(24, 3),
                    norm(),
                    Layer::flatten(),
                    Layer::dense(64, Relu),
                    Layer::dense(classes, Softmax),
                ]
            }
            Self::StudyCCnn => {
                let block = |filters| {
                    [
                        Layer::conv2d(filters, 5, Padding::Same, Relu),
                        Layer::max_pooling2d(2),
                        Layer::batch_normalization(),
                        Layer::dropout(0.25),
                    ]
                };
                let head = [
                    Layer::flatten(),
                    Layer::dense(256, Relu),
                    Layer::dropout(0.5),
                    Layer::dense(classes, Softmax),
                ];
                [block(32), block(64)]
                    .into_iter()
                    .flatten()
                    .chain(head)
                    .collect()
            }
            Self::PhotoCnn => {
                let block = |filters| {
                    [
                        Conv2D {
                            filters,
                            strides: [2, 2],
                            padding: Padding::Same,
                            ..Conv2D::default()
                        }
                        .into(),
                        // Small sets have few steps: running statistics must follow in time.
                        BatchNormalization {
                            momentum: 0.9,
                            ..BatchNormalization::default()
                        }
                        .into(),
                        layers::Activation { activation: Relu }.into(),
                    ]
                };
                let head = [
                    Layer::global_average_pooling2d(),
                    Layer::dropout(0.25),
                    Layer::dense(classes, Softmax),
                ];
                [16, 32, 64, 128]
                    .into_iter()
                    .flat_map(block)
                    .chain(head)
                    .collect()
            }
            Self::SmallMlp => vec![
                Layer::flatten(),
                Layer::dense(32, Relu),
                Layer::dense(32, Relu),
                Layer::dense(classes, Softmax),
            ],
        };
        Model::new(self.name(), layers)
    }
}
