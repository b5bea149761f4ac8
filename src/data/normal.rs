//! Normally distributed numbers, by Box and Muller's method.

use rand::{Rng, RngExt};

/// A number of mean 0 and standard deviation 1.
pub(super) fn normal(rng: &mut impl Rng) -> f32 {
    // From (0, 1], for the logarithm of 0 is no number.
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    let angle = std::f64::consts::TAU * rng.random::<f64>();
    (radius * angle.cos()) as f32
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_pcg::Pcg64Mcg;

    use super::*;

    #[test]
    fn moments_are_those_of_the_normal_distribution() {
        let mut rng = Pcg64Mcg::seed_from_u64(1);
        let n = 20_000;
        let values: Vec<f32> = (0..n).map(|_| normal(&mut rng)).collect();
        let moment = |power| values.iter().map(|v| v.powi(power)).sum::<f32>() / n as f32;
        assert!(moment(1).abs() < 0.03, "{}", moment(1));
        assert!((moment(2) - 1.0).abs() < 0.04, "{}", moment(2));
        assert!(moment(3).abs() < 0.12, "{}", moment(3));
        assert!((moment(4) - 3.0).abs() < 0.3, "{}", moment(4));
    }
}
