//! How one number of a layer's output comes about: the window of a convolution or a pooling, or the unit of a dense
//! layer, on the numbers of the network at hand.

use super::values::{Array, Values};
use crate::experiment::{Activation, Layer, Padding, Shape, window_output, window_span};

/// A number and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Working {
    /// How.
    pub how: How,
    /// The part of the input that the number follows from: top, left, bottom and right, the last two not in it.
    /// Beyond the picture's edge there are zeros. `None` of a dense layer, which takes all.
    pub patch: Option<[i64; 4]>,
    /// What comes out before the activation.
    pub sum: f32,
    /// The layer's activation.
    pub activation: Activation,
    /// What the network made of it; of a last layer with softmax, before that.
    pub output: f32,
}

/// How a number comes about.
#[derive(Clone, Debug, PartialEq)]
pub enum How {
    /// The sum over the channels of input times weight, and a bias.
    Convolution {
        /// Height and width of the windows.
        size: [usize; 2],
        /// A window of each channel.
        channels: Vec<Window>,
        /// The bias, if there is one.
        bias: Option<f32>,
    },
    /// The largest value of a window, or the mean of those within the picture.
    Pooling {
        /// Height and width of the window.
        size: [usize; 2],
        /// Its values; none beyond the edge.
        values: Vec<Option<f32>>,
        /// Whether it is the mean.
        is_mean: bool,
    },
    /// The sum of input times weight, and a bias.
    Dense {
        /// Input, weight and number of the input, those of the largest product by size first.
        terms: Vec<(f32, f32, usize)>,
        /// The bias, if there is one.
        bias: Option<f32>,
    },
}

/// A channel's part of a convolution.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The channel of the input.
    pub channel: usize,
    /// The input's values, 0 beyond the edge.
    pub input: Vec<f32>,
    /// The filter's.
    pub weights: Vec<f32>,
    /// The sum of their products.
    pub sum: f32,
}

/// How the number of a layer's unit at a row and column comes about; `None` where the layer is of another kind, or
/// its weights are not there.
#[must_use]
#[allow(
    clippy::many_single_char_names,
    reason = "sizes and places of pictures"
)]
pub fn working(
    layer: &Layer,
    input: &Values,
    weights: &[Array],
    output: &Values,
    unit: usize,
    at: [usize; 2],
) -> Option<Working> {
    let out = output.at(unit, at);
    let weight = |name: &str| weights.iter().find(|array| array.name == name);
    let bias = weight("bias").and_then(|bias| bias.now.get(unit).copied());
    let activation = layer.activation();
    match (layer, input.shape) {
        (Layer::Conv2D(conv), Shape::Image([h, w, c])) => {
            let kernel = weight("kernel")?;
            let [kh, kw] = conv.kernel_size;
            let rate = conv.dilation_rate;
            let span = window_span(conv.kernel_size, rate);
            let corner = corner([h, w], span, conv.strides, conv.padding, at)?;
            let own = c / conv.groups;
            let first = unit / (conv.filters / conv.groups).max(1) * own;
            let mut channels = Vec::new();
            for channel in 0..own {
                let mut window = Window {
                    channel: first + channel,
                    input: Vec::new(),
                    weights: Vec::new(),
                    sum: 0.0,
                };
                for ky in 0..kh {
                    for kx in 0..kw {
                        let y = corner[0] + (ky * rate[0]) as i64;
                        let x = corner[1] + (kx * rate[1]) as i64;
                        let value = inside(input, first + channel, [y, x]).unwrap_or(0.0);
                        let i = ((ky * kw + kx) * own + channel) * conv.filters + unit;
                        let weight = *kernel.now.get(i)?;
                        window.input.push(value);
                        window.weights.push(weight);
                        window.sum += value * weight;
                    }
                }
                channels.push(window);
            }
            let sum = channels.iter().map(|window| window.sum).sum::<f32>();
            Some(Working {
                how: How::Convolution {
                    size: conv.kernel_size,
                    channels,
                    bias,
                },
                patch: Some(patch(corner, span)),
                sum: sum + bias.unwrap_or(0.0),
                activation,
                output: out,
            })
        }
        (Layer::MaxPooling2D(pool), Shape::Image([h, w, _])) => pooling(
            input,
            (pool.pool_size, pool.step(), pool.padding, false),
            [h, w],
            unit,
            at,
            out,
        ),
        (Layer::AveragePooling2D(pool), Shape::Image([h, w, _])) => pooling(
            input,
            (pool.pool_size, pool.step(), pool.padding, true),
            [h, w],
            unit,
            at,
            out,
        ),
        (Layer::Dense(dense), Shape::Flat(_)) => {
            let kernel = weight("kernel")?;
            let column = kernel.now.iter().skip(unit).step_by(dense.units);
            let terms = input.values.iter().zip(column).enumerate();
            let mut terms: Vec<_> = terms.map(|(i, (x, w))| (*x, *w, i)).collect();
            if terms.len() != input.values.len() {
                return None;
            }
            let sum = terms.iter().map(|(x, w, _)| x * w).sum::<f32>();
            let size = |term: &(f32, f32, usize)| (term.0 * term.1).abs();
            terms.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.2.cmp(&b.2)));
            Some(Working {
                how: How::Dense { terms, bias },
                patch: None,
                sum: sum + bias.unwrap_or(0.0),
                activation,
                output: out,
            })
        }
        _ => None,
    }
}

fn pooling(
    input: &Values,
    (size, step, padding, is_mean): ([usize; 2], [usize; 2], Padding, bool),
    sizes: [usize; 2],
    unit: usize,
    at: [usize; 2],
    output: f32,
) -> Option<Working> {
    let corner = corner(sizes, size, step, padding, at)?;
    let places = (0..size[0]).flat_map(|y| (0..size[1]).map(move |x| [y as i64, x as i64]));
    let values: Vec<Option<f32>> = places
        .map(|[y, x]| inside(input, unit, [corner[0] + y, corner[1] + x]))
        .collect();
    let found = || values.iter().flatten().copied();
    let sum = if is_mean {
        found().sum::<f32>() / found().count().max(1) as f32
    } else {
        found().fold(f32::NEG_INFINITY, f32::max)
    };
    Some(Working {
        how: How::Pooling {
            size,
            values,
            is_mean,
        },
        patch: Some(patch(corner, size)),
        sum,
        activation: Activation::Linear,
        output,
    })
}

/// The upper left corner of the window of a place, which may lie beyond the edge.
fn corner(
    sizes: [usize; 2],
    span: [usize; 2],
    strides: [usize; 2],
    padding: Padding,
    at: [usize; 2],
) -> Option<[i64; 2]> {
    let mut corner = [0; 2];
    for i in 0..2 {
        let (n, (before, _)) = window_output(sizes[i], span[i], strides[i], padding)?;
        if at[i] >= n {
            return None;
        }
        corner[i] = (at[i] * strides[i]) as i64 - before as i64;
    }
    Some(corner)
}

fn patch([top, left]: [i64; 2], [h, w]: [usize; 2]) -> [i64; 4] {
    [top, left, top + h as i64, left + w as i64]
}

/// A value of a channel, if it is within the picture.
fn inside(input: &Values, channel: usize, [y, x]: [i64; 2]) -> Option<f32> {
    let Shape::Image([h, w, _]) = input.shape else {
        return None;
    };
    let is_inside = (0..h as i64).contains(&y) && (0..w as i64).contains(&x);
    is_inside.then(|| input.at(channel, [y as usize, x as usize]))
}
