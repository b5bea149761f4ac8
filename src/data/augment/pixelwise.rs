//! Changes to a picture that move no pixel between positions of another row and column, save for
//! mirrors: reals from 0 to 1, channel by channel, in position.

use rand::{Rng, RngExt};

use crate::data::normal::Noise;

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

/// Moves a picture by whole pixels, by its sides at most: at a row and column is afterwards what
/// was so many further on. What comes in from beyond the edge has one value.
pub(super) fn shift(
    picture: &mut [f32],
    [height, width]: [usize; 2],
    [rows, columns]: [isize; 2],
    value: f32,
) {
    let len = (height * width) as isize;
    let by = (rows * width as isize + columns).clamp(-len, len);
    for plane in picture.chunks_exact_mut(height * width) {
        // All rows at once, and then what came over from the row before or after.
        if by > 0 {
            plane.copy_within(by as usize.., 0);
        } else {
            plane.copy_within(..plane.len() - by.unsigned_abs(), by.unsigned_abs());
        }
        let beyond = rows.unsigned_abs();
        let (top, bottom) = if rows > 0 { (0, beyond) } else { (beyond, 0) };
        plane[..top * width].fill(value);
        plane[(height - bottom) * width..].fill(value);
        let beyond = columns.unsigned_abs();
        let from = if columns > 0 { width - beyond } else { 0 };
        for row in plane.chunks_exact_mut(width) {
            row[from..from + beyond].fill(value);
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
