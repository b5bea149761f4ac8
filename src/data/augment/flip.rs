//! Mirrored pictures.

use rand::{Rng, RngExt};

use super::picture::Picture;
use crate::experiment::Augmentation;

pub(super) fn apply(options: &Augmentation, picture: &mut Picture, rng: &mut impl Rng) {
    let [height, width] = picture.sides;
    if options.horizontal_flip && rng.random() {
        horizontally(picture.values, width);
    }
    if options.vertical_flip && rng.random() {
        vertically(picture.values, height, width);
    }
}

/// Exchanges left and right.
fn horizontally(picture: &mut [f32], width: usize) {
    for row in picture.chunks_exact_mut(width) {
        row.reverse();
    }
}

/// Exchanges top and bottom.
fn vertically(picture: &mut [f32], height: usize, width: usize) {
    for plane in picture.chunks_exact_mut(height * width) {
        for row in 0..height / 2 {
            let (upper, lower) = plane.split_at_mut((height - 1 - row) * width);
            upper[row * width..][..width].swap_with_slice(&mut lower[..width]);
        }
    }
}
