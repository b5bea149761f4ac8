//! Normally distributed numbers: by Box and Muller's method where there are few, and by a
//! ziggurat where there are very many.

use rand::{Rng, RngExt};

/// A number of mean 0 and standard deviation 1.
pub(super) fn normal(rng: &mut impl Rng) -> f32 {
    // From (0, 1], for the logarithm of 0 is no number.
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    let angle = std::f64::consts::TAU * rng.random::<f64>();
    (radius * angle.cos()) as f32
}

/// Layers of equal area that the half of the bell from 0 on is cut into; the lowest goes on
/// without end, below where the second begins at [`TAIL`].
const LAYERS: usize = 128;
/// Where the tail begins, and the area of a layer (Marsaglia and Tsang, “The Ziggurat Method for
/// Generating Random Variables”, 2000).
const TAIL: f64 = 3.442_619_855_899;
const AREA: f64 = 9.912_563_035_262_17e-3;

/// Makes normally distributed numbers, ten times as quickly as [`normal`].
#[derive(Clone, Debug)]
pub(super) struct Normal {
    /// How far each layer reaches, from the lowest on; and where the last ends.
    edges: [f32; LAYERS + 1],
    /// How high the bell is there.
    heights: [f32; LAYERS + 1],
}

impl Default for Normal {
    fn default() -> Self {
        let bell = |x: f64| (-0.5 * x * x).exp();
        let (mut edges, mut heights) = ([0.0; LAYERS + 1], [1.0; LAYERS + 1]);
        // As wide as a rectangle of the lowest layer's height and area.
        edges[0] = (AREA / bell(TAIL)) as f32;
        heights[0] = 0.0;
        let mut edge = TAIL;
        for layer in 1..LAYERS {
            edges[layer] = edge as f32;
            heights[layer] = bell(edge) as f32;
            edge = (-2.0 * (AREA / edge + bell(edge)).ln()).max(0.0).sqrt();
        }
        Self { edges, heights }
    }
}

impl Normal {
    /// Two numbers of mean 0 and standard deviation 1.
    #[inline]
    pub fn pair(&self, rng: &mut impl Rng) -> [f32; 2] {
        let bits: u64 = rng.random();
        [bits as u32, (bits >> 32) as u32].map(|bits| {
            let (x, layer) = self.place(bits);
            if x.abs() < self.edges[layer + 1] {
                return x;
            }
            self.outside(x, layer, rng)
        })
    }

    /// A place in one of the layers, and which.
    #[inline]
    fn place(&self, bits: u32) -> (f32, usize) {
        let layer = bits as usize % LAYERS;
        // The other 25 bits are those of a real and its sign.
        let part = (bits as i32 >> 7) as f32 * (1.0 / (1 << 24) as f32);
        (part * self.edges[layer], layer)
    }

    /// The number for a place that is not below the layer above.
    #[cold]
    fn outside(&self, mut x: f32, mut layer: usize, rng: &mut impl Rng) -> f32 {
        loop {
            if layer == 0 {
                return tail(rng).copysign(x);
            }
            let (low, high) = (self.heights[layer], self.heights[layer + 1]);
            let y = low + (high - low) * rng.random::<f32>();
            if y < (-0.5 * x * x).exp() {
                return x;
            }
            (x, layer) = self.place(rng.random());
            if x.abs() < self.edges[layer + 1] {
                return x;
            }
        }
    }
}

/// A number of the bell's right tail.
fn tail(rng: &mut impl Rng) -> f32 {
    // From (0, 1], for the logarithm of 0 is no number.
    let mut exponential = || -(1.0 - rng.random::<f64>()).ln();
    loop {
        let beyond = exponential() / TAIL;
        if 2.0 * exponential() > beyond * beyond {
            return (TAIL + beyond) as f32;
        }
    }
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
        let quick = Normal::default();
        let values: Vec<f32> = (0..10_000).flat_map(|_| quick.pair(&mut rng)).collect();
        check(&values);
    }

    #[test]
    fn as_many_lie_below_each_place_as_below_the_bell() {
        let mut rng = Pcg64Mcg::seed_from_u64(2);
        let quick = Normal::default();
        let n = 400_000;
        let values: Vec<f32> = (0..n / 2).flat_map(|_| quick.pair(&mut rng)).collect();
        // The normal distribution's table. The last are of the tail that has a way of its own.
        for (place, part) in [
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
                let below = values.iter().filter(|&&v| v * sign < place).count() as f64;
                let off = (below - part * f64::from(n)) / deviation;
                assert!(off.abs() < 4.0, "{place} × {sign}: {off} deviations");
            }
        }
    }
}
