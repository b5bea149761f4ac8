//! Brighter and darker pictures.

use rand::Rng;

use super::picture::{Picture, uniform};
use crate::experiment::Augmentation;

pub(super) fn apply(options: &Augmentation, picture: &mut Picture, rng: &mut impl Rng) {
    if let Some([low, high]) = options.brightness_range {
        multiply(picture.values, uniform(low, high, rng));
    }
}

/// Multiplies by a factor, up to white.
fn multiply(picture: &mut [f32], factor: f32) {
    for pixel in picture {
        *pixel = (*pixel * factor).clamp(0.0, 1.0);
    }
}
