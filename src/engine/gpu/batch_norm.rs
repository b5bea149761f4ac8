//! Batch normalization as shaders: the sums over a batch in parts and then in all, so that no invocation waits for
//! another, and one over the values on the way forth and back.

use std::fmt::Write;

use burn::backend::Wgpu;
use burn::tensor::{Shape, Tensor};

use super::flat::begins_of;
use super::memory::{Memory, memory};
use super::shader::run;
use super::text::head;

/// A layer's sizes. A row of features is a picture of one pixel.
#[derive(Clone, Copy, Debug)]
pub(super) struct BatchNorm {
    channels: usize,
    /// Pixels of a row, and of a picture.
    width: usize,
    pixels: usize,
    pub epsilon: f64,
    /// The part of a running statistic that stays.
    pub momentum: f64,
    /// Where a row of channels begins that follows on others in one buffer.
    begins: [usize; 4],
}

impl BatchNorm {
    /// Of values `[batch, channels]` or `[batch, channels, height, width]`; `None` of others, and where there is more in
    /// their buffer than they, whose number follows from its length.
    pub fn new(x: &Memory, epsilon: f64, momentum: f64) -> Option<Self> {
        let shape = x.meta.shape();
        let (channels, [height, width]) = match shape[..] {
            [_, channels] => (channels, [1, 1]),
            [_, channels, height, width] => (channels, [height, width]),
            _ => return None,
        };
        let bytes = shape.num_elements() * size_of::<f32>();
        let begins = begins_of([channels; 4], x);
        (x.handle.size_in_used() == bytes as u64).then_some(Self {
            channels,
            width,
            pixels: height * width,
            epsilon,
            momentum,
            begins,
        })
    }

    /// Parts of the batch: as many as keep a device busy.
    fn parts(&self) -> usize {
        4096_usize.div_ceil(self.channels).min(64)
    }

    /// Rows of channels side by side, so many of them.
    fn rows(&self, count: usize) -> Shape {
        Shape::from([count * self.begins[1]])
    }

