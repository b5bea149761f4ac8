//! Pooling of pictures, channels last: windows of any size, and all pixels of a picture.

use std::ops::Range;

use crate::memory::{written, written_bytes};
use crate::rows::{Each, Plain, along, sums};
use crate::simd::{Job, Simd, enter};
use crate::threads::{Shared, each_part};

/// Pixels of a window: their indices are bytes.
const MOST_PIXELS: usize = 255;

/// A pooling: what goes in and how windows go over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Pictures in a batch.
    pub pictures: usize,
    /// Rows and columns of a picture.
    pub input: [usize; 2],
    /// Channels of a picture.
    pub channels: usize,
    /// Rows and columns of a window.
    pub window: [usize; 2],
    /// Between windows.
    pub strides: [usize; 2],
    /// Pixels `(before, after)` for rows and columns that windows reach beyond the picture. They are
    /// in no maximum and no mean.
    pub pads: [(usize, usize); 2],
}

impl Pool {
    /// Rows and columns of the output.
    #[must_use]
    pub fn output(&self) -> [usize; 2] {
        std::array::from_fn(|i| {
            let (before, after) = self.pads[i];
            (self.input[i] + before + after - self.window[i]) / self.strides[i] + 1
        })
    }

    /// Whether it is computed here: an index in a window must fit a byte, and every window hold a pixel.
    #[must_use]
    pub fn is_supported(&self) -> bool {
        let taps = self.window[0] * self.window[1];
        (1..=MOST_PIXELS).contains(&taps)
            && self.pictures > 0
            && self.channels > 0
            && (0..2).all(|i| {
                let (before, after) = self.pads[i];
                let all = self.input[i] + before + after;
                all >= self.window[i]
                    && before < self.window[i]
                    && (self.output()[i] - 1) * self.strides[i] < self.input[i] + before
            })
    }

    fn len_in(&self) -> usize {
        self.pictures * self.input[0] * self.input[1] * self.channels
    }

    fn len_out(&self) -> usize {
        let [h, w] = self.output();
        self.pictures * h * w * self.channels
    }

    /// The pixels of the window of an output pixel: of each its index in the window, and its values' begin.
    #[inline(always)]
    fn pixels(&self, at: [usize; 3]) -> impl Iterator<Item = (usize, usize)> + Clone {
        let pool = *self;
        let [picture, oy, ox] = at;
        let [h, w] = pool.input;
        let range = move |o: usize, i: usize| {
            let first = o * pool.strides[i];
            let before = pool.pads[i].0;
            let from = before.saturating_sub(first);
            let to = (pool.input[i] + before)
                .saturating_sub(first)
                .min(pool.window[i]);
            (first, from..to)
        };
        let ((y, rows), (x, columns)) = (range(oy, 0), range(ox, 1));
        rows.flat_map(move |ky| {
            let row = (picture * h + y + ky - pool.pads[0].0) * w;
            columns.clone().map(move |kx| {
                let pixel = row + x + kx - pool.pads[1].0;
                (ky * pool.window[1] + kx, pixel * pool.channels)
            })
        })
    }

    /// The largest value of each window, and its index in the window.
    ///
    /// # Panics
    /// The values are not the pictures that it says, or it is not [supported](Self::is_supported).
    #[must_use]
    pub fn max(&self, x: &[f32]) -> (Vec<f32>, Vec<u8>) {
        assert!(self.is_supported() && x.len() == self.len_in());
        let mut argmax = Vec::new();
        // SAFETY: the parts are all pictures, and each value of a picture is written.
        unsafe {
            let y = written(self.len_out(), |y| {
                argmax = written_bytes(self.len_out(), |argmax| {
                    let to = (Shared(y), Shared(argmax));
                    self.each_part(|part, [input, output]| {
                        let each = Max {
                            x: x[input].as_ptr(),
                            y: to.0.at().add(output.start),
                            argmax: to.1.at().add(output.start),
                        };
                        over_windows(part, each);
                    });
                });
            });
            (y, argmax)
        }
    }

