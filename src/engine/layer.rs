//! What each layer computes, with Keras's meaning.

use burn::tensor::activation::{relu, softmax};
use burn::tensor::module::{batch_norm, batch_norm_train, linear, max_pool2d};
use burn::tensor::ops::MaxPoolOptions;
use burn::tensor::{Tensor, TensorData};
use rand::Rng;
use rand_pcg::Pcg32;

use super::convolution::convolve;
use crate::experiment::{Activation, Layer, Padding, Shape, window_output};

/// What flows between layers.
#[derive(Clone, Debug)]
pub enum Value {
    /// `[batch, channels, height, width]`.
    Image(Tensor<4>),
    /// `[batch, features]`.
    Flat(Tensor<2>),
}

impl Value {
    /// The same on a graph of gradients.
    #[must_use]
    pub fn autodiff(self) -> Self {
        match self {
            Self::Image(t) => Self::Image(t.autodiff()),
            Self::Flat(t) => Self::Flat(t.autodiff()),
        }
    }

    /// The features of a flat value.
    ///
    /// # Panics
    /// On pictures; shape inference has ruled them out by then.
    #[must_use]
    pub fn into_flat(self) -> Tensor<2> {
        match self {
            Self::Flat(t) => t,
            Self::Image(t) => panic!("pictures of {:?} where features belong", t.dims()),
        }
    }

    fn into_image(self) -> Tensor<4> {
        match self {
            Self::Image(t) => t,
            Self::Flat(t) => panic!("features of {:?} where pictures belong", t.dims()),
        }
    }
}

/// Whether a forward pass learns.
pub enum Mode<'a> {
    /// Batch statistics and dropout, whose masks come from this generator.
    Training(&'a mut Pcg32),
    /// Running statistics, and no dropout.
    Inference,
}

/// The parameters that a layer has in Keras: name, shape (Keras's layout), initial rule.
pub(super) fn parameters(
    layer: &Layer,
    input: Shape,
) -> Vec<(&'static str, Vec<usize>, Initializer)> {
    use Initializer::{GlorotUniform, Ones, Zeros};
    match (layer, input) {
        (
            Layer::Conv2D {
                filters,
                kernel_size: [kh, kw],
                ..
            },
            Shape::Image([_, _, c]),
        ) => vec![
            ("kernel", vec![*kh, *kw, c, *filters], GlorotUniform),
            ("bias", vec![*filters], Zeros),
        ],
        (Layer::Dense { units, .. }, Shape::Flat(n)) => vec![
            ("kernel", vec![n, *units], GlorotUniform),
            ("bias", vec![*units], Zeros),
        ],
        (Layer::BatchNormalization { .. }, shape) => {
            let channels = match shape {
                Shape::Image([_, _, c]) => c,
                Shape::Flat(n) => n,
            };
            vec![
                ("gamma", vec![channels], Ones),
                ("beta", vec![channels], Zeros),
                ("moving_mean", vec![channels], Zeros),
                ("moving_variance", vec![channels], Ones),
            ]
        }
        _ => Vec::new(),
    }
}

/// How a parameter starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Initializer {
    GlorotUniform,
    Zeros,
    Ones,
}

/// Applies a layer, without its activation if `activate` is false. `weights` are the
/// layer's parameters in the order of [`parameters`]; returned beside the output are new
/// values for the running statistics at the given places among them.
pub(super) fn apply(
    layer: &Layer,
    weights: &[Tensor<1>],
    input: Value,
    mode: &mut Mode,
    activate: bool,
) -> (Value, Vec<(usize, Tensor<1>)>) {
    let output = match layer {
        Layer::Conv2D {
            filters,
            kernel_size,
            strides,
            padding,
            ..
        } => {
            let x = input.into_image();
            let [_, c, h, w] = x.dims();
            let pads = pads([h, w], *kernel_size, *strides, *padding);
            let kernel = weights[0]
                .clone()
                .reshape([*filters, c, kernel_size[0], kernel_size[1]]);
            Value::Image(convolve(x, kernel, weights[1].clone(), *strides, pads))
        }
        Layer::MaxPooling2D {
            pool_size,
            strides,
            padding,
        } => {
            let x = input.into_image();
            let [_, _, h, w] = x.dims();
            let strides = strides.unwrap_or(*pool_size);
            let options = MaxPoolOptions::new(*pool_size)
                .with_stride(strides)
                .with_padding_pairs(pads([h, w], *pool_size, strides, *padding));
            Value::Image(max_pool2d(x, options))
        }
        Layer::BatchNormalization { momentum, epsilon } => {
            return batch_normalization(weights, input, mode, *momentum, *epsilon);
        }
        Layer::Dropout { rate } => match mode {
            Mode::Training(rng) if *rate > 0.0 => dropout(input, *rate, rng),
            _ => input,
        },
        Layer::Flatten {} => match input {
            // Keras flattens height, width, channel; burn's pictures have channels first.
            Value::Image(x) => Value::Flat(x.permute([0, 2, 3, 1]).flatten(1, 3)),
            flat @ Value::Flat(_) => flat,
        },
        Layer::Dense { units, .. } => {
            let x = input.into_flat();
            let [_, n] = x.dims();
            let kernel = weights[0].clone().reshape([n, *units]);
            Value::Flat(linear(x, kernel, Some(weights[1].clone())))
        }
        Layer::Activation { .. } => input,
    };
    let output = if activate {
        activation(output, layer.activation())
    } else {
        output
    };
    (output, Vec::new())
}

