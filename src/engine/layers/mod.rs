//! What each layer computes, with Keras's meaning: a file a kind, as in `experiment/layers`,
//! whose list this is too. A kind without a file here does not compile.

mod activation;
mod average_pooling2d;
mod batch_normalization;
mod conv2d;
mod conv2d_transpose;
mod cropping2d;
mod dense;
mod depthwise_conv2d;
mod dropout;
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
mod zero_padding2d;

pub(super) use residual::Entered;

use burn::tensor::Tensor;
use rand_pcg::Pcg32;

use super::activations::activate;
use super::value::Value;
use crate::experiment::layers::layer_kinds;
use crate::experiment::{Activation, Layer, Padding, window_output};

/// Whether a forward pass learns.
pub enum Mode<'a> {
    /// Batch statistics and dropout, whose masks come from this generator.
    Training(&'a mut Pcg32),
    /// Running statistics, and no dropout.
    Inference,
}

/// What a layer gives.
pub(super) struct Output {
    /// Its output.
    pub value: Value,
    /// New values of its running statistics, each with its index among the layer's weights.
    pub statistics: Vec<(usize, Tensor<1>)>,
}

impl From<Value> for Output {
    fn from(value: Value) -> Self {
        Self {
            value,
            statistics: Vec::new(),
        }
    }
}

/// What sees a layer, its name and its output.
pub(super) type Tap<'a> = &'a mut dyn FnMut(&Layer, &str, &Value);

/// What a kind of layer computes.
trait Compute {
    /// Its output before the activation. `weights` are those that the kind declares, in that
    /// order, each a row of values in the device's layout.
    fn forward(&self, weights: &[Tensor<1>], input: Value, mode: &mut Mode) -> Output;

    /// Its output after an activation function, which a kind may compute in the same pass.
    fn activated(
        &self,
        weights: &[Tensor<1>],
        input: Value,
        mode: &mut Mode,
        function: Activation,
    ) -> Output {
        let mut output = self.forward(weights, input, mode);
        output.value = activate(output.value, function);
        output
    }
}

macro_rules! define_compute {
    ($($Kind:ident),+ $(,)?) => {
        fn compute(layer: &Layer) -> &dyn Compute {
            match layer {
                $(Layer::$Kind(kind) => kind,)+
            }
        }
    };
}
layer_kinds!(define_compute);

/// Applies a layer, without its activation if `is_activated` is false. `weights` are as for
/// [`Compute::forward`].
pub(super) fn apply(
    layer: &Layer,
    weights: &[Tensor<1>],
    input: Value,
    mode: &mut Mode,
    is_activated: bool,
) -> Output {
    let function = if is_activated {
        layer.activation()
    } else {
        Activation::Linear
    };
    compute(layer).activated(weights, input, mode, function)
}

/// The same; `tap` sees the layers within a block and their outputs, each by its path from `name`, the
/// layer's own.
pub(super) fn apply_within(
    layer: &Layer,
    name: &str,
    weights: &[Tensor<1>],
    input: Value,
    mode: &mut Mode,
    is_activated: bool,
    tap: Tap,
) -> Output {
    let Layer::Residual(block) = layer else {
        return apply(layer, weights, input, mode, is_activated);
    };
    let mut output = block.run(weights, input, mode, Some((name, tap)));
    if is_activated {
        output.value = activate(output.value, layer.activation());
    }
    output
}

/// Applies a layer and the one after it in one pass, where there is a kernel for both: a convolution
/// and max pooling.
pub(super) fn apply_both(
    layer: &Layer,
    next: &Layer,
    weights: &[Tensor<1>],
    input: &Value,
) -> Option<Value> {
    match (layer, next, input) {
        (Layer::Conv2D(conv), Layer::MaxPooling2D(pool), Value::Image(x)) => {
            conv.pooled(weights, x, pool).map(Value::Image)
        }
        _ => None,
    }
}

/// Applies batch normalization and the dropout after it in one pass, where there is a kernel for both.
#[cfg(feature = "flex")]
pub(super) fn apply_dropped(
    layer: &Layer,
    next: &Layer,
    weights: &[Tensor<1>],
    input: &Value,
    mode: &mut Mode,
) -> Option<Output> {
    match (layer, next) {
        (Layer::BatchNormalization(norm), Layer::Dropout(dropout)) => {
            norm.dropped(weights, input, dropout, mode)
        }
        _ => None,
    }
}

/// The weights that a normalization multiplies by and adds, if it has them, and where the next
/// weight is.
fn affine(
    weights: &[Tensor<1>],
    scale: bool,
    center: bool,
) -> (Option<Tensor<1>>, Option<Tensor<1>>, usize) {
    let gamma = scale.then(|| weights[0].clone());
    let beta = center.then(|| weights[usize::from(scale)].clone());
    (gamma, beta, usize::from(scale) + usize::from(center))
}

/// A value for each channel or feature, to be combined with a batch.
fn per_channel<const D: usize>(values: Tensor<1>) -> Tensor<D> {
    let mut dims = [1; D];
    dims[1] = values.dims()[0];
    values.reshape(dims)
}

/// Values with a sample's axes in Keras's order, to be combined with a batch: `[1, channels, height,
/// width]`, or `[1, features]`.
fn in_order<const D: usize>(values: Tensor<1>, sizes: &[usize]) -> Tensor<D> {
    let mut dims = [1; D];
    dims[1..].copy_from_slice(sizes);
    let values = values.reshape(dims);
    if D == 4 {
        let mut order = [0_isize; D];
        order.copy_from_slice(&[0, 3, 1, 2]);
        values.permute(order)
    } else {
        values
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
