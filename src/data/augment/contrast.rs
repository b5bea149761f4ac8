//! Pictures of more and of less contrast.

use rand::Rng;

use super::picture::{Picture, uniform};
use crate::experiment::Augmentation;

pub(super) fn apply(options: &Augmentation, picture: &mut Picture, rng: &mut impl Rng) {
    let strength = options.contrast;
    if strength > 0.0 {
        let factor = uniform(1.0 - strength, 1.0 + strength, rng);
        let [height, width] = picture.sides;
        stretch(picture.values, height * width, factor);
    }
}

/// Multiplies the distance from the mean of the channel.
pub(super) fn stretch(picture: &mut [f32], plane: usize, factor: f32) {
    for plane in picture.chunks_exact_mut(plane) {
        let mean = sum(plane) / plane.len() as f32;
        for pixel in plane {
            *pixel = ((*pixel - mean) * factor + mean).clamp(0.0, 1.0);
        }
    }
}

/// The sum of values, some at a time: one after the other, each would wait for the one before.
fn sum(values: &[f32]) -> f32 {
    let (parts, rest) = values.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for part in parts {
        for (sum, value) in sums.iter_mut().zip(part) {
            *sum += value;
        }
    }
    sums.iter().chain(rest).sum()
}
