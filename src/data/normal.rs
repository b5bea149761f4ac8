//! Normally distributed numbers: by Box and Muller's method exactly where there are
//! few, and quickly where there are very many.

use rand::{Rng, RngExt};

/// A number of mean 0 and standard deviation 1.
pub fn normal(rng: &mut impl Rng) -> f32 {
    // From (0, 1], for the logarithm of 0 is no number.
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    let angle = std::f64::consts::TAU * rng.random::<f64>();
    (radius * angle.cos()) as f32
}

/// Very many numbers of mean 0 and standard deviation 1, two for each index: the same method
/// without a branch, a call or a state, so that several are worked out at once. They are right to
/// four digits, and none is beyond 5.3: enough for what is added to bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noise([u32; 2]);

impl Noise {
    /// The noise of a seed, independent of that of other seeds.
    pub fn new(seed: u64) -> Self {
        Self([seed as u32, (seed >> 32) as u32])
    }

    /// The two numbers at an index.
    #[inline]
    pub fn pair(self, index: u32) -> [f32; 2] {
        let bits = self.bits(index);
        // 20 bits from (0, 1], for the logarithm of 0 is no number.
        let part = ((bits >> 12) as i32 + 1) as f32 * (1.0 / (1 << 20) as f32);
        let radius = (-2.0 * ln(part)).sqrt();
        // By 10 bits an angle of the right quarter, and by the last two one of any.
        let part = ((bits >> 2 & 1023) as i32 as f32 - 511.5) * (1.0 / 1024.0);
        let angle = part * std::f32::consts::FRAC_PI_2;
        let square = angle * angle;
        let sin = angle * (1.0 + square * (-1.0 / 6.0 + square * (1.0 / 120.0)));
        let cos = 1.0 + square * (-0.5 + square * (1.0 / 24.0 - square * (1.0 / 720.0)));
        let [sin, cos] = [sin * radius, cos * radius].map(f32::to_bits);
        let cos = cos ^ (bits << 31);
        let swap = (sin ^ cos) & (bits >> 1 & 1).wrapping_neg();
        [cos ^ swap, sin ^ swap].map(f32::from_bits)
    }

    /// Chris Wellons's hash `lowbias32` of the index, with the other half of the seed in between.
    #[inline]
    fn bits(self, index: u32) -> u32 {
        let [low, high] = self.0;
        let mut x = index.wrapping_add(low);
        x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d) ^ high;
        x = (x ^ (x >> 15)).wrapping_mul(0x846c_a68b);
        x ^ (x >> 16)
    }
}

/// The natural logarithm of a number from above 0 to 1: of its exponent, and, by the series of
/// the area hyperbolic tangent, of its mantissa. The series falls short, so the logarithm is never
/// above 0.
#[inline]
fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let mantissa = f32::from_bits(bits & 0x007f_ffff | 0x3f80_0000);
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let series = 1.0 / 3.0 + square * (1.0 / 5.0 + square * (1.0 / 7.0));
    exponent as f32 * std::f32::consts::LN_2 + 2.0 * t * (1.0 + square * series)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_pcg::Pcg64Mcg;

    use super::*;

    fn check(values: &[f32]) {
        let part = |of: &dyn Fn(f32) -> f32| values.iter().map(|&v| of(v)).sum::<f32>();
        let moment = |power| part(&|v| v.powi(power)) / values.len() as f32;
        assert!(moment(1).abs() < 0.03, "{}", moment(1));
        assert!((moment(2) - 1.0).abs() < 0.04, "{}", moment(2));
        assert!(moment(3).abs() < 0.12, "{}", moment(3));
        assert!((moment(4) - 3.0).abs() < 0.3, "{}", moment(4));
    }

    #[test]
    fn moments_are_those_of_the_normal_distribution() {
        let mut rng = Pcg64Mcg::seed_from_u64(1);
        let values: Vec<f32> = (0..20_000).map(|_| normal(&mut rng)).collect();
        check(&values);
        let noise = Noise::new(1);
        let values: Vec<f32> = (0..10_000).flat_map(|i| noise.pair(i)).collect();
        check(&values);
    }

    #[test]
    fn as_many_lie_below_each_place_as_below_the_bell() {
        let noise = Noise::new(2);
        let n = 400_000;
        let values: Vec<f32> = (0..n / 2).flat_map(|i| noise.pair(i)).collect();
        // The normal distribution's table.
        for (bound, part) in [
            (0.1, 0.539_828),
            (0.5, 0.691_462),
            (1.0, 0.841_345),
            (2.0, 0.977_250),
            (3.0, 0.998_650),
            (3.5, 0.999_767),
            (4.0, 0.999_968),
        ] {
            let deviation = (part * (1.0 - part) * f64::from(n)).sqrt();
            for sign in [1.0, -1.0] {
                let below = values.iter().filter(|&&v| v * sign < bound).count() as f64;
                let off = (below - part * f64::from(n)) / deviation;
                assert!(off.abs() < 4.0, "{bound} × {sign}: {off} deviations");
            }
        }
    }

    #[test]
    fn neighbours_and_other_seeds_have_nothing_in_common() {
        let mut rng = Pcg64Mcg::seed_from_u64(3);
        let mut values = || -> Vec<f32> {
            let noise = Noise::new(rng.random());
            (0..10_000).flat_map(|i| noise.pair(i)).collect()
        };
        // Of the values, and of how large they are.
        let correlations = |a: &[f32], b: &[f32]| {
            let pairs = || a.iter().zip(b);
            let squares = pairs().map(|(a, b)| (a * a - 1.0) * (b * b - 1.0));
            let n = a.len().min(b.len()) as f32;
            [
                pairs().map(|(a, b)| a * b).sum::<f32>() / n,
                squares.sum::<f32>() / n / 2.0,
            ]
        };
        for _ in 0..20 {
            let (one, other) = (values(), values());
            for b in [&one[1..], &one[2..], &one[3..], &other[..]] {
                let found = correlations(&one, b);
                assert!(found.iter().all(|c| c.abs() < 0.04), "{found:?}");
            }
        }
    }

    #[test]
    fn logarithms_are_right() {
        for i in 1..=1 << 20 {
            let x = i as f32 / (1 << 20) as f32;
            assert!(ln(x) <= 0.0 && (ln(x) - x.ln()).abs() < 3e-5, "{x}");
        }
    }
}
