//! How one number of a layer's output comes about, on the numbers of the network at hand: the window of a convolution
//! or a pooling, the unit of a dense layer, or a value that is normalized.

pub use super::number::{How, Window, Working};
use super::values::{Array, Values};
use super::{normalized, windows};
use crate::experiment::layers::Dense;
use crate::experiment::{Activation, Layer, Shape};
use crate::ui::order::by_size;

/// How the number of a layer's unit at a row and column comes about; `None` where the layer is of another kind, or
/// its weights are not there.
#[must_use]
pub fn working(
    layer: &Layer,
    input: &Values,
    weights: &[&Array],
    output: &Values,
    unit: usize,
    at: [usize; 2],
) -> Option<Working> {
    let weight = |name: &str| weights.iter().copied().find(|array| array.name == name);
    let values = |name: &str| weight(name).map(|array| array.now.clone());
    let bias = weight("bias").and_then(|bias| bias.now.get(unit).copied());
    let found = match (layer, input.shape) {
        (Layer::Conv2D(conv), Shape::Image(_)) => {
            windows::convolution(conv, input, weight("kernel")?, bias, unit, at)
        }
        (Layer::DepthwiseConv2D(conv), Shape::Image(_)) => {
            windows::depthwise(conv, input, weight("kernel")?, bias, unit, at)
        }
        (Layer::SeparableConv2D(conv), Shape::Image(_)) => {
            let kernels = [weight("depthwise_kernel")?, weight("pointwise_kernel")?];
            windows::separable(conv, input, kernels, bias, unit, at)
        }
        (Layer::Conv2DTranspose(conv), Shape::Image(_)) => {
            windows::transposed(conv, input, weight("kernel")?, bias, unit, at)
        }
        (Layer::MaxPooling2D(pool), Shape::Image(_)) => {
            let window = (pool.pool_size, pool.step(), pool.padding, false);
            windows::pooling(input, window, unit, at)
        }
        (Layer::AveragePooling2D(pool), Shape::Image(_)) => {
            let window = (pool.pool_size, pool.step(), pool.padding, true);
            windows::pooling(input, window, unit, at)
        }
        (Layer::BatchNormalization(layer), _) => {
            normalized::by_channel(layer, input, &values, unit, at)
        }
        (Layer::LayerNormalization(layer), _) => {
            normalized::by_sample(layer, input, &values, unit, at)
        }
        (Layer::Dense(layer), Shape::Flat(_)) => dense(layer, input, weight("kernel")?, bias, unit),
        _ => None,
    };
    Some(Working {
        activation: activation(layer),
        output: output.at(unit, at),
        ..found?
    })
}

/// The layer's activation. By its kind's declaration, this would bring those of all kinds into the room's chunk.
fn activation(layer: &Layer) -> Activation {
    match layer {
        Layer::Conv2D(layer) => layer.activation,
        Layer::DepthwiseConv2D(layer) => layer.activation,
        Layer::SeparableConv2D(layer) => layer.activation,
        Layer::Conv2DTranspose(layer) => layer.activation,
        Layer::Dense(layer) => layer.activation,
        _ => Activation::Linear,
    }
}

fn dense(
    dense: &Dense,
    input: &Values,
    kernel: &Array,
    bias: Option<f32>,
    unit: usize,
) -> Option<Working> {
    let column = kernel.now.iter().skip(unit).step_by(dense.units);
    let terms: Vec<(f32, f32)> = input.values.iter().copied().zip(column.copied()).collect();
    if terms.len() != input.values.len() {
        return None;
    }
    let sum = terms.iter().map(|(x, w)| x * w).sum::<f32>();
    let order = by_size(terms.iter().map(|(x, w)| x * w)).into_iter();
    let terms = order.map(|i| (terms[i].0, terms[i].1, i)).collect();
    Some(Working {
        how: How::Dense { terms, bias },
        patch: None,
        sum: sum + bias.unwrap_or(0.0),
        activation: Activation::Linear,
        output: f32::NAN,
    })
}
