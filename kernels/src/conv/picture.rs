//! What both ways of a convolution do with single pictures: the border around one, the epilogue after the
//! sums, and the gradient led back through it.

use super::{Conv, Epilogue, Upstream};
use crate::rows::{Over, Shift};
use crate::simd::{Job, Simd};
use crate::threads::Shared;

/// Where a convolution's output goes.
#[derive(Clone, Copy)]
pub(crate) struct Output<'a> {
    pub conv: Conv,
    pub bias: Option<&'a [f32]>,
    /// The bias for several pixels together, as [`Over`] wants it.
    pub repeated: &'a [f32],
    pub epilogue: Epilogue,
    pub y: Shared<f32>,
    pub places: Shared<u8>,
}

/// A backward pass.
pub(crate) struct Backward<'a> {
    pub conv: Conv,
    pub x: &'a [f32],
    pub kernel: &'a [f32],
    pub upstream: Upstream<'a>,
    /// Where the gradient by the pictures goes, if it is wanted.
    pub dx: Option<Shared<f32>>,
}

/// A picture within a border: rows and columns of the whole, and where the picture begins.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    pub size: [usize; 2],
    pub begin: [usize; 2],
    pub channels: usize,
}

impl Frame {
    /// Values of the whole.
    pub(crate) fn len(&self) -> usize {
        self.size[0] * self.size[1] * self.channels
    }

    /// From row to row.
    pub(crate) fn row(&self) -> usize {
        self.size[1] * self.channels
    }

    /// Where the picture's pixel is.
    #[inline(always)]
    pub(crate) fn at(&self, y: usize, x: usize) -> usize {
        ((y + self.begin[0]) * self.size[1] + x + self.begin[1]) * self.channels
    }

    /// Copies a picture of rows and columns into the frame, as far as it reaches.
    pub(crate) unsafe fn put(&self, [h, w]: [usize; 2], picture: *const f32, frame: *mut f32) {
        let h = h.min(self.size[0] - self.begin[0]);
        let shown = w.min(self.size[1] - self.begin[1]);
        for y in 0..h {
            let from = picture.add(y * w * self.channels);
            from.copy_to_nonoverlapping(frame.add(self.at(y, 0)), shown * self.channels);
        }
    }

    /// Copies the picture out of the frame, as far as the frame reaches.
    pub(crate) unsafe fn take(&self, [h, w]: [usize; 2], frame: *const f32, picture: *mut f32) {
        let h = h.min(self.size[0] - self.begin[0]);
        let shown = w.min(self.size[1] - self.begin[1]);
        for y in 0..h {
            let from = frame.add(self.at(y, 0));
            from.copy_to_nonoverlapping(picture.add(y * w * self.channels), shown * self.channels);
        }
    }
}

impl Output<'_> {
    /// Where the sums of a picture go: to the output itself, or to scratch before pooling.
    pub(crate) unsafe fn target(&self, picture: usize, scratch: *mut f32) -> *mut f32 {
        if self.epilogue.pool {
            scratch
        } else {
            self.y.at().add(picture * self.conv.output_len())
        }
    }

    /// Bias, rectifier and pooling of the sums at [`Self::target`].
    pub(crate) unsafe fn finish<S: Simd>(&self, picture: usize, sums: *mut f32) {
        if self.epilogue.pool {
            S::enter(PoolPicture {
                output: *self,
                picture,
                sums,
            });
        } else if self.bias.is_some() || self.epilogue.relu {
            let [h, w] = self.conv.output();
            let bias = self
                .bias
                .map_or(std::ptr::null(), |_| self.repeated.as_ptr());
            S::enter(Over {
                first: 0,
                rows: h * w,
                n: self.conv.filters,
                each: Shift {
                    values: sums,
                    bias,
                    relu: self.epilogue.relu,
                },
            });
        }
    }

    #[inline(always)]
    unsafe fn pool_here(&self, picture: usize, sums: *mut f32) {
        let [h, w] = self.conv.output();
        let n = self.conv.filters;
        let (ph, pw) = (h / 2, w / 2);
        for py in 0..ph {
            for px in 0..pw {
                let at = ((picture * ph + py) * pw + px) * n;
                let y = std::slice::from_raw_parts_mut(self.y.at().add(at), n);
                let places = std::slice::from_raw_parts_mut(self.places.at().add(at), n);
                let pixel = |dy: usize, dx: usize| {
                    std::slice::from_raw_parts(sums.add(((2 * py + dy) * w + 2 * px + dx) * n), n)
                };
                let four = [pixel(0, 0), pixel(0, 1), pixel(1, 0), pixel(1, 1)];
                largest_of_four(four, self.bias, self.epilogue.relu, y, places);
            }
        }
    }
}

struct PoolPicture<'a> {
    output: Output<'a>,
    picture: usize,
    sums: *mut f32,
}

impl Job for PoolPicture<'_> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        self.output.pool_here(self.picture, self.sums);
    }
}

/// 0 below 0. What is no number stays so, that a diverged network does not look like a calm one.
#[inline(always)]
pub(crate) fn rectified(v: f32) -> f32 {
    if v < 0.0 { 0.0 } else { v }
}

