//! A convolution's passes: which shaders run over which memory.

use burn::backend::Wgpu;
use burn::tensor::{Shape, Tensor};

use super::frame::{Frame, lines};
use super::kernel_gradient::KernelGradient;
use super::memory::{Memory, memory};
use super::shader;
use super::windows::Windows;
use crate::engine::steps::Steps;

/// A convolution's sizes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Convolution {
    channels: usize,
    filters: usize,
    input: [usize; 2],
    output: [usize; 2],
    window: [usize; 2],
    strides: [usize; 2],
    dilation: [usize; 2],
    pads: [(usize, usize); 2],
    is_rectified: bool,
}

/// Values filled up to whole vectors of four.
fn filled(n: usize) -> usize {
    n.next_multiple_of(4)
}

impl Convolution {
    /// Of pictures `[batch, channels, height, width]` with a kernel of so many values.
    pub fn new(
        [_, channels, h, w]: [usize; 4],
        values: usize,
        window: [usize; 2],
        steps: &Steps,
        is_rectified: bool,
    ) -> Option<Self> {
        let (input, taps) = ([h, w], channels * window[0] * window[1]);
        // On the way back, a window begins as far before the picture as it reaches, less the zeros before it.
        let reaches = |i: usize| {
            let (before, after) = steps.pads[i];
            let reach = (window[i] - 1) * steps.dilation[i];
            before.max(after) <= reach && input[i] + before + after > reach
        };
        if steps.groups != 1 || taps == 0 || !(0..2).all(reaches) {
            return None;
        }
        Some(Self {
            channels,
            filters: values / taps,
            input,
            output: steps.output(input, window),
            window,
            strides: steps.strides,
            dilation: steps.dilation,
            pads: steps.pads,
            is_rectified,
        })
    }

    /// Frames of the pictures.
    fn frame(&self) -> Frame {
        let size = std::array::from_fn(|i| {
            (self.output[i] - 1) * self.strides[i] + (self.window[i] - 1) * self.dilation[i] + 1
        });
        Frame {
            size,
            channels: if self.channels > 2 {
                filled(self.channels)
            } else {
                self.channels
            },
            begin: self.pads.map(|(before, _)| before),
            spacing: [1, 1],
        }
    }

    fn windows(&self) -> Windows {
        Windows {
            frame: self.frame(),
            width: if self.channels > 2 { 4 } else { 1 },
            filters: filled(self.filters),
            window: self.window,
            strides: self.strides,
            dilation: self.dilation,
            output: self.output,
        }
    }

    /// Frames of the gradients by the output: for the gradient by the pictures with the border into which its
    /// windows reach, and as far apart as the windows of the forward pass.
    fn gradients(&self, for_pictures: bool) -> Frame {
        let channels = filled(self.filters);
        if !for_pictures {
            return Frame {
                size: self.output,
                channels,
                begin: [0, 0],
                spacing: [1, 1],
            };
        }
        let reach: [usize; 2] = std::array::from_fn(|i| (self.window[i] - 1) * self.dilation[i]);
        Frame {
            size: std::array::from_fn(|i| self.input[i] + reach[i]),
            channels,
            begin: std::array::from_fn(|i| reach[i] - self.pads[i].0),
            spacing: self.strides,
        }
    }

    /// What the way back needs of the pictures: [`Frame`]s.
    pub fn frames(&self, x: &Memory) -> Memory {
        framed(&self.frame(), x, None)
    }

    /// The output from frames; its memory is channels last.
    pub fn forward(&self, frames: &Memory, kernel: &Memory, bias: Option<&Memory>) -> Memory {
        let windows = self.windows();
        let lines = self.lines(kernel, [windows.frame.channels, windows.filters], false);
        let text = windows.text(bias.is_some(), self.is_rectified);
        let mut inputs = vec![frames, &lines];
        inputs.extend(bias);
        convolved(&windows, text, &inputs, self.filters)
    }

