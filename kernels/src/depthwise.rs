//! Convolution of each channel by itself, channels last.

use crate::simd::vectorized;

/// A depthwise convolution. Its kernel is in Keras's order, `[row][column][channel][multiple]`, and its
/// output has the multiples of the first channel, then those of the second, and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Depthwise {
    /// Pictures in a batch.
    pub pictures: usize,
    /// Rows and columns of a picture.
    pub input: [usize; 2],
    /// Channels of a picture.
    pub channels: usize,
    /// Outputs of each channel.
    pub multiplier: usize,
    /// Rows and columns of a window.
    pub kernel: [usize; 2],
    /// Between windows.
    pub strides: [usize; 2],
    /// Zeros `(before, after)` for rows and columns.
    pub pads: [(usize, usize); 2],
    /// Between the pixels of a window.
    pub dilation: [usize; 2],
}

impl Depthwise {
    /// Rows and columns of the output.
    #[must_use]
    pub fn output(&self) -> [usize; 2] {
        std::array::from_fn(|i| {
            let (before, after) = self.pads[i];
            let span = (self.kernel[i] - 1) * self.dilation[i] + 1;
            (self.input[i] + before + after - span) / self.strides[i] + 1
        })
    }

    fn len_in(&self) -> usize {
        self.pictures * self.input[0] * self.input[1] * self.channels
    }

    fn len_out(&self) -> usize {
        let [h, w] = self.output();
        self.pictures * h * w * self.channels * self.multiplier
    }

    fn len_kernel(&self) -> usize {
        self.kernel[0] * self.kernel[1] * self.channels * self.multiplier
    }

    /// Convolves pictures.
    ///
    /// # Panics
    /// A slice has another length than it says.
    #[must_use]
    pub fn forward(&self, x: &[f32], kernel: &[f32], bias: Option<&[f32]>) -> Vec<f32> {
        let n = self.channels * self.multiplier;
        assert!(x.len() == self.len_in() && kernel.len() == self.len_kernel());
        assert!(bias.is_none_or(|bias| bias.len() == n));
        forward(self, x, kernel, bias)
    }

    /// The gradients by the pictures and by the kernel. That by the bias is
    /// [`crate::bias_gradient`].
    ///
    /// # Panics
    /// As [`Self::forward`].
    #[must_use]
    pub fn backward(&self, x: &[f32], kernel: &[f32], dy: &[f32]) -> [Vec<f32>; 2] {
        assert!(x.len() == self.len_in() && kernel.len() == self.len_kernel());
        assert_eq!(dy.len(), self.len_out());
        backward(self, x, kernel, dy)
    }

    /// For every output pixel and tap within the picture: where the output's, the input's and the kernel's
    /// values begin.
    #[inline(always)]
    fn each(&self, mut function: impl FnMut(usize, usize, usize)) {
        let [oh, ow] = self.output();
        let n = self.channels * self.multiplier;
        for picture in 0..self.pictures {
            for oy in 0..oh {
                for ox in 0..ow {
                    let to = ((picture * oh + oy) * ow + ox) * n;
                    for ky in 0..self.kernel[0] {
                        let y = oy * self.strides[0] + ky * self.dilation[0];
                        let y = y.wrapping_sub(self.pads[0].0);
                        if y >= self.input[0] {
                            continue;
                        }
                        for kx in 0..self.kernel[1] {
                            let x = ox * self.strides[1] + kx * self.dilation[1];
                            let x = x.wrapping_sub(self.pads[1].0);
                            if x < self.input[1] {
                                let pixel = (picture * self.input[0] + y) * self.input[1] + x;
                                let tap = ky * self.kernel[1] + kx;
                                function(to, pixel * self.channels, tap * n);
                            }
                        }
                    }
                }
            }
        }
    }
}

