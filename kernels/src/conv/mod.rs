//! Convolution of pictures, channels last, with a bias, a rectifier and 2×2 max pooling in the same pass,
//! and its three gradients.
//!
//! Pictures are gone over one after another, or a few at once, so that what lies between two passes (the
//! picture with its border, the output before pooling, the gradient spread over it) stays in the cache.

mod direct;
mod parts;
mod picture;
mod points;
#[cfg(test)]
mod tests;
mod winograd;

use crate::rows::repeated;
use crate::simd::{Job, Simd, run};
use crate::threads::Shared;
pub(crate) use parts::{Parts, sum_parts};
pub(crate) use picture::Frame;
use picture::Output;

/// A convolution: what goes in and how windows go over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv {
    /// Pictures in a batch.
    pub pictures: usize,
    /// Rows and columns of a picture.
    pub input: [usize; 2],
    /// Channels of a picture.
    pub channels: usize,
    /// Channels of the output.
    pub filters: usize,
    /// Rows and columns of a window.
    pub kernel: [usize; 2],
    /// Between windows.
    pub strides: [usize; 2],
    /// Zeros `(before, after)` for rows and columns.
    pub pads: [(usize, usize); 2],
    /// Between the pixels of a window. Strides and a dilation above 1 exclude each other.
    pub dilation: [usize; 2],
}

/// What follows the convolution in the same pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Epilogue {
    /// Values below 0 become 0.
    pub relu: bool,
    /// The largest of each 2×2 pixels is kept; an odd last row or column is left out.
    pub pool: bool,
}

/// What a forward pass gives.
#[derive(Clone, Debug, Default)]
pub struct Forward {
    /// The output.
    pub y: Vec<f32>,
    /// Of each pooled value the index of the largest in its 2×2 pixels, row by row; 4 where the rectifier let
    /// nothing pass. Empty without pooling.
    pub argmax: Vec<u8>,
}

/// The gradient by the output, and what is needed to lead it back through the epilogue.
#[derive(Clone, Copy, Debug)]
pub enum Upstream<'a> {
    /// Nothing followed.
    Linear(&'a [f32]),
    /// A rectifier followed; then the output.
    Relu(&'a [f32], &'a [f32]),
    /// Pooling followed, with or without a rectifier; then the argmax.
    Pool(&'a [f32], &'a [u8]),
}

/// The gradients by what went in.
#[derive(Clone, Debug, Default)]
pub struct ConvGradients {
    /// By the pictures; empty where it was not asked for.
    pub x: Vec<f32>,
    /// By the kernel, in its order.
    pub kernel: Vec<f32>,
    /// By the bias, which is the sum over all pixels.
    pub bias: Vec<f32>,
}

/// How it is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Direct,
    Winograd3,
    Winograd5,
}

impl Conv {
    /// Rows and columns of the output, before pooling.
    #[must_use]
    pub fn output(&self) -> [usize; 2] {
        std::array::from_fn(|i| {
            let (before, after) = self.pads[i];
            let span = (self.kernel[i] - 1) * self.dilation[i] + 1;
            (self.input[i] + before + after - span) / self.strides[i] + 1
        })
    }

    /// Rows and columns of the output after an epilogue.
    #[must_use]
    pub fn output_after(&self, epilogue: Epilogue) -> [usize; 2] {
        self.output().map(|n| if epilogue.pool { n / 2 } else { n })
    }

    /// Values of a kernel.
    #[must_use]
    pub fn kernel_len(&self) -> usize {
        self.filters * self.channels * self.taps()
    }

    fn taps(&self) -> usize {
        self.kernel[0] * self.kernel[1]
    }

    fn input_len(&self) -> usize {
        self.input[0] * self.input[1] * self.channels
    }

    fn output_len(&self) -> usize {
        let [h, w] = self.output();
        h * w * self.filters
    }

    /// Whether [`Self::forward`] and [`Self::backward`] compute it.
    #[must_use]
    pub fn is_supported(&self) -> bool {
        let one = |i: usize| self.strides[i] == 1 || self.dilation[i] == 1;
        self.pictures > 0
            && self.channels > 0
            && self.filters > 0
            && one(0)
            && one(1)
            && (0..2).all(|i| {
                let span = (self.kernel[i] - 1) * self.dilation[i] + 1;
                self.kernel[i] > 0 && self.input[i] + self.pads[i].0 + self.pads[i].1 >= span
            })
    }

    /// The fastest way with vectors of so many values.
    pub(crate) fn way(&self, lanes: usize) -> Way {
        let [h, w] = self.output();
        let is_plain = self.strides == [1, 1] && self.dilation == [1, 1];
        let has_vectors = self.channels.is_multiple_of(lanes) && self.filters.is_multiple_of(lanes);
        let is_large = self.channels >= 16 && self.filters >= 16 && h.min(w) >= 4;
        match self.kernel {
            [3, 3] if is_plain && has_vectors && is_large => Way::Winograd3,
            [5, 5] if is_plain && has_vectors && is_large => Way::Winograd5,
            _ => Way::Direct,
        }
    }

    /// Convolves pictures `[pictures][rows][columns][channels]` with a kernel `[filters][channels][rows][columns]`.
    ///
    /// # Panics
    /// A slice has another length than this convolution says, or it is not [supported](Self::is_supported).
    #[must_use]
    pub fn forward(
        &self,
        x: &[f32],
        kernel: &[f32],
        bias: Option<&[f32]>,
        epilogue: Epilogue,
    ) -> Forward {
        self.forward_by(None, x, kernel, bias, epilogue)
    }

