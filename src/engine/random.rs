//! What is drawn on the host, so that every device gets the same: noise and initial weights.

use std::f64::consts::TAU;

use rand::RngExt;
use rand_pcg::Pcg32;

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
