//! Pooling of pictures, channels last: windows of any size, and all pixels of a picture.

use std::ops::Range;

use crate::memory::{written, written_bytes};
use crate::simd::vectorized;
use crate::threads::{Shared, each_part};

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

    /// Whether it is computed here: a place in a window must fit a byte, and every window hold a pixel.
    #[must_use]
    pub fn is_supported(&self) -> bool {
        let taps = self.window[0] * self.window[1];
        (1..=255).contains(&taps)
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

    /// The pixels of the window of an output pixel: of each its place in the window, and its values' begin.
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

    /// The largest value of each window, and its place in the window.
    ///
    /// # Panics
    /// The values are not the pictures that it says, or it is not [supported](Self::is_supported).
    #[must_use]
    pub fn max(&self, x: &[f32]) -> (Vec<f32>, Vec<u8>) {
        assert!(self.is_supported() && x.len() == self.len_in());
        let mut places = Vec::new();
        // SAFETY: the parts are all pictures, and each value of a picture is written.
        unsafe {
            let y = written(self.len_out(), |y| {
                places = written_bytes(self.len_out(), |places| {
                    let to = (Shared(y), Shared(places));
                    self.each_part(|part, [input, output]| {
                        let (y, places) =
                            (to.0.at().add(output.start), to.1.at().add(output.start));
                        max(&part, &x[input], Shared(y), Shared(places));
                    });
                });
            });
            (y, places)
        }
    }

    /// The gradient by the input of [`Self::max`].
    ///
    /// # Panics
    /// As [`Self::max`].
    #[must_use]
    pub fn max_gradient(&self, dy: &[f32], places: &[u8]) -> Vec<f32> {
        assert!(self.is_supported() && dy.len() == self.len_out() && places.len() == dy.len());
        // SAFETY: the parts are all pictures, and each value of a picture is written.
        unsafe {
            self.by_input(|part, output, dx| {
                max_gradient(&part, &dy[output.clone()], &places[output], dx);
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
                    average(&part, &x[input], Shared(to.at().add(output.start)));
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
        unsafe { self.by_input(|part, output, dx| average_gradient(&part, &dy[output], dx)) }
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
    /// `write` gets a part, where its gradients by the output are and where those by the input go, and writes
    /// all of these.
    unsafe fn by_input(&self, write: impl Fn(Self, Range<usize>, Shared<f32>) + Sync) -> Vec<f32> {
        written(self.len_in(), |dx| {
            let to = Shared(dx);
            self.each_part(|part, [input, output]| {
                write(part, output, Shared(to.at().add(input.start)));
            });
        })
    }
}

/// Every output pixel: picture, row and column.
#[inline(always)]
fn each(pool: &Pool, mut function: impl FnMut(usize, [usize; 3])) {
    let [h, w] = pool.output();
    let mut at = 0;
    for picture in 0..pool.pictures {
        for y in 0..h {
            for x in 0..w {
                function(at, [picture, y, x]);
                at += pool.channels;
            }
        }
    }
}

vectorized! {
    fn max(pool: &'a Pool, x: &'a [f32], to: Shared<f32>, to_places: Shared<u8>) -> () {
        let c = pool.channels;
        each(pool, |at, pixel| {
            let y = std::slice::from_raw_parts_mut(to.at().add(at), c);
            let places = std::slice::from_raw_parts_mut(to_places.at().add(at), c);
            let mut is_first = true;
            for (place, from) in pool.pixels(pixel) {
                let (x, place) = (&x[from..from + c], place as u8);
                if is_first {
                    y.copy_from_slice(x);
                    places.fill(place);
                    is_first = false;
                    continue;
                }
                for i in 0..c {
                    let is_larger = x[i] > y[i] || x[i].is_nan();
                    y[i] = if is_larger { x[i] } else { y[i] };
                    places[i] = if is_larger { place } else { places[i] };
                }
            }
        });
    }
}

vectorized! {
    fn max_gradient(pool: &'a Pool, dy: &'a [f32], places: &'a [u8], to: Shared<f32>) -> () {
        let c = pool.channels;
        let dx = std::slice::from_raw_parts_mut(to.at(), pool.len_in());
        dx.fill(0.0);
        each(pool, |at, pixel| {
            let (dy, places) = (&dy[at..at + c], &places[at..at + c]);
            for (place, to) in pool.pixels(pixel) {
                let (dx, place) = (&mut dx[to..to + c], place as u8);
                for i in 0..c {
                    dx[i] += if places[i] == place { dy[i] } else { 0.0 };
                }
            }
        });
    }
}

vectorized! {
    fn average(pool: &'a Pool, x: &'a [f32], to: Shared<f32>) -> () {
        let c = pool.channels;
        each(pool, |at, pixel| {
            let y = std::slice::from_raw_parts_mut(to.at().add(at), c);
            y.fill(0.0);
            let mut count = 0.0_f32;
            for (_, from) in pool.pixels(pixel) {
                let x = &x[from..from + c];
                for i in 0..c {
                    y[i] += x[i];
                }
                count += 1.0;
            }
            for v in y {
                *v /= count;
            }
        });
    }
}

vectorized! {
    fn average_gradient(pool: &'a Pool, dy: &'a [f32], to: Shared<f32>) -> () {
        let c = pool.channels;
        let dx = std::slice::from_raw_parts_mut(to.at(), pool.len_in());
        dx.fill(0.0);
        each(pool, |at, pixel| {
            let dy = &dy[at..at + c];
            let part = 1.0 / pool.pixels(pixel).count() as f32;
            for (_, to) in pool.pixels(pixel) {
                let dx = &mut dx[to..to + c];
                for i in 0..c {
                    dx[i] += dy[i] * part;
                }
            }
        });
    }
}

/// The mean of all pixels of each picture: `[pictures][channels]`.
///
/// # Panics
/// The values are not whole pictures of so many pixels and channels.
#[must_use]
pub fn average_pixels(x: &[f32], pixels: usize, channels: usize) -> Vec<f32> {
    assert!(pixels * channels > 0 && x.len().is_multiple_of(pixels * channels));
    mean_of_pixels(x, pixels, channels)
}

vectorized! {
    fn mean_of_pixels(x: &'a [f32], pixels: usize, channels: usize) -> Vec<f32> {
        let mut y = vec![0.0; x.len() / pixels];
        let pictures = x.chunks_exact(pixels * channels);
        for (y, picture) in y.chunks_exact_mut(channels).zip(pictures) {
            for pixel in picture.chunks_exact(channels) {
                for (y, v) in y.iter_mut().zip(pixel) {
                    *y += *v;
                }
            }
            for y in y {
                *y /= pixels as f32;
            }
        }
        y
    }
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
    use crate::tests::{Draw, close, each_set};

    #[test]
    fn windows_give_what_loops_give() {
        each_set(|| {
            let mut draw = Draw::new(7);
            for _ in 0..40 {
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
        let (y, places) = pool.max(&x);
        let mean = pool.average(&x);
        let (dmax, dmean) = (pool.max_gradient(&dy, &places), pool.average_gradient(&dy));
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
