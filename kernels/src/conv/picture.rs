//! What both ways of a convolution do with single pictures: the border around one, the epilogue after the
//! sums, and the gradient led back through it.

use super::{Conv, Epilogue, Upstream};
use crate::rows::{Each, Over, Shift, along};
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
    pub argmax: Shared<u8>,
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
    unsafe fn pool_here<S: Simd>(&self, picture: usize, sums: *mut f32) {
        let [h, w] = self.conv.output();
        let n = self.conv.filters;
        let (ph, pw) = (h / 2, w / 2);
        for py in 0..ph {
            for px in 0..pw {
                let at = ((picture * ph + py) * pw + px) * n;
                let pixel = |dy: usize, dx: usize| {
                    sums.add(((2 * py + dy) * w + 2 * px + dx) * n).cast_const()
                };
                let largest = LargestOfFour {
                    four: [pixel(0, 0), pixel(0, 1), pixel(1, 0), pixel(1, 1)],
                    bias: self.bias.map(<[f32]>::as_ptr),
                    relu: self.epilogue.relu,
                    y: self.y.at().add(at),
                    argmax: self.argmax.at().add(at),
                };
                along::<S, _>(n, largest);
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
        self.output.pool_here::<S>(self.picture, self.sums);
    }
}

/// The largest of each channel of four pixels, its bias and rectifier, and its index.
#[derive(Clone, Copy)]
struct LargestOfFour {
    four: [*const f32; 4],
    bias: Option<*const f32>,
    relu: bool,
    y: *mut f32,
    argmax: *mut u8,
}

impl Each for LargestOfFour {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, c: usize, _: usize) {
        let mut best = S::load(self.four[0].add(c));
        let mut index = S::splat_index(0);
        for k in 1..4 {
            let v = S::load(self.four[k].add(c));
            let is_larger = S::exceeds(v, best);
            best = S::choose(is_larger, v, best);
            index = S::choose_index(is_larger, S::splat_index(k as u8), index);
        }
        // The bias is the same for all four: the largest is found without it.
        if let Some(bias) = self.bias {
            best = S::add(best, S::load(bias.add(c)));
        }
        if self.relu {
            let is_off = S::is_off(best);
            best = S::choose(is_off, S::splat(0.0), best);
            index = S::choose_index(is_off, S::splat_index(4), index);
        }
        S::store(self.y.add(c), best);
        S::store_indices(self.argmax.add(c), index);
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
                    let gated = Gated {
                        dy,
                        y: None,
                        to: g.add(frame.at(row, 0)),
                        sums: bias.as_mut_ptr(),
                    };
                    along::<S, _>(len, gated);
                }
            }
            Self::Relu(dy, y) => {
                let len = w * n;
                for row in 0..h {
                    let at = (picture * h + row) * len;
                    let gated = Gated {
                        dy: dy[at..][..len].as_ptr(),
                        y: Some(y[at..][..len].as_ptr()),
                        to: g.add(frame.at(row, 0)),
                        sums: bias.as_mut_ptr(),
                    };
                    along::<S, _>(len, gated);
                }
            }
            Self::Pool(dy, argmax) => {
                let (ph, pw) = (h / 2, w / 2);
                let bias = &mut bias[..n];
                for py in 0..ph {
                    for px in 0..pw {
                        let at = ((picture * ph + py) * pw + px) * n;
                        let unpool = Unpool {
                            dy: dy[at..][..n].as_ptr(),
                            argmax: argmax[at..][..n].as_ptr(),
                            to: [(0, 0), (0, 1), (1, 0), (1, 1)]
                                .map(|(y, x)| g.add(frame.at(2 * py + y, 2 * px + x))),
                            sums: bias.as_mut_ptr(),
                        };
                        along::<S, _>(n, unpool);
                    }
                }
            }
        }
    }
}

/// Writes the gradients of pooled values to the pixel of the four that each came from, 0 to the others, and adds
/// them to `sums`.
#[derive(Clone, Copy)]
struct Unpool {
    dy: *const f32,
    argmax: *const u8,
    to: [*mut f32; 4],
    sums: *mut f32,
}

impl Each for Unpool {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, at: usize, _: usize) {
        let (dy, argmax) = (
            S::load(self.dy.add(at)),
            S::load_indices(self.argmax.add(at)),
        );
        let mut sum = S::load(self.sums.add(at));
        for k in 0..4 {
            let here = S::where_index(argmax, k as u8, dy);
            S::store(self.to[k].add(at), here);
            sum = S::add(sum, here);
        }
        S::store(self.sums.add(at), sum);
    }
}

/// Writes a row of gradients, as far as `y` lets them pass, and adds it to `sums`.
#[derive(Clone, Copy)]
struct Gated {
    dy: *const f32,
    y: Option<*const f32>,
    to: *mut f32,
    sums: *mut f32,
}

impl Each for Gated {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, at: usize, _: usize) {
        let mut v = S::load(self.dy.add(at));
        if let Some(y) = self.y {
            v = S::gate(S::load(y.add(at)), v);
        }
        S::store(self.to.add(at), v);
        S::store(self.sums.add(at), S::add(S::load(self.sums.add(at)), v));
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