fn activation(value: Value, function: Activation) -> Value {
    match (function, value) {
        (Activation::Linear, value) => value,
        (Activation::Relu, Value::Image(x)) => Value::Image(relu(x)),
        (Activation::Relu, Value::Flat(x)) => Value::Flat(relu(x)),
        (Activation::Softmax, Value::Image(x)) => Value::Image(softmax(x, 1)),
        (Activation::Softmax, Value::Flat(x)) => Value::Flat(softmax(x, 1)),
    }
}

/// Zeros around a picture, `(before, after)` for rows and columns.
fn pads(
    input: [usize; 2],
    size: [usize; 2],
    strides: [usize; 2],
    padding: Padding,
) -> [(usize, usize); 2] {
    std::array::from_fn(|i| {
        window_output(input[i], size[i], strides[i], padding).map_or((0, 0), |(_, around)| around)
    })
}

fn batch_normalization(
    weights: &[Tensor<1>],
    input: Value,
    mode: &Mode,
    momentum: f64,
    epsilon: f64,
) -> (Value, Vec<(usize, Tensor<1>)>) {
    fn run<const D: usize>(
        weights: &[Tensor<1>],
        x: Tensor<D>,
        mode: &Mode,
        momentum: f64,
        epsilon: f64,
    ) -> (Tensor<D>, Vec<(usize, Tensor<1>)>) {
        let [gamma, beta, mean, variance] = std::array::from_fn(|i| weights[i].clone());
        match mode {
            Mode::Training(_) => {
                let out = batch_norm_train(x, gamma, beta, epsilon);
                let follow = |running: Tensor<1>, batch: Tensor<1>| {
                    running
                        .inner()
                        .mul_scalar(momentum)
                        .add(batch.inner().mul_scalar(1.0 - momentum))
                };
                let statistics = vec![
                    (2, follow(mean, out.mean)),
                    (3, follow(variance, out.variance)),
                ];
                (out.output, statistics)
            }
            Mode::Inference => (
                batch_norm(x, gamma, beta, mean, variance, epsilon),
                Vec::new(),
            ),
        }
    }
    match input {
        Value::Image(x) => {
            let (y, s) = run(weights, x, mode, momentum, epsilon);
            (Value::Image(y), s)
        }
        Value::Flat(x) => {
            let (y, s) = run(weights, x, mode, momentum, epsilon);
            (Value::Flat(y), s)
        }
    }
}

/// Masks drawn on the host, so that every device drops the same values.
fn dropout(input: Value, rate: f64, rng: &mut Pcg32) -> Value {
    fn run<const D: usize>(x: Tensor<D>, rate: f64, rng: &mut Pcg32) -> Tensor<D> {
        let dims = x.dims();
        let threshold = (rate * f64::from(u32::MAX)) as u32;
        let scale = (1.0 / (1.0 - rate)) as f32;
        let mask: Vec<f32> = (0..dims.iter().product())
            .map(|_| {
                if rng.next_u32() < threshold {
                    0.0
                } else {
                    scale
                }
            })
            .collect();
        let mask = Tensor::<D>::from_data(TensorData::new(mask, dims), &x.device());
        x.mul(mask)
    }
    match input {
        Value::Image(x) => Value::Image(run(x, rate, rng)),
        Value::Flat(x) => Value::Flat(run(x, rate, rng)),
    }
}

#[cfg(test)]
#[cfg(feature = "flex")]
mod tests {
    use super::*;
    use rand::SeedableRng;

    fn row(values: Vec<f32>) -> Tensor<2> {
        let n = values.len();
        Tensor::from_data(
            TensorData::new(values, [1, n]),
            &burn::tensor::Device::flex(),
        )
    }

    fn values(value: Value) -> Vec<f32> {
        let data = value.into_flat().into_data();
        data.try_into_vec().unwrap()
    }

    #[test]
    fn dropout_drops_its_part_and_scales_the_rest_up() {
        let input: Vec<f32> = (1..=10_000).map(|v| v as f32).collect();
        let run = |mode: &mut Mode| {
            let input = Value::Flat(row(input.clone()));
            values(apply(&Layer::Dropout { rate: 0.2 }, &[], input, mode, true).0)
        };
        let output = run(&mut Mode::Training(&mut Pcg32::seed_from_u64(1)));
        let dropped = output.iter().filter(|v| **v == 0.0).count();
        assert!((1_900..2_100).contains(&dropped), "{dropped}");
        for (y, x) in output.iter().zip(&input) {
            assert!(*y == 0.0 || (y / x - 1.25).abs() < 1e-5, "{x} became {y}");
        }
        assert_eq!(run(&mut Mode::Inference), input);
    }

    #[test]
    fn flatten_puts_the_channels_of_a_place_together() {
        let (h, w, c) = (2, 3, 2);
        // Each value says its own place: row, column, channel.
        let place = |y: usize, x: usize, channel: usize| (100 * y + 10 * x + channel) as f32;
        let planes = (0..c).flat_map(|channel| {
            (0..h).flat_map(move |y| (0..w).map(move |x| place(y, x, channel)))
        });
        let input = Value::Image(row(planes.collect()).reshape([1, c, h, w]));
        let (output, _) = apply(&Layer::Flatten {}, &[], input, &mut Mode::Inference, true);
        let expected = (0..h).flat_map(|y| {
            (0..w).flat_map(move |x| (0..c).map(move |channel| place(y, x, channel)))
        });
        assert_eq!(values(output), expected.collect::<Vec<_>>());
    }
}
