//! Shape inference: every layer's output shape and number of parameters.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::Model;
use super::error::{ExperimentError, ensure};
use super::layer::{Layer, Padding};

/// Parameters that a network may have: 200 MB, and a browser tab must hold them four times,
/// with their gradients and what the optimizer keeps.
const MOST_PARAMETERS: usize = 50_000_000;
/// Values that a layer may give for one sample: 64 MB.
const MOST_VALUES: usize = 16_000_000;

/// The shape of one sample, without the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub enum Shape {
    /// `[height, width, channels]`.
    Image([usize; 3]),
    /// `[features]`.
    Flat(usize),
}

impl Shape {
    /// Values in a sample.
    #[must_use]
    pub fn len(self) -> usize {
        match self {
            Self::Image([h, w, c]) => h * w * c,
            Self::Flat(n) => n,
        }
    }

    /// Whether a sample has no values.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

impl std::fmt::Display for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Image([h, w, c]) => write!(f, "{h} × {w} × {c}"),
            Self::Flat(n) => write!(f, "{n}"),
        }
    }
}

/// A line of the model's summary table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct LayerSummary {
    /// Unique in its model, as Keras numbers them: `conv2d`, `conv2d_1`.
    pub name: String,
    /// Keras's class name.
    pub class_name: String,
    /// Shape of the output.
    pub output: Shape,
    /// Parameters changed by gradients.
    pub trainable: usize,
    /// Running statistics.
    pub non_trainable: usize,
}

/// The model's summary table (Keras's `model.summary()`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Summary {
    /// Shape of the input.
    pub input: Shape,
    /// A line a layer.
    pub layers: Vec<LayerSummary>,
}

impl Summary {
    /// Shape of the last layer's output.
    #[must_use]
    pub fn output(&self) -> Shape {
        self.layers.last().map_or(self.input, |l| l.output)
    }

    /// Parameters changed by gradients.
    #[must_use]
    pub fn trainable(&self) -> usize {
        self.layers.iter().map(|l| l.trainable).sum()
    }

    /// All parameters, running statistics among them (Keras's "Total params").
    #[must_use]
    pub fn total(&self) -> usize {
        self.trainable() + self.layers.iter().map(|l| l.non_trainable).sum::<usize>()
    }
}

/// Output size and padding `(before, after)` of a window of `size` sliding over `input`
/// in steps of `stride`; `None` where not one window fits.
///
/// # Source
/// TensorFlow's `SAME` and `VALID` (`tensorflow/core/framework/kernel_shape_util.cc`).
#[must_use]
pub fn window_output(
    input: usize,
    size: usize,
    stride: usize,
    padding: Padding,
) -> Option<(usize, (usize, usize))> {
    match padding {
        Padding::Valid => (input >= size).then(|| ((input - size) / stride + 1, (0, 0))),
        Padding::Same => {
            let output = input.div_ceil(stride);
            let total = ((output - 1) * stride + size).saturating_sub(input);
            Some((output, (total / 2, total - total / 2)))
        }
    }
}

impl Model {
    /// Infers every layer's output shape and parameter count.
    ///
    /// # Errors
    /// A layer that cannot take the shape before it, a window larger than its picture, more
    /// parameters or values than a browser can hold, or a last layer whose units differ from
    /// `classes`; the error names the layer.
    pub fn summary(&self, input: Shape, classes: usize) -> Result<Summary, ExperimentError> {
        let mut shape = input;
        let mut total: usize = 0;
        let mut layers: Vec<LayerSummary> = Vec::with_capacity(self.layers.len());
        for (i, layer) in self.layers.iter().enumerate() {
            let at = format!("model.layers[{i}]");
            let (output, trainable, non_trainable) =
                infer(layer, shape).map_err(|e| e.within(&at))?;
            total += trainable + non_trainable;
            ensure(
                total <= MOST_PARAMETERS,
                &at,
                format!("brings the network to {total} parameters"),
                &format!("Use smaller layers; {MOST_PARAMETERS} are the most in all."),
            )?;
            let class_name = layer.class_name();
            let before = layers.iter().filter(|l| l.class_name == class_name).count();
            let base = snake_case(class_name);
            layers.push(LayerSummary {
                name: if before == 0 {
                    base
                } else {
                    format!("{base}_{before}")
                },
                class_name: class_name.to_owned(),
                output,
                trainable,
                non_trainable,
            });
            shape = output;
        }
        if shape != Shape::Flat(classes) {
            return Err(ExperimentError::new(
                format!("model.layers[{}]", self.layers.len().saturating_sub(1)),
                format!("gives {shape} values a sample, and the data has {classes} classes"),
                format!("End with a Dense layer of {classes} units."),
            ));
        }
        Ok(Summary { input, layers })
    }
}