vectorized! {
    fn forward(of: &'a Depthwise, x: &'a [f32], kernel: &'a [f32], bias: Option<&'a [f32]>) -> Vec<f32> {
        let (c, m) = (of.channels, of.multiplier);
        let mut y = match bias {
            Some(bias) => bias.repeat(of.len_out() / (c * m)),
            None => vec![0.0; of.len_out()],
        };
        of.each(|to, from, tap| {
            let (y, w) = (&mut y[to..to + c * m], &kernel[tap..tap + c * m]);
            let x = &x[from..from + c];
            if m == 1 {
                for i in 0..c {
                    y[i] += x[i] * w[i];
                }
            } else {
                for i in 0..c {
                    for j in i * m..(i + 1) * m {
                        y[j] += x[i] * w[j];
                    }
                }
            }
        });
        y
    }
}

vectorized! {
    fn backward(of: &'a Depthwise, x: &'a [f32], kernel: &'a [f32], dy: &'a [f32]) -> [Vec<f32>; 2] {
        let (c, m) = (of.channels, of.multiplier);
        let (mut dx, mut dw) = (vec![0.0; x.len()], vec![0.0; kernel.len()]);
        of.each(|to, from, tap| {
            let (dy, w) = (&dy[to..to + c * m], &kernel[tap..tap + c * m]);
            let (x, dx) = (&x[from..from + c], &mut dx[from..from + c]);
            let dw = &mut dw[tap..tap + c * m];
            if m == 1 {
                for i in 0..c {
                    dx[i] += dy[i] * w[i];
                    dw[i] += dy[i] * x[i];
                }
            } else {
                for i in 0..c {
                    for j in i * m..(i + 1) * m {
                        dx[i] += dy[j] * w[j];
                        dw[j] += dy[j] * x[i];
                    }
                }
            }
        });
        [dx, dw]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{Draw, close, each_set};
    use crate::{Conv, Epilogue, Upstream};

    /// A depthwise convolution is one whose kernel is 0 between different channels.
    #[test]
    fn each_channel_is_convolved_by_itself() {
        each_set(|| {
            let mut draw = Draw::new(3);
            for _ in 0..20 {
                let is_dilated = draw.from(0, 1) == 1;
                let kernel = [draw.from(1, 3), draw.from(1, 3)];
                let of = Depthwise {
                    pictures: draw.from(1, 2),
                    input: [draw.from(5, 9), draw.from(5, 9)],
                    channels: draw.from(1, 18),
                    multiplier: draw.from(1, 2),
                    kernel,
                    strides: [if is_dilated { 1 } else { 2 }; 2],
                    pads: kernel.map(|k| (draw.from(0, k - 1), draw.from(0, k - 1))),
                    dilation: [if is_dilated { 2 } else { 1 }; 2],
                };
                let (c, m, taps) = (of.channels, of.multiplier, kernel[0] * kernel[1]);
                let conv = Conv {
                    pictures: of.pictures,
                    input: of.input,
                    channels: c,
                    filters: c * m,
                    kernel,
                    strides: of.strides,
                    pads: of.pads,
                    dilation: of.dilation,
                };
                let (x, w) = (draw.reals(of.len_in()), draw.reals(of.len_kernel()));
                let (dy, bias) = (draw.reals(of.len_out()), draw.reals(c * m));
                let mut whole = vec![0.0; conv.kernel_len()];
                let at = |tap: usize, j: usize| (j * c + j / m) * taps + tap;
                for tap in 0..taps {
                    for j in 0..c * m {
                        whole[at(tap, j)] = w[tap * c * m + j];
                    }
                }
                let real = |v: &[f32]| v.iter().map(|v| f64::from(*v)).collect::<Vec<_>>();
                let expected = conv.forward(&x, &whole, Some(&bias), Epilogue::default()).y;
                close(&of.forward(&x, &w, Some(&bias)), &real(&expected), 1e-5);
                let expected = conv.backward(&x, &whole, Upstream::Linear(&dy), true);
                let [dx, dw] = of.backward(&x, &w, &dy);
                close(&dx, &real(&expected.x), 1e-5);
                for tap in 0..taps {
                    for j in 0..c * m {
                        let (own, other) = (dw[tap * c * m + j], expected.kernel[at(tap, j)]);
                        assert!((own - other).abs() < 1e-4, "{own} {other}");
                    }
                }
            }
        });
    }
}