    /// The gradient by the input of [`Self::max`].
    ///
    /// # Panics
    /// As [`Self::max`].
    #[must_use]
    pub fn max_gradient(&self, dy: &[f32], argmax: &[u8]) -> Vec<f32> {
        assert!(self.is_supported() && dy.len() == self.len_out() && argmax.len() == dy.len());
        // SAFETY: the parts are all pictures, and each value of a picture is written.
        unsafe {
            self.by_input(|part, output, dx| {
                let each = MaxGradient {
                    dy: dy[output.clone()].as_ptr(),
                    argmax: argmax[output].as_ptr(),
                    dx,
                };
                over_windows(part, each);
            })
        }
    }

    /// The mean of each window's pixels.
    ///
    /// # Panics
    /// As [`Self::max`].
    #[must_use]
    pub fn average(&self, x: &[f32]) -> Vec<f32> {
        assert!(self.is_supported() && x.len() == self.len_in());
        // SAFETY: the parts are all pictures, and each value of a picture is written.
        unsafe {
            written(self.len_out(), |y| {
                let to = Shared(y);
                self.each_part(|part, [input, output]| {
                    let each = Average {
                        x: x[input].as_ptr(),
                        y: to.at().add(output.start),
                    };
                    over_windows(part, each);
                });
            })
        }
    }

    /// The gradient by the input of [`Self::average`].
    ///
    /// # Panics
    /// As [`Self::max`].
    #[must_use]
    pub fn average_gradient(&self, dy: &[f32]) -> Vec<f32> {
        assert!(self.is_supported() && dy.len() == self.len_out());
        // SAFETY: the parts are all pictures, and each value of a picture is written.
        unsafe {
            self.by_input(|part, output, dx| {
                let dy = dy[output].as_ptr();
                over_windows(part, AverageGradient { dy, dx });
            })
        }
    }

    /// Calls `work` for parts of the batch on all threads: with the part, and where its values are among those
    /// of the input and of the output.
    fn each_part(&self, work: impl Fn(Self, [Range<usize>; 2]) + Sync) {
        /// Values that are worth a thread: some ten microseconds.
        const PART: usize = 16_384;
        let [input, output] = [self.len_in(), self.len_out()].map(|len| len / self.pictures);
        each_part(self.pictures, (PART / input).max(1), |_, pictures| {
            let part = Self {
                pictures: pictures.len(),
                ..*self
            };
            let range = |len: usize| pictures.start * len..pictures.end * len;
            work(part, [range(input), range(output)]);
        });
    }

    /// A gradient by the input, written in parts.
    ///
    /// # Safety
    /// `add` gets a part, where its gradients by the output are and where those by the input go, which are 0.
    unsafe fn by_input(&self, add: impl Fn(Self, Range<usize>, *mut f32) + Sync) -> Vec<f32> {
        written(self.len_in(), |dx| {
            let to = Shared(dx);
            self.each_part(|part, [input, output]| {
                let dx = to.at().add(input.start);
                dx.write_bytes(0, input.len());
                add(part, output, dx);
            });
        })
    }
}

/// The pixels of a window: of each its index in the window, and where its values begin.
type Window = [(u8, usize)];

/// What is done to a vector of channels of a window; `at` is where these channels are among those of the output's
/// pixels, and `channel` among those of a pixel.
///
/// # Safety
/// All addresses are good.
trait EachWindow: Copy {
    unsafe fn vector<S: Simd>(self, window: &Window, at: usize, channel: usize);
}

/// Goes over all windows of a pooling.
///
/// # Safety
/// All addresses are good.
unsafe fn over_windows<W: EachWindow>(pool: Pool, each: W) {
    enter(OverWindows { pool, each });
}

struct OverWindows<W> {
    pool: Pool,
    each: W,
}