    fn lines(&self, kernel: &Memory, sizes: [usize; 2], is_back: bool) -> Memory {
        let text = lines([self.filters, self.channels], self.window, sizes, is_back);
        let count = self.window[0] * self.window[1] * sizes[0] * sizes[1];
        shader::run(text, &[kernel], Shape::new([count]), count)
    }

    /// The gradient by the output in frames, where the output was not rectified.
    pub fn gradient_frames(&self, dy: &Memory, output: &Memory, for_pictures: bool) -> Memory {
        let gate = self.is_rectified.then_some(output);
        framed(&self.gradients(for_pictures), dy, gate)
    }

    /// The gradient by the pictures, from gradients in frames that were made for it.
    pub fn by_pictures(&self, gradients: &Memory, kernel: &Memory) -> Memory {
        let frame = self.gradients(true);
        let windows = Windows {
            frame,
            width: 4,
            filters: filled(self.channels),
            window: self.window,
            strides: [1, 1],
            dilation: self.dilation,
            output: self.input,
        };
        let lines = self.lines(kernel, [frame.channels, windows.filters], true);
        let text = windows.text(false, false);
        convolved(&windows, text, &[gradients, &lines], self.channels)
    }

    /// The gradient by the kernel, as one row.
    pub fn by_kernel(&self, frames: &Memory, gradients: &Memory, for_pictures: bool) -> Tensor<1> {
        let by_kernel = KernelGradient {
            windows: self.windows(),
            gradients: self.gradients(for_pictures),
        };
        let Windows { frame, filters, .. } = by_kernel.windows;
        let [height, width] = self.window;
        let sizes = [by_kernel.parts(), height, width, frame.channels, filters];
        let (text, count) = (by_kernel.text(), by_kernel.invocations());
        let sums = shader::run(text, &[frames, gradients], Shape::new(sizes), count);
        let sums = Tensor::<5>::from_primitive::<Wgpu>(sums).sum_dim(0);
        let sums = sums.slice([0..1, 0..height, 0..width, 0..self.channels, 0..self.filters]);
        let count = height * width * self.channels * self.filters;
        sums.permute([0, 4, 3, 1, 2]).reshape([count])
    }

    /// The gradient by the bias.
    pub fn by_bias(&self, gradients: Memory, for_pictures: bool) -> Tensor<1> {
        let Frame { size, channels, .. } = self.gradients(for_pictures);
        let pixels = size[0] * size[1];
        let gradients = Tensor::<4>::from_primitive::<Wgpu>(gradients);
        let rows = gradients.reshape([-1, pixels as i32, channels as i32]);
        let sums: Tensor<3> = rows.sum_dim(1).sum_dim(0);
        sums.slice([0..1, 0..1, 0..self.filters])
            .reshape([self.filters])
    }
}

/// Pictures, in frames.
fn framed(frame: &Frame, pictures: &Memory, gate: Option<&Memory>) -> Memory {
    let [n, sizes @ ..] = dims(pictures);
    let text = frame.text(sizes, strides(pictures), gate.map(strides));
    let [rows, columns] = frame.size;
    let shape = Shape::new([n, rows, columns, frame.channels]);
    let count = shape.num_elements();
    let mut inputs = vec![pictures];
    inputs.extend(gate);
    shader::run(text, &inputs, shape, count)
}

/// A convolution of frames, as a tensor `[batch, filters, height, width]`.
fn convolved(windows: &Windows, text: String, inputs: &[&Memory], filters: usize) -> Memory {
    let [n, ..] = dims(inputs[0]);
    let [rows, columns] = windows.output;
    let shape = Shape::new([n, rows, columns, windows.filters]);
    let written = shader::run(text, inputs, shape, windows.invocations(n));
    let output = Tensor::<4>::from_primitive::<Wgpu>(written).permute([0, 3, 1, 2]);
    memory(if filters == windows.filters {
        output
    } else {
        output.slice([0..n, 0..filters])
    })
}

fn dims(tensor: &Memory) -> [usize; 4] {
    tensor.meta.shape().dims()
}

fn strides(tensor: &Memory) -> [usize; 4] {
    let strides = tensor.meta.strides();
    std::array::from_fn(|i| strides[i])
}
