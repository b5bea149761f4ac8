//! What is drawn on the host, so that every device gets the same: masks, noise, initial weights.

use std::f64::consts::TAU;

use rand::{Rng, RngExt};
use rand_pcg::Pcg32;

/// A mask that drops a part of values and scales the rest up.
pub(super) fn mask(rate: f64, n: usize, rng: &mut Pcg32) -> Vec<f32> {
    let threshold = (rate * f64::from(u32::MAX)) as u32;
    let scale = (1.0 / (1.0 - rate)) as f32;
    let mut value = || {
        if rng.next_u32() < threshold {
            0.0
        } else {
            scale
        }
    };
    (0..n).map(|_| value()).collect()
}

/// A number of mean 0 and standard deviation 1, by Box and Muller's method.
pub(super) fn normal(rng: &mut Pcg32) -> f64 {
    // From (0, 1], for the logarithm of 0 is no number.
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (TAU * rng.random::<f64>()).cos()
}

/// The same among those within two standard deviations.
pub(super) fn truncated_normal(rng: &mut Pcg32) -> f64 {
    loop {
        let value = normal(rng);
        if value.abs() <= 2.0 {
            return value;
        }
    }
}