impl<W: EachWindow> Job for OverWindows<W> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        #[derive(Clone, Copy)]
        struct Channels<'a, W>(&'a Window, usize, W);
        impl<W: EachWindow> Each for Channels<'_, W> {
            #[inline(always)]
            unsafe fn vector<S: Simd>(self, channel: usize, _: usize) {
                self.2.vector::<S>(self.0, self.1 + channel, channel);
            }
        }
        let Self { pool, each } = self;
        let [h, w] = pool.output();
        let mut window = [(0, 0); MOST_PIXELS];
        let mut at = 0;
        for picture in 0..pool.pictures {
            for y in 0..h {
                for x in 0..w {
                    let mut count = 0;
                    for (index, begin) in pool.pixels([picture, y, x]) {
                        window[count] = (index as u8, begin);
                        count += 1;
                    }
                    along::<S, _>(pool.channels, Channels(&window[..count], at, each));
                    at += pool.channels;
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Max {
    x: *const f32,
    y: *mut f32,
    argmax: *mut u8,
}

impl EachWindow for Max {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, window: &Window, at: usize, channel: usize) {
        let (first, begin) = window[0];
        let (mut best, mut best_index) =
            (S::load(self.x.add(begin + channel)), S::splat_index(first));
        for (index, begin) in &window[1..] {
            let v = S::load(self.x.add(begin + channel));
            let is_larger = S::exceeds(v, best);
            best = S::choose(is_larger, v, best);
            best_index = S::choose_index(is_larger, S::splat_index(*index), best_index);
        }
        S::store(self.y.add(at), best);
        S::store_indices(self.argmax.add(at), best_index);
    }
}

#[derive(Clone, Copy)]
struct MaxGradient {
    dy: *const f32,
    argmax: *const u8,
    dx: *mut f32,
}

impl EachWindow for MaxGradient {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, window: &Window, at: usize, channel: usize) {
        let (dy, argmax) = (
            S::load(self.dy.add(at)),
            S::load_indices(self.argmax.add(at)),
        );
        for (index, begin) in window {
            let to = self.dx.add(begin + channel);
            S::store(to, S::add(S::load(to), S::where_index(argmax, *index, dy)));
        }
    }
}

#[derive(Clone, Copy)]
struct Average {
    x: *const f32,
    y: *mut f32,
}

impl EachWindow for Average {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, window: &Window, at: usize, channel: usize) {
        let mut sum = S::splat(0.0);
        for (_, begin) in window {
            sum = S::add(sum, S::load(self.x.add(begin + channel)));
        }
        S::store(self.y.add(at), S::div(sum, S::splat(window.len() as f32)));
    }
}

#[derive(Clone, Copy)]
struct AverageGradient {
    dy: *const f32,
    dx: *mut f32,
}

impl EachWindow for AverageGradient {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, window: &Window, at: usize, channel: usize) {
        let part = S::splat(1.0 / window.len() as f32);
        let dy = S::mul(S::load(self.dy.add(at)), part);
        for (_, begin) in window {
            let to = self.dx.add(begin + channel);
            S::store(to, S::add(S::load(to), dy));
        }
    }
}

/// The mean of all pixels of each picture: `[pictures][channels]`.
///
/// # Panics
/// The values are not whole pictures of so many pixels and channels.
#[must_use]
pub fn average_pixels(x: &[f32], pixels: usize, channels: usize) -> Vec<f32> {
    assert!(pixels * channels > 0 && x.len().is_multiple_of(pixels * channels));
    let part = pixels as f32;
    let mut y = vec![0.0; x.len() / pixels];
    let pictures = x.chunks_exact(pixels * channels);
    for (y, picture) in y.chunks_exact_mut(channels).zip(pictures) {
        // SAFETY: these are the values of so many rows.
        let [sums] = unsafe { sums(pixels, channels, Plain(picture.as_ptr())) };
        for (y, sum) in y.iter_mut().zip(sums) {
            *y = sum as f32 / part;
        }
    }
    y
}