#[inline(always)]
fn largest_of_four(
    four: [&[f32]; 4],
    bias: Option<&[f32]>,
    relu: bool,
    y: &mut [f32],
    places: &mut [u8],
) {
    let n = y.len();
    let (four, places) = (four.map(|pixel| &pixel[..n]), &mut places[..n]);
    // The bias is the same for all four: the largest is found without it.
    let one = |c: usize, b: f32| {
        let mut best = four[0][c];
        let mut place = 0_u32;
        for k in 1..4 {
            let v = four[k][c];
            let is_larger = v > best || v.is_nan();
            best = if is_larger { v } else { best };
            place = if is_larger { k as u32 } else { place };
        }
        best += b;
        let is_off = relu && best <= 0.0;
        (
            if is_off { 0.0 } else { best },
            if is_off { 4 } else { place as u8 },
        )
    };
    if let Some(bias) = bias {
        let bias = &bias[..n];
        for c in 0..n {
            (y[c], places[c]) = one(c, bias[c]);
        }
    } else {
        for c in 0..n {
            (y[c], places[c]) = one(c, 0.0);
        }
    }
}

impl Upstream<'_> {
    /// The gradient by a picture's sums, in a frame whose border is zero; adds it to `bias`, which holds a
    /// row of pixels.
    pub(crate) unsafe fn spread<S: Simd>(
        &self,
        conv: &Conv,
        picture: usize,
        frame: &Frame,
        g: *mut f32,
        bias: &mut [f32],
    ) {
        S::enter(Spread {
            upstream: *self,
            conv,
            picture,
            frame,
            g,
            bias,
        });
    }

    #[inline(always)]
    unsafe fn spread_here<S: Simd>(
        &self,
        conv: &Conv,
        picture: usize,
        frame: &Frame,
        g: *mut f32,
        bias: &mut [f32],
    ) {
        let [h, w] = conv.output();
        let n = conv.filters;
        match *self {
            Self::Linear(dy) => {
                let len = w * n;
                for row in 0..h {
                    let dy = dy[(picture * h + row) * len..][..len].as_ptr();
                    gated_row::<S>(dy, None, len, g.add(frame.at(row, 0)), bias.as_mut_ptr());
                }
            }
            Self::Relu(dy, y) => {
                let len = w * n;
                for row in 0..h {
                    let at = (picture * h + row) * len;
                    let (dy, y) = (dy[at..][..len].as_ptr(), y[at..][..len].as_ptr());
                    let to = g.add(frame.at(row, 0));
                    gated_row::<S>(dy, Some(y), len, to, bias.as_mut_ptr());
                }
            }
            Self::Pool(dy, places) => {
                let (ph, pw) = (h / 2, w / 2);
                let bias = &mut bias[..n];
                for py in 0..ph {
                    for px in 0..pw {
                        let at = ((picture * ph + py) * pw + px) * n;
                        let (dy, places) = (&dy[at..][..n], &places[at..][..n]);
                        let to = [(0, 0), (0, 1), (1, 0), (1, 1)]
                            .map(|(y, x)| g.add(frame.at(2 * py + y, 2 * px + x)));
                        unpool::<S>(dy, places, to, bias);
                    }
                }
            }
        }
    }
}

/// Writes the gradients of pooled values to the pixel of the four that each came from, 0 to the others, and adds
/// them to `sums`.
#[inline(always)]
unsafe fn unpool<S: Simd>(dy: &[f32], places: &[u8], to: [*mut f32; 4], sums: &mut [f32]) {
    let (n, sums) = (dy.len(), sums.as_mut_ptr());
    let whole = n / S::LANES * S::LANES;
    for i in (0..whole).step_by(S::LANES) {
        let (v, place) = (
            S::load(dy.as_ptr().add(i)),
            S::places(places.as_ptr().add(i)),
        );
        let mut sum = S::load(sums.add(i));
        for k in 0..4 {
            let here = S::at_place(place, k as u8, v);
            S::store(to[k].add(i), here);
            sum = S::add(sum, here);
        }
        S::store(sums.add(i), sum);
    }
    for i in whole..n {
        for k in 0..4 {
            let here = if places[i] == k as u8 { dy[i] } else { 0.0 };
            *to[k].add(i) = here;
            *sums.add(i) += here;
        }
    }
}

/// Writes a row of gradients, as far as `y` lets them pass, and adds it to `sums`.
#[inline(always)]
unsafe fn gated_row<S: Simd>(
    dy: *const f32,
    y: Option<*const f32>,
    len: usize,
    to: *mut f32,
    sums: *mut f32,
) {
    let whole = len / S::LANES * S::LANES;
    for i in (0..whole).step_by(S::LANES) {
        let mut v = S::load(dy.add(i));
        if let Some(y) = y {
            v = S::gate(S::load(y.add(i)), v);
        }
        S::store(to.add(i), v);
        S::store(sums.add(i), S::add(S::load(sums.add(i)), v));
    }
    for i in whole..len {
        let passes = y.is_none_or(|y| *y.add(i) > 0.0);
        let v = if passes { *dy.add(i) } else { 0.0 };
        *to.add(i) = v;
        *sums.add(i) += v;
    }
}

struct Spread<'a> {
    upstream: Upstream<'a>,
    conv: &'a Conv,
    picture: usize,
    frame: &'a Frame,
    g: *mut f32,
    bias: &'a mut [f32],
}

impl Job for Spread<'_> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let bias = self.bias;
        self.upstream
            .spread_here::<S>(self.conv, self.picture, self.frame, self.g, bias);
    }
}
