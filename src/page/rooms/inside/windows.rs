//! Numbers that follow from a window: of a convolution, in all its kinds, or of a pooling.

use super::number::{How, Window, Working};
use super::values::{Array, Values};
use crate::experiment::layers::{Conv2D, Conv2DTranspose, DepthwiseConv2D, SeparableConv2D};
use crate::experiment::{Activation, Padding, Shape, window_output, window_span};

/// Where a window lies, and how its filter is laid over it.
struct Frame {
    corner: [i64; 2],
    size: [usize; 2],
    rate: [usize; 2],
}

impl Frame {
    fn new(
        input: &Values,
        size: [usize; 2],
        (strides, rate, padding): ([usize; 2], [usize; 2], Padding),
        at: [usize; 2],
    ) -> Option<Self> {
        let [h, w, _] = input.sizes();
        let corner = corner([h, w], window_span(size, rate), strides, padding, at)?;
        Some(Self { corner, size, rate })
    }

    fn patch(&self) -> [i64; 4] {
        patch(self.corner, window_span(self.size, self.rate))
    }

    /// The window of a channel; `weight` gives the filter's at a row and column.
    fn window(
        &self,
        input: &Values,
        channel: usize,
        weight: impl Fn(usize, usize) -> Option<f32>,
    ) -> Option<Window> {
        let mut window = Window {
            channel,
            input: Vec::new(),
            weights: Vec::new(),
            sum: 0.0,
        };
        for ky in 0..self.size[0] {
            for kx in 0..self.size[1] {
                let y = self.corner[0] + (ky * self.rate[0]) as i64;
                let x = self.corner[1] + (kx * self.rate[1]) as i64;
                window.push(
                    inside(input, channel, [y, x]).unwrap_or(0.0),
                    weight(ky, kx)?,
                );
            }
        }
        Some(window)
    }
}

impl Window {
    fn push(&mut self, value: f32, weight: f32) {
        self.input.push(value);
        self.weights.push(weight);
        self.sum += value * weight;
    }
}

/// Of a convolution.
pub fn convolution(
    conv: &Conv2D,
    input: &Values,
    kernel: &Array,
    bias: Option<f32>,
    unit: usize,
    at: [usize; 2],
) -> Option<Working> {
    let [_, _, c] = input.sizes();
    let how = (conv.strides, conv.dilation_rate, conv.padding);
    let frame = Frame::new(input, conv.kernel_size, how, at)?;
    let own = c / conv.groups;
    let first = unit / (conv.filters / conv.groups).max(1) * own;
    let window = |channel: usize| {
        frame.window(input, first + channel, |ky, kx| {
            let i = ((ky * conv.kernel_size[1] + kx) * own + channel) * conv.filters + unit;
            kernel.now.get(i).copied()
        })
    };
    let channels = (0..own).map(window).collect::<Option<Vec<_>>>()?;
    Some(of_channels(frame.size, channels, bias, frame.patch()))
}

/// Of a convolution of each channel by itself.
pub fn depthwise(
    conv: &DepthwiseConv2D,
    input: &Values,
    kernel: &Array,
    bias: Option<f32>,
    unit: usize,
    at: [usize; 2],
) -> Option<Working> {
    let [_, _, c] = input.sizes();
    let how = (conv.strides, conv.dilation_rate, conv.padding);
    let frame = Frame::new(input, conv.kernel_size, how, at)?;
    let own = [c, conv.depth_multiplier];
    let window = by_channel(&frame, input, kernel, own, unit)?;
    Some(of_channels(frame.size, vec![window], bias, frame.patch()))
}