/// Output shape, trainable and non-trainable parameters of a layer.
fn infer(layer: &Layer, input: Shape) -> Result<(Shape, usize, usize), ExperimentError> {
    match layer {
        Layer::Conv2D {
            filters,
            kernel_size: [kh, kw],
            strides,
            padding,
            ..
        } => {
            let [h, w, c] = image(input, "Conv2D")?;
            let [oh, ow] = window([h, w], [*kh, *kw], *strides, *padding, "kernel_size")?;
            product(
                "filters",
                &[oh, ow, *filters],
                MOST_VALUES,
                "values a sample",
            )?;
            let weights = product(
                "filters",
                &[*kh, *kw, c, *filters],
                MOST_PARAMETERS,
                "parameters",
            )?;
            Ok((Shape::Image([oh, ow, *filters]), weights + filters, 0))
        }
        Layer::MaxPooling2D {
            pool_size,
            strides,
            padding,
        } => {
            let [h, w, c] = image(input, "MaxPooling2D")?;
            let strides = strides.unwrap_or(*pool_size);
            let [oh, ow] = window([h, w], *pool_size, strides, *padding, "pool_size")?;
            Ok((Shape::Image([oh, ow, c]), 0, 0))
        }
        Layer::BatchNormalization { .. } => {
            let channels = match input {
                Shape::Image([_, _, c]) => c,
                Shape::Flat(n) => n,
            };
            Ok((input, 2 * channels, 2 * channels))
        }
        Layer::Flatten {} => Ok((Shape::Flat(input.len()), 0, 0)),
        Layer::Dense { units, .. } => match input {
            Shape::Flat(n) => {
                let weights = product("units", &[n, *units], MOST_PARAMETERS, "parameters")?;
                Ok((Shape::Flat(*units), weights + units, 0))
            }
            Shape::Image(_) => Err(ExperimentError::new(
                "",
                format!("is Dense and gets pictures of {input}"),
                "Put a Flatten layer before it.",
            )),
        },
        Layer::Dropout { .. } | Layer::Activation { .. } => Ok((input, 0, 0)),
    }
}

/// The product of sizes up to `most`. In a browser a `usize` holds 32 bits, and the products
/// of sizes that are in order each by itself do not fit.
fn product(
    field: &str,
    sizes: &[usize],
    most: usize,
    what: &str,
) -> Result<usize, ExperimentError> {
    sizes
        .iter()
        .try_fold(1_usize, |product, &size| product.checked_mul(size))
        .filter(|product| *product <= most)
        .ok_or_else(|| {
            ExperimentError::new(
                field,
                format!("makes more than {most} {what}"),
                "Make this layer smaller, or what comes into it.",
            )
        })
}

fn image(shape: Shape, class: &str) -> Result<[usize; 3], ExperimentError> {
    match shape {
        Shape::Image(hwc) => Ok(hwc),
        Shape::Flat(n) => Err(ExperimentError::new(
            "",
            format!("is {class} and gets {n} values without height and width"),
            "Put it before the Flatten layer; for rows of numbers, use Dense layers instead.",
        )),
    }
}

fn window(
    input: [usize; 2],
    size: [usize; 2],
    strides: [usize; 2],
    padding: Padding,
    field: &str,
) -> Result<[usize; 2], ExperimentError> {
    let fitting = |i: usize| {
        window_output(input[i], size[i], strides[i], padding)
            .map(|(n, _)| n)
            .ok_or_else(|| {
                ExperimentError::new(
                    field,
                    format!(
                        "is {} × {} on pictures of {} × {}",
                        size[0], size[1], input[0], input[1]
                    ),
                    "Make the window smaller, or use padding \"same\".",
                )
            })
    };
    Ok([fitting(0)?, fitting(1)?])
}

/// Keras's layer name of a class: `MaxPooling2D` is `max_pooling2d`.
fn snake_case(class_name: &str) -> String {
    let mut name = String::new();
    let mut after_lowercase = false;
    for c in class_name.chars() {
        if c.is_ascii_uppercase() && after_lowercase {
            name.push('_');
        }
        after_lowercase = c.is_ascii_lowercase();
        name.push(c.to_ascii_lowercase());
    }
    name
}
