//! A picture that a class's score is high for, by gradient ascent from noise.
//!
//! # Source
//! Simonyan et al. 2014 (arXiv:1312.6034) for the ascent and the decay; Yosinski et al. 2015 (arXiv:1506.06579) for
//! the blur now and then, without which pictures are noise to people; Mordvintsev et al. 2015 for shifting the
//! picture by chance before each step.

use burn::tensor::Tensor;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use super::evaluation::to_device;
use super::explain::gradient;
use super::{EngineError, Network};
use crate::experiment::Shape;

/// Steps of the ascent.
const STEPS: usize = 120;
/// How far a pixel moves in a step, of its whole range: on the mean, at the start.
const RATE: f32 = 0.08;
/// What a step takes from the distance to the data's mean brightness.
const DECAY: f32 = 0.02;
/// Steps between two blurs.
const BLUR_EVERY: usize = 4;
/// The largest shift, in pixels.
const SHIFT: usize = 2;

/// The search for a picture.
pub struct ClassImage {
    class: usize,
    shape: [usize; 3],
    /// A black picture as the network gets it, and what lies between it and a white one.
    black: Vec<f32>,
    range: Vec<f32>,
    /// From 0 to 1, channel by channel.
    pixels: Vec<f32>,
    /// The brightness that decay leads to.
    rest: f32,
    step: usize,
    rng: Pcg32,
}

impl ClassImage {
    /// Begins with noise around a brightness, from 0 to 1, to which decay leads; `black` and `white` are such pictures
    /// as the network gets them.
    #[must_use]
    pub fn new(
        class: usize,
        shape: [usize; 3],
        [black, white]: [Vec<f32>; 2],
        rest: f32,
        seed: u64,
    ) -> Self {
        let mut rng = Pcg32::seed_from_u64(seed);
        let mut noise = || (rest + 0.2 * (rng.random::<f32>() - 0.5)).clamp(0.0, 1.0);
        let pixels = black.iter().map(|_| noise());
        Self {
            class,
            shape,
            pixels: pixels.collect(),
            range: white.iter().zip(&black).map(|(w, b)| w - b).collect(),
            black,
            rest,
            step: 0,
            rng,
        }
    }

    /// Steps taken, and how many there are.
    #[must_use]
    pub fn progress(&self) -> [usize; 2] {
        [self.step, STEPS]
    }

    /// The picture so far, `height × width × channels` bytes.
    #[must_use]
    pub fn picture(&self) -> Vec<u8> {
        let [h, w, c] = self.shape;
        let pixel = |i: usize| (self.pixels[i % c * h * w + i / c] * 255.0).round() as u8;
        (0..h * w * c).map(pixel).collect()
    }

    /// The picture so far as a network gets it.
    #[must_use]
    pub fn sample(&self) -> Vec<f32> {
        let scaled = self.pixels.iter().zip(&self.range).zip(&self.black);
        scaled
            .map(|((p, range), black)| p * range + black)
            .collect()
    }

    /// Takes a step; whether it was the last.
    ///
    /// # Errors
    /// The device failed, or the network's outputs are no longer numbers.
    pub async fn advance(&mut self, network: &Network) -> Result<bool, EngineError> {
        let by = [self.shift(), self.shift()];
        self.roll(by);
        let input = to_device(self.sample(), Shape::Image(self.shape), network.device());
        let whole = |weights: &[Tensor<1>], leaf| network.part(0..network.layers(), weights, leaf);
        let mut slope = gradient(network, &whole, input, self.class).await?;
        for (slope, range) in slope.iter_mut().zip(&self.range) {
            *slope *= range;
        }
        let size = slope.iter().map(|v| v * v).sum::<f32>() / slope.len() as f32;
        if !size.is_finite() {
            return Err(EngineError::NotFinite);
        }
        let rate = RATE * (1.0 - self.step as f32 / STEPS as f32) / size.sqrt().max(1e-12);
        for (pixel, slope) in self.pixels.iter_mut().zip(slope) {
            let moved = *pixel + rate * slope;
            *pixel = (moved + DECAY * (self.rest - moved)).clamp(0.0, 1.0);
        }
        let [height, width, _] = self.shape;
        self.roll([height - by[0], width - by[1]]);
        self.step += 1;
        if self.step.is_multiple_of(BLUR_EVERY) {
            self.blur();
        }
        Ok(self.step == STEPS)
    }

    fn shift(&mut self) -> usize {
        self.rng.random_range(0..=SHIFT)
    }

    /// Shifts the picture down and to the right; what leaves it comes in on the other side.
    fn roll(&mut self, [down, right]: [usize; 2]) {
        let [h, w, _] = self.shape;
        for plane in self.pixels.chunks_exact_mut(h * w) {
            plane.rotate_right(down % h * w);
            for row in plane.chunks_exact_mut(w) {
                row.rotate_right(right % w);
            }
        }
    }

    /// Half a binomial blur.
    fn blur(&mut self) {
        let [h, w, _] = self.shape;
        for plane in self.pixels.chunks_exact_mut(h * w) {
            let before = plane.to_vec();
            for (i, pixel) in plane.iter_mut().enumerate() {
                let (y, x) = (i / w, i % w);
                let rows = [y.saturating_sub(1), y, (y + 1).min(h - 1)];
                let columns = [x.saturating_sub(1), x, (x + 1).min(w - 1)];
                let mut sum = 0.0;
                for (row, down) in rows.into_iter().zip([1.0, 2.0, 1.0]) {
                    for (column, across) in columns.into_iter().zip([1.0, 2.0, 1.0]) {
                        sum += down * across * before[row * w + column];
                    }
                }
                *pixel += 0.5 * (sum / 16.0 - *pixel);
            }
        }
    }
}
