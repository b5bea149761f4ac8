//! Convolution of each channel by itself, channels last.

use crate::conv::{Frame, Parts, sum_parts};
use crate::memory::{Scratch, Scratches, written};
use crate::simd::{Job, Simd, run, vectorized};
use crate::threads::{Shared, each_item, each_part};

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
        run(Forward {
            of: self,
            x,
            kernel,
            bias,
        })
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
        run(Backward {
            of: self,
            x,
            kernel,
            dy,
        })
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

impl Depthwise {
    /// Whether whole vectors of channels are computed at once.
    fn has_vectors<S: Simd>(&self) -> bool {
        self.multiplier == 1 && self.channels.is_multiple_of(S::LANES)
    }

    /// The picture with the border that windows reach into.
    fn frame(&self) -> Frame {
        let output = self.output();
        Frame {
            size: std::array::from_fn(|i| {
                (output[i] - 1) * self.strides[i] + (self.kernel[i] - 1) * self.dilation[i] + 1
            }),
            begin: [self.pads[0].0, self.pads[1].0],
            channels: self.channels,
        }
    }

    /// Where the taps of a window are in a frame.
    fn taps(&self, frame: &Frame) -> Vec<usize> {
        let [dh, dw] = self.dilation;
        let rows = (0..self.kernel[0]).map(|y| y * dh * frame.row());
        let columns = self.kernel[1];
        rows.flat_map(|row| (0..columns).map(move |x| row + x * dw * frame.channels))
            .collect()
    }
}

struct Forward<'a> {
    of: &'a Depthwise,
    x: &'a [f32],
    kernel: &'a [f32],
    bias: Option<&'a [f32]>,
}

impl Job for Forward<'_> {
    type Out = Vec<f32>;
    unsafe fn run<S: Simd>(self) -> Vec<f32> {
        let of = self.of;
        if !of.has_vectors::<S>() {
            return forward_by_values(of, self.x, self.kernel, self.bias);
        }
        let [oh, ow] = of.output();
        let frame = of.frame();
        let taps = of.taps(&frame);
        let frames = Scratches::zeros(frame.len());
        let (len_in, len_out) = (of.len_in() / of.pictures, oh * ow * of.channels);
        written(of.len_out(), |y| {
            let y = Shared(y);
            each_part(of.pictures, 1, |thread, pictures| {
                let picture = frames.of(thread);
                for i in pictures {
                    frame.put(of.input, self.x.as_ptr().add(i * len_in), picture);
                    S::enter(Windows {
                        output: [oh, ow],
                        channels: of.channels,
                        taps: &taps,
                        x: picture,
                        x_row: of.strides[0] * frame.row(),
                        x_step: of.strides[1] * of.channels,
                        kernel: self.kernel.as_ptr(),
                        bias: self.bias.map_or(std::ptr::null(), <[f32]>::as_ptr),
                        y: y.at().add(i * len_out),
                    });
                }
            });
        })
    }
}

/// The sums of all windows of a picture, whole vectors of channels at once.
struct Windows<'a> {
    output: [usize; 2],
    channels: usize,
    taps: &'a [usize],
    x: *const f32,
    /// From window to window.
    x_row: usize,
    x_step: usize,
    /// `[tap][channel]`.
    kernel: *const f32,
    /// Null where there is none.
    bias: *const f32,
    y: *mut f32,
}

impl Windows<'_> {
    /// `R` windows beside each other.
    #[inline(always)]
    unsafe fn some<S: Simd, const R: usize>(&self, x: *const f32, channel: usize, y: *mut f32) {
        let first = if self.bias.is_null() {
            S::splat(0.0)
        } else {
            S::load(self.bias.add(channel))
        };
        let mut sums = [first; R];
        for (tap, at) in self.taps.iter().enumerate() {
            let factor = S::load(self.kernel.add(tap * self.channels + channel));
            for r in 0..R {
                let value = S::load(x.add(r * self.x_step + at + channel));
                sums[r] = S::madd(value, factor, sums[r]);
            }
        }
        for r in 0..R {
            S::store(y.add(r * self.channels + channel), sums[r]);
        }
    }
}

impl Job for Windows<'_> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let [oh, ow] = self.output;
        for oy in 0..oh {
            let mut ox = 0;
            while ox < ow {
                let x = self.x.add(oy * self.x_row + ox * self.x_step);
                let y = self.y.add((oy * ow + ox) * self.channels);
                let four = ox + 4 <= ow;
                for channel in (0..self.channels).step_by(S::LANES) {
                    if four {
                        self.some::<S, 4>(x, channel, y);
                    } else {
                        self.some::<S, 1>(x, channel, y);
                    }
                }
                ox += if four { 4 } else { 1 };
            }
        }
    }
}

