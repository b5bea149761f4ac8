//! Pictures with a rectangle erased.

use rand::{Rng, RngExt};

use super::picture::Picture;
use crate::experiment::Augmentation;

pub(super) fn apply(options: &Augmentation, picture: &mut Picture, rng: &mut impl Rng) {
    if rng.random::<f32>() < options.random_erasing {
        let [height, width] = picture.sides;
        erase(picture.values, height, width, options.cval, rng);
    }
}

/// Erases a rectangle of 2 to 33 % of the area, between 0.3 and 3.3 times as high as wide
/// (Zhong et al., “Random Erasing Data Augmentation”, whose numbers Keras took).
fn erase(picture: &mut [f32], height: usize, width: usize, value: f32, rng: &mut impl Rng) {
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