/// Of a convolution of each channel by itself, and one of single pixels over what that gives.
pub fn separable(
    conv: &SeparableConv2D,
    input: &Values,
    [kernel, pointwise]: [&Array; 2],
    bias: Option<f32>,
    unit: usize,
    at: [usize; 2],
) -> Option<Working> {
    let [_, _, c] = input.sizes();
    let how = (conv.strides, conv.dilation_rate, conv.padding);
    let frame = Frame::new(input, conv.kernel_size, how, at)?;
    let own = [c, conv.depth_multiplier];
    let window = |filter: usize| {
        let window = by_channel(&frame, input, kernel, own, filter)?;
        let weight = *pointwise.now.get(filter * conv.filters + unit)?;
        Some((window, weight))
    };
    let filters = 0..c * conv.depth_multiplier;
    let channels = filters.map(window).collect::<Option<Vec<_>>>()?;
    let sum = channels
        .iter()
        .map(|(window, weight)| window.sum * weight)
        .sum::<f32>();
    Some(Working {
        how: How::Separable {
            size: frame.size,
            channels,
            bias,
        },
        patch: Some(frame.patch()),
        sum: sum + bias.unwrap_or(0.0),
        activation: Activation::Linear,
        output: f32::NAN,
    })
}

/// The window of one of the filters of a channel, of which each has as many.
fn by_channel(
    frame: &Frame,
    input: &Values,
    kernel: &Array,
    [channels, each]: [usize; 2],
    filter: usize,
) -> Option<Window> {
    let (channel, own) = (filter / each.max(1), filter % each.max(1));
    frame.window(input, channel, |ky, kx| {
        let i = ((ky * frame.size[1] + kx) * channels + channel) * each + own;
        kernel.now.get(i).copied()
    })
}

/// Of a transposed convolution: each value of the input adds its filter, so that a number is the sum over the values
/// whose filters reach it.
pub fn transposed(
    conv: &Conv2DTranspose,
    input: &Values,
    kernel: &Array,
    bias: Option<f32>,
    unit: usize,
    at: [usize; 2],
) -> Option<Working> {
    let [h, w, c] = input.sizes();
    // The rows and columns of the input that reach the place, each with that of its filter that does.
    let reaching = |side: usize, n: usize| -> Vec<(usize, usize)> {
        let (size, stride) = (conv.kernel_size[side], conv.strides[side]);
        let cut = match conv.padding {
            Padding::Same => size.saturating_sub(stride) / 2,
            Padding::Valid => 0,
        };
        let place = at[side] + cut;
        let all = (0..n).filter_map(|i| Some((i, place.checked_sub(i * stride)?)));
        all.filter(|(_, k)| *k < size).collect()
    };
    let (rows, columns) = (reaching(0, h), reaching(1, w));
    let mut channels = Vec::new();
    for channel in 0..c {
        let mut window = Window {
            channel,
            input: Vec::new(),
            weights: Vec::new(),
            sum: 0.0,
        };
        for (y, ky) in &rows {
            for (x, kx) in &columns {
                // Keras has the output's channels before the input's.
                let i = ((ky * conv.kernel_size[1] + kx) * conv.filters + unit) * c + channel;
                window.push(input.at(channel, [*y, *x]), *kernel.now.get(i)?);
            }
        }
        channels.push(window);
    }
    let ends = |of: &[(usize, usize)]| {
        let first = of.first().map_or(0, |(i, _)| *i as i64);
        [first, first + of.len() as i64]
    };
    let ([top, bottom], [left, right]) = (ends(&rows), ends(&columns));
    let size = [rows.len(), columns.len()];
    Some(of_channels(
        size,
        channels,
        bias,
        [top, left, bottom, right],
    ))
}

fn of_channels(
    size: [usize; 2],
    channels: Vec<Window>,
    bias: Option<f32>,
    patch: [i64; 4],
) -> Working {
    let sum = channels.iter().map(|window| window.sum).sum::<f32>();
    Working {
        how: How::Convolution {
            size,
            channels,
            bias,
        },
        patch: Some(patch),
        sum: sum + bias.unwrap_or(0.0),
        activation: Activation::Linear,
        output: f32::NAN,
    }
}

/// Of a pooling.
pub fn pooling(
    input: &Values,
    (size, step, padding, is_mean): ([usize; 2], [usize; 2], Padding, bool),
    unit: usize,
    at: [usize; 2],
) -> Option<Working> {
    let [h, w, _] = input.sizes();
    let sizes = [h, w];
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
        output: f32::NAN,
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