struct Backward<'a> {
    of: &'a Depthwise,
    x: &'a [f32],
    kernel: &'a [f32],
    dy: &'a [f32],
}

impl Job for Backward<'_> {
    type Out = [Vec<f32>; 2];
    unsafe fn run<S: Simd>(self) -> [Vec<f32>; 2] {
        let of = self.of;
        if !of.has_vectors::<S>() {
            return backward_by_values(of, self.x, self.kernel, self.dy);
        }
        let [oh, ow] = of.output();
        let frame = of.frame();
        let taps = of.taps(&frame);
        let (len_in, len_out) = (of.len_in() / of.pictures, oh * ow * of.channels);
        let parts = Parts::of(of.pictures, 1);
        let dw_len = self.kernel.len();
        // Of each part the kernel's gradient.
        let mut all_dw = Scratch::zeros(parts.count * dw_len);
        let dw = Shared(all_dw.at());
        let frames = Scratches::zeros(frame.len());
        let by_pictures = Scratches::new(frame.len());
        let dx = written(of.len_in(), |dx| {
            let dx = Shared(dx);
            each_item(parts.count, |thread, part| {
                let (picture, by_picture) = (frames.of(thread), by_pictures.of(thread));
                for i in parts.range(part) {
                    frame.put(of.input, self.x.as_ptr().add(i * len_in), picture);
                    by_picture.write_bytes(0, frame.len());
                    S::enter(Gradients {
                        output: [oh, ow],
                        channels: of.channels,
                        taps: &taps,
                        x: picture,
                        dx: by_picture,
                        x_row: of.strides[0] * frame.row(),
                        x_step: of.strides[1] * of.channels,
                        kernel: self.kernel.as_ptr(),
                        dkernel: dw.at().add(part * dw_len),
                        dy: self.dy.as_ptr().add(i * len_out),
                    });
                    let to = dx.at().add(i * len_in);
                    // Pixels that no window reaches have no gradient.
                    to.write_bytes(0, len_in);
                    frame.take(of.input, by_picture, to);
                }
            });
        });
        sum_parts(all_dw.at(), dw_len, parts.count);
        let dw = std::slice::from_raw_parts(all_dw.address(), dw_len);
        [dx, dw.to_vec()]
    }
}

/// Adds a picture's gradients, a tap after another: a row of windows stays in the first cache.
struct Gradients<'a> {
    output: [usize; 2],
    channels: usize,
    taps: &'a [usize],
    x: *const f32,
    dx: *mut f32,
    x_row: usize,
    x_step: usize,
    kernel: *const f32,
    dkernel: *mut f32,
    dy: *const f32,
}

impl Job for Gradients<'_> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let [oh, ow] = self.output;
        for oy in 0..oh {
            let row = oy * self.x_row;
            let dy = self.dy.add(oy * ow * self.channels);
            for channel in (0..self.channels).step_by(S::LANES) {
                for (tap, at) in self.taps.iter().enumerate() {
                    let at = row + at + channel;
                    let index = tap * self.channels + channel;
                    let factor = S::load(self.kernel.add(index));
                    let mut sum = S::load(self.dkernel.add(index));
                    for ox in 0..ow {
                        let g = S::load(dy.add(ox * self.channels + channel));
                        let at = at + ox * self.x_step;
                        sum = S::madd(g, S::load(self.x.add(at)), sum);
                        let to = self.dx.add(at);
                        S::store(to, S::madd(g, factor, S::load(to)));
                    }
                    S::store(self.dkernel.add(index), sum);
                }
            }
        }
    }
}

vectorized! {
    fn forward_by_values(of: &'a Depthwise, x: &'a [f32], kernel: &'a [f32], bias: Option<&'a [f32]>) -> Vec<f32> {
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
    fn backward_by_values(of: &'a Depthwise, x: &'a [f32], kernel: &'a [f32], dy: &'a [f32]) -> [Vec<f32>; 2] {
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
    use crate::tests::{Draw, cases, close, each_set};
    use crate::{Conv, Epilogue, Upstream};

    /// A depthwise convolution is one whose kernel is 0 between different channels.
    #[test]
    fn each_channel_is_convolved_by_itself() {
        each_set(|| {
            let mut draw = Draw::new(3);
            for _ in 0..cases(20) {
                let is_dilated = draw.from(0, 1) == 1;
                let kernel = [draw.from(1, 3), draw.from(1, 3)];
                let of = Depthwise {
                    pictures: draw.from(1, 2),
                    input: [draw.from(5, 9), draw.from(5, 9)],
                    channels: if draw.from(0, 1) == 0 {
                        16
                    } else {
                        draw.from(1, 18)
                    },
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
