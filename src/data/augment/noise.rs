//! Noise on every pixel.

use rand::{Rng, RngExt};

use super::picture::Picture;
use crate::data::normal::Noise;
use crate::experiment::Augmentation;

pub(super) fn apply(options: &Augmentation, picture: &mut Picture, rng: &mut impl Rng) {
    if options.gaussian_noise > 0.0 {
        noise(picture.values, options.gaussian_noise, rng);
    }
}

/// Adds normal noise.
pub(super) fn noise(picture: &mut [f32], deviation: f32, rng: &mut impl Rng) {
    let noise = Noise::new(rng.random());
    // Halves, not pairs of neighbours: then pixels that are worked out at once lie together.
    let (first, second) = picture.split_at_mut(picture.len() / 2);
    let odd = second.len() - first.len();
    let (rest, second) = second.split_at_mut(odd);
    add_noise(first, second, deviation, noise);
    for pixel in rest {
        *pixel = (*pixel + deviation * noise.pair(u32::MAX)[0]).clamp(0.0, 1.0);
    }
}

/// Adds noise to two halves of the same length. As a function of its own, it is known that they
/// do not overlap, and four pixels are worked out at once.
#[inline(never)]
fn add_noise(first: &mut [f32], second: &mut [f32], deviation: f32, noise: Noise) {
    for (i, (a, b)) in first.iter_mut().zip(second).enumerate() {
        let [x, y] = noise.pair(i as u32);
        *a = (*a + deviation * x).clamp(0.0, 1.0);
        *b = (*b + deviation * y).clamp(0.0, 1.0);
    }
}