    /// The batch's means and variances, and the running ones after it: four rows of channels.
    pub fn statistics(&self, x: &Memory, running: [&Memory; 2]) -> Memory {
        let sums = self.sums(x, None);
        let Self {
            channels,
            momentum,
            begins: [_, variance, mean_after, variance_after],
            ..
        } = *self;
        let [mean, running_variance] = running;
        let mut text = head(&[
            ("x", "f32"),
            ("sums", "f32"),
            ("mean", "f32"),
            ("variance", "f32"),
            ("statistics", "f32"),
        ]);
        let _ = write!(
            text,
            "    let c = id;
    if c >= {channels}u {{ return; }}
{total}
    let n = f32(arrayLength(&x) / {channels}u);
    let from_first = first / n;
    let own_mean = x[{at}] + from_first;
    let own_variance = max(second / n - from_first * from_first, 0.0);
    statistics[c] = own_mean;
    statistics[{variance}u + c] = own_variance;
    statistics[{mean_after}u + c] = {momentum:?} * mean[c] + {rest:?} * own_mean;
    statistics[{variance_after}u + c] = {momentum:?} * variance[c] + {rest:?} * own_variance;
}}
",
            total = self.total(),
            at = format_args!("c * {}u", x.meta.strides()[1]),
            rest = 1.0 - momentum,
        );
        run(
            text,
            &[x, &sums, mean, running_variance],
            self.rows(4),
            channels,
        )
    }

    /// The values, each normalized by its channel's statistics. Their memory is channels last.
    pub fn normalized(&self, x: &Memory, statistics: &Memory, affine: [&Memory; 2]) -> Memory {
        let [gamma, beta] = affine;
        let mut text = head(&[
            ("x", "f32"),
            ("statistics", "f32"),
            ("gamma", "f32"),
            ("beta", "f32"),
            ("y", "f32"),
        ]);
        let _ = write!(
            text,
            "    if id >= arrayLength(&y) {{ return; }}
    let c = id % {channels}u;
    let m = id / {channels}u;
    y[id] = (x[{at}] - statistics[c]) * {root} * gamma[c] + beta[c];
}}
",
            channels = self.channels,
            at = self.at(x),
            root = self.root(),
        );
        each(text, &[x, statistics, gamma, beta], x)
    }

    /// The gradients by gamma and beta: two rows of channels.
    pub fn by_affine(&self, x: &Memory, statistics: &Memory, dy: &Memory) -> Memory {
        let sums = self.sums(x, Some([dy, statistics]));
        let mut text = head(&[("sums", "f32"), ("gradients", "f32")]);
        let _ = write!(
            text,
            "    let c = id;
    if c >= {channels}u {{ return; }}
{total}
    gradients[c] = second;
    gradients[{beta}u + c] = first;
}}
",
            channels = self.channels,
            total = self.total(),
            beta = self.begins[1],
        );
        run(text, &[&sums], self.rows(2), self.channels)
    }

    /// The gradient by the values, from those by gamma and beta. Its memory is channels last.
    pub fn by_values(
        &self,
        x: &Memory,
        statistics: &Memory,
        dy: &Memory,
        gamma: &Memory,
        affine: &Memory,
    ) -> Memory {
        let mut text = head(&[
            ("x", "f32"),
            ("dy", "f32"),
            ("statistics", "f32"),
            ("affine", "f32"),
            ("gamma", "f32"),
            ("dx", "f32"),
        ]);
        let _ = write!(
            text,
            "    if id >= arrayLength(&dx) {{ return; }}
    let c = id % {channels}u;
    let m = id / {channels}u;
    let n = f32(arrayLength(&dx) / {channels}u);
    let root = {root};
    let normalized = (x[{at}] - statistics[c]) * root;
    let along = (affine[{beta}u + c] + normalized * affine[c]) / n;
    dx[id] = gamma[c] * root * (dy[{at_dy}] - along);
}}
",
            channels = self.channels,
            root = self.root(),
            at = self.at(x),
            beta = self.begins[1],
            at_dy = self.at(dy),
        );
        each(text, &[x, dy, statistics, affine, gamma], x)
    }

    /// Two sums for each part and channel: of the values and their squares, as distances from the channel's first
    /// value, which keeps them small; or of gradients, and of their products with the normalized values.
    fn sums(&self, x: &Memory, gradients: Option<[&Memory; 2]>) -> Memory {
        let Self { channels, .. } = *self;
        let parts = self.parts();
        let mut buffers = vec![("x", "f32"), ("sums", "f32")];
        let mut inputs = vec![x];
        let (before, first, second) = match gradients {
            None => (
                format!("let begin = x[c * {}u];", x.meta.strides()[1]),
                format!("x[{}] - begin", self.at(x)),
                "value".to_owned(),
            ),
            Some([dy, statistics]) => {
                buffers.splice(1..1, [("dy", "f32"), ("statistics", "f32")]);
                inputs.extend([dy, statistics]);
                (
                    format!("let mean = statistics[c];\n    let root = {};", self.root()),
                    format!("dy[{}]", self.at(dy)),
                    format!("(x[{}] - mean) * root", self.at(x)),
                )
            }
        };
        let mut text = head(&buffers);
        let _ = write!(
            text,
            "    let c = id % {channels}u;
    let part = id / {channels}u;
    if part >= {parts}u {{ return; }}
    let all = arrayLength(&x) / {channels}u;
    let each = (all + {parts}u - 1u) / {parts}u;
    let end = min((part + 1u) * each, all);
    {before}
    var first = 0.0;
    var second = 0.0;
    for (var m = part * each; m < end; m++) {{
        let value = {first};
        first += value;
        second = fma(value, {second}, second);
    }}
    sums[part * {two}u + c] = first;
    sums[part * {two}u + {channels}u + c] = second;
}}
",
            two = 2 * channels,
        );
        let count = parts * channels;
        run(text, &inputs, Shape::from([2 * count]), count)
    }

    /// The sums of all parts, for a channel.
    fn total(&self) -> String {
        format!(
            "    var first = 0.0;
    var second = 0.0;
    for (var part = 0u; part < {}u; part++) {{
        first += sums[part * {two}u + c];
        second += sums[part * {two}u + {}u + c];
    }}",
            self.parts(),
            self.channels,
            two = 2 * self.channels,
        )
    }

    /// One over the root of a channel's variance.
    fn root(&self) -> String {
        let [_, variance, ..] = self.begins;
        format!(
            "inverseSqrt(statistics[{variance}u + c] + {:?})",
            self.epsilon
        )
    }

    /// Where the value of channel `c` at the `m`-th pixel of all pictures is.
    fn at(&self, tensor: &Memory) -> String {
        let Self { width, pixels, .. } = *self;
        match tensor.meta.strides()[..] {
            [sample, channel] => format!("m * {sample}u + c * {channel}u"),
            [sample, channel, row, column] => format!(
                "m / {pixels}u * {sample}u + c * {channel}u + m % {pixels}u / {width}u * {row}u + m % {width}u * {column}u"
            ),
            _ => unreachable!("`new` takes only these"),
        }
    }
}

/// Runs a shader that writes as many values as `like` has, channels last.
fn each(text: String, inputs: &[&Memory], like: &Memory) -> Memory {
    match like.meta.shape()[..] {
        [n, channels] => run(text, inputs, Shape::from([n, channels]), n * channels),
        [n, channels, height, width] => {
            let shape = Shape::from([n, height, width, channels]);
            let count = shape.num_elements();
            let written = run(text, inputs, shape, count);
            memory(Tensor::<4>::from_primitive::<Wgpu>(written).permute([0, 3, 1, 2]))
        }
        _ => unreachable!("`new` takes only these"),
    }
}
