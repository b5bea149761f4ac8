//! What is drawn on the host, so that every device gets the same: masks, noise, initial weights.

use std::f64::consts::TAU;

use rand::{Rng, RngExt};
use rand_pcg::Pcg32;

/// A mask that drops a part of values: 0 for those, 1 for the others.
///
/// Parts of the sequence are drawn side by side, each from a generator that was moved to its begin: the
/// steps of a single one wait for each other.
pub(super) fn mask(rate: f64, n: usize, rng: &mut Pcg32) -> Vec<u8> {
    const PARTS: usize = 4;
    let threshold = (rate * f64::from(u32::MAX)) as u32;
    let len = n / PARTS;
    let mut mask = vec![0; n];
    let mut generators: [Pcg32; PARTS] = std::array::from_fn(|i| {
        let mut generator = rng.clone();
        generator.advance((i * len) as u64);
        generator
    });
    let (parts, rest) = mask.split_at_mut(PARTS * len);
    let (front, back) = parts.split_at_mut(2 * len);
    let (front, back) = (front.split_at_mut(len), back.split_at_mut(len));
    let values = front.0.iter_mut().zip(front.1).zip(back.0).zip(back.1);
    for (((first, second), third), fourth) in values {
        let values = [first, second, third, fourth];
        for (generator, value) in generators.iter_mut().zip(values) {
            *value = u8::from(generator.next_u32() >= threshold);
        }
    }
    let [_, _, _, last] = generators;
    *rng = last;
    for value in rest {
        *value = u8::from(rng.next_u32() >= threshold);
    }
    mask
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

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn a_mask_is_drawn_value_by_value() {
        for n in [0, 1, 3, 4, 1001] {
            let mut one = Pcg32::seed_from_u64(3);
            let mut other = one.clone();
            let threshold = (0.3 * f64::from(u32::MAX)) as u32;
            let expected: Vec<u8> = (0..n)
                .map(|_| u8::from(one.next_u32() >= threshold))
                .collect();
            assert_eq!(mask(0.3, n, &mut other), expected);
            assert_eq!(one, other);
        }
    }
}
