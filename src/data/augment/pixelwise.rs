//! Changes to a picture that move no pixel between places of another row and column, save for
//! mirrors: reals from 0 to 1, channel by channel, in their place.

use rand::{Rng, RngExt};

use crate::data::normal::Normal;

/// Exchanges left and right.
pub(super) fn flip_horizontally(picture: &mut [f32], width: usize) {
    for row in picture.chunks_exact_mut(width) {
        row.reverse();
    }
}

/// Exchanges top and bottom.
pub(super) fn flip_vertically(picture: &mut [f32], height: usize, width: usize) {
    for plane in picture.chunks_exact_mut(height * width) {
        for row in 0..height / 2 {
            let (upper, lower) = plane.split_at_mut((height - 1 - row) * width);
            upper[row * width..][..width].swap_with_slice(&mut lower[..width]);
        }
    }
}

/// Multiplies by a factor, up to white.
pub(super) fn brightness(picture: &mut [f32], factor: f32) {
    for pixel in picture {
        *pixel = (*pixel * factor).clamp(0.0, 1.0);
    }
}

/// Multiplies the distance from the mean of the channel.
pub(super) fn contrast(picture: &mut [f32], plane: usize, factor: f32) {
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

/// Adds normal noise.
pub(super) fn noise(picture: &mut [f32], deviation: f32, normal: &Normal, rng: &mut impl Rng) {
    for pixels in picture.chunks_mut(2) {
        let values = normal.pair(rng);
        for (pixel, value) in pixels.iter_mut().zip(values) {
            *pixel = (*pixel + deviation * value).clamp(0.0, 1.0);
        }
    }
}

/// Erases a rectangle of 2 to 33 % of the area, between 0.3 and 3.3 times as high as wide
/// (Zhong et al., “Random Erasing Data Augmentation”, whose numbers Keras took).
pub(super) fn erase(
    picture: &mut [f32],
    height: usize,
    width: usize,
    value: f32,
    rng: &mut impl Rng,
) {
    let area = rng.random_range(0.02..0.33) * (height * width) as f32;
    let ratio = rng.random_range(0.3_f32.ln()..3.3_f32.ln()).exp();
    let rows = ((area * ratio).sqrt().round() as usize).clamp(1, height);
    let columns = ((area / ratio).sqrt().round() as usize).clamp(1, width);
    let top = rng.random_range(0..=height - rows);
    let left = rng.random_range(0..=width - columns);
    for plane in picture.chunks_exact_mut(height * width) {
        for row in plane.chunks_exact_mut(width).skip(top).take(rows) {
            row[left..left + columns].fill(value);
        }
    }
}