    pub(crate) fn forward_by(
        &self,
        way: Option<Way>,
        x: &[f32],
        kernel: &[f32],
        bias: Option<&[f32]>,
        epilogue: Epilogue,
    ) -> Forward {
        self.check(x, kernel);
        assert!(bias.is_none_or(|bias| bias.len() == self.filters));
        run(ForwardJob {
            conv: *self,
            way,
            x,
            kernel,
            bias,
            epilogue,
        })
    }

    /// The gradients of a sum of [`Self::forward`]'s values times `upstream`. That by the pictures is
    /// computed only if it `needs_x`.
    ///
    /// # Panics
    /// As [`Self::forward`].
    #[must_use]
    pub fn backward(
        &self,
        x: &[f32],
        kernel: &[f32],
        upstream: Upstream,
        needs_x: bool,
    ) -> ConvGradients {
        self.backward_by(None, x, kernel, upstream, needs_x)
    }

    pub(crate) fn backward_by(
        &self,
        way: Option<Way>,
        x: &[f32],
        kernel: &[f32],
        upstream: Upstream,
        needs_x: bool,
    ) -> ConvGradients {
        self.check(x, kernel);
        let [h, w] = self.output();
        let (whole, pooled) = (
            self.pictures * self.output_len(),
            self.pictures * (h / 2) * (w / 2) * self.filters,
        );
        match upstream {
            Upstream::Linear(dy) => assert_eq!(dy.len(), whole),
            Upstream::Relu(dy, y) => assert!(dy.len() == whole && y.len() == whole),
            Upstream::Pool(dy, argmax) => assert!(dy.len() == pooled && argmax.len() == pooled),
        }
        run(BackwardJob {
            conv: *self,
            way,
            x,
            kernel,
            upstream,
            needs_x,
        })
    }

    fn check(&self, x: &[f32], kernel: &[f32]) {
        assert!(self.is_supported(), "{self:?}");
        assert_eq!(x.len(), self.pictures * self.input_len(), "pictures");
        assert_eq!(kernel.len(), self.kernel_len(), "kernel");
    }
}

struct ForwardJob<'a> {
    conv: Conv,
    way: Option<Way>,
    x: &'a [f32],
    kernel: &'a [f32],
    bias: Option<&'a [f32]>,
    epilogue: Epilogue,
}

impl Job for ForwardJob<'_> {
    type Out = Forward;
    unsafe fn run<S: Simd>(self) -> Forward {
        let conv = &self.conv;
        let [h, w] = conv.output_after(self.epilogue);
        let len = conv.pictures * h * w * conv.filters;
        let mut out = Forward::default();
        out.y.reserve_exact(len);
        if self.epilogue.pool {
            out.argmax.reserve_exact(len);
        }
        let repeated = self.bias.map(repeated).unwrap_or_default();
        let output = Output {
            conv: *conv,
            bias: self.bias,
            repeated: &repeated,
            epilogue: self.epilogue,
            y: Shared(out.y.as_mut_ptr()),
            argmax: Shared(out.argmax.as_mut_ptr()),
        };
        match self.way.unwrap_or_else(|| conv.way(S::LANES)) {
            Way::Direct => direct::forward::<S>(conv, self.x, self.kernel, &output),
            Way::Winograd3 => {
                winograd::forward::<S, points::Three>(conv, self.x, self.kernel, &output);
            }
            Way::Winograd5 => {
                winograd::forward::<S, points::Five>(conv, self.x, self.kernel, &output);
            }
        }
        out.y.set_len(len);
        if self.epilogue.pool {
            out.argmax.set_len(len);
        }
        out
    }
}

struct BackwardJob<'a> {
    conv: Conv,
    way: Option<Way>,
    x: &'a [f32],
    kernel: &'a [f32],
    upstream: Upstream<'a>,
    needs_x: bool,
}

impl Job for BackwardJob<'_> {
    type Out = ConvGradients;
    unsafe fn run<S: Simd>(self) -> ConvGradients {
        let conv = &self.conv;
        let len = if self.needs_x {
            conv.pictures * conv.input_len()
        } else {
            0
        };
        let mut out = ConvGradients {
            x: Vec::with_capacity(len),
            kernel: vec![0.0; conv.kernel_len()],
            bias: vec![0.0; conv.filters],
        };
        let dx = self.needs_x.then_some(Shared(out.x.as_mut_ptr()));
        let arguments = picture::Backward {
            conv: *conv,
            x: self.x,
            kernel: self.kernel,
            upstream: self.upstream,
            dx,
        };
        // The bias' gradient is first summed for a row of pixels, and then over it.
        let mut row = vec![0.0; conv.output()[1] * conv.filters];
        let (dk, db) = (&mut out.kernel[..], &mut row[..]);
        match self.way.unwrap_or_else(|| conv.way(S::LANES)) {
            Way::Direct => direct::backward::<S>(&arguments, dk, db),
            Way::Winograd3 => winograd::backward::<S, points::Three>(&arguments, dk, db),
            Way::Winograd5 => winograd::backward::<S, points::Five>(&arguments, dk, db),
        }
        out.x.set_len(len);
        for pixel in row.chunks_exact(conv.filters) {
            for (sum, v) in out.bias.iter_mut().zip(pixel) {
                *sum += v;
            }
        }
        out
    }
}