/// The gradient by the input of [`average_pixels`].
///
/// # Panics
/// The values are not whole rows of so many channels.
#[must_use]
pub fn average_pixels_gradient(dy: &[f32], pixels: usize, channels: usize) -> Vec<f32> {
    assert!(channels > 0 && dy.len().is_multiple_of(channels));
    let part = 1.0 / pixels as f32;
    let mut dx = Vec::with_capacity(dy.len() * pixels);
    for row in dy.chunks_exact(channels) {
        let row: Vec<f32> = row.iter().map(|v| v * part).collect();
        for _ in 0..pixels {
            dx.extend_from_slice(&row);
        }
    }
    dx
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{Draw, cases, close, each_set};

    #[test]
    fn windows_give_what_loops_give() {
        each_set(|| {
            let mut draw = Draw::new(7);
            for _ in 0..cases(40) {
                let window = [draw.from(1, 3), draw.from(1, 3)];
                let pool = Pool {
                    pictures: draw.from(1, 3),
                    input: [draw.from(3, 9), draw.from(3, 9)],
                    channels: draw.from(1, 20),
                    window,
                    strides: [draw.from(1, 3), draw.from(1, 3)],
                    pads: window.map(|k| (draw.from(0, k - 1), draw.from(0, k - 1))),
                };
                if pool.is_supported() {
                    check(&pool, &mut draw);
                }
            }
        });
    }

    fn check(pool: &Pool, draw: &mut Draw) {
        let x = draw.reals(pool.len_in());
        let dy = draw.reals(pool.len_out());
        let (y, argmax) = pool.max(&x);
        let mean = pool.average(&x);
        let (dmax, dmean) = (pool.max_gradient(&dy, &argmax), pool.average_gradient(&dy));
        let (mut max_expected, mut mean_expected) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        let [oh, ow] = pool.output();
        let c = pool.channels;
        for (at, dy) in dy.iter().enumerate() {
            let (channel, ox, oy) = (at % c, at / c % ow, at / c / ow % oh);
            let picture = at / c / ow / oh;
            let mut window = Vec::new();
            for ky in 0..pool.window[0] {
                for kx in 0..pool.window[1] {
                    let row = (oy * pool.strides[0] + ky).checked_sub(pool.pads[0].0);
                    let column = (ox * pool.strides[1] + kx).checked_sub(pool.pads[1].0);
                    if let (Some(row), Some(column)) = (row, column)
                        && row < pool.input[0]
                        && column < pool.input[1]
                    {
                        let pixel = (picture * pool.input[0] + row) * pool.input[1] + column;
                        window.push(pixel * c + channel);
                    }
                }
            }
            let best = window
                .iter()
                .copied()
                .max_by(|a, b| x[*a].total_cmp(&x[*b]));
            let best = best.expect("a pixel");
            assert_eq!(y[at], x[best]);
            max_expected[best] += f64::from(*dy);
            let n = window.len() as f64;
            let sum: f64 = window.iter().map(|i| f64::from(x[*i])).sum();
            assert!((f64::from(mean[at]) - sum / n).abs() < 1e-5);
            for i in window {
                mean_expected[i] += f64::from(*dy) / n;
            }
        }
        close(&dmax, &max_expected, 1e-6);
        close(&dmean, &mean_expected, 1e-6);
    }

    #[test]
    fn all_pixels_have_their_mean() {
        let x = [1.0, 10.0, 3.0, 30.0, 5.0, 50.0, 7.0, 70.0];
        assert_eq!(average_pixels(&x, 2, 2), [2.0, 20.0, 6.0, 60.0]);
        assert_eq!(
            average_pixels_gradient(&[2.0, 4.0], 2, 2),
            [1.0, 2.0, 1.0, 2.0]
        );
    }
}
