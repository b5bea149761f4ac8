//! The values that weights begin with, drawn on the host.

use rand::RngExt;
use rand_pcg::Pcg32;

use super::random::{normal, truncated_normal};
use crate::experiment::Initializer;

/// Standard deviation, or limit, of the initializers that know nothing of the weight's shape.
///
/// # Source
/// `keras.initializers.RandomNormal`, `RandomUniform`, `TruncatedNormal`.
const FIXED: f64 = 0.05;
/// Standard deviation of a normal distribution cut off at two of its own.
///
/// # Source
/// `scipy.stats.truncnorm.std(-2, 2)`, as `keras.initializers.VarianceScaling` has it.
const TRUNCATED: f64 = 0.879_625_661_034_239_8;

/// Values of a weight of a shape in Keras's layout.
///
/// # Source
/// `keras.initializers` of the same names.
pub fn initial(initializer: Initializer, shape: &[usize], rng: &mut Pcg32) -> Vec<f32> {
    let n = shape.iter().product();
    let (fan_in, fan_out) = fans(shape);
    let both = f64::midpoint(fan_in, fan_out);
    match initializer {
        // In single precision, as the runs of earlier versions were.
        Initializer::GlorotUniform => {
            let limit = (6.0 / (fan_in + fan_out) as f32).sqrt();
            (0..n).map(|_| rng.random_range(-limit..limit)).collect()
        }
        Initializer::GlorotNormal => scaled_normal(1.0 / both, n, rng),
        Initializer::HeUniform => scaled_uniform(2.0 / fan_in, n, rng),
        Initializer::HeNormal => scaled_normal(2.0 / fan_in, n, rng),
        Initializer::LecunUniform => scaled_uniform(1.0 / fan_in, n, rng),
        Initializer::LecunNormal => scaled_normal(1.0 / fan_in, n, rng),
        Initializer::RandomUniform => uniform(FIXED, n, rng),
        Initializer::RandomNormal => (0..n).map(|_| (FIXED * normal(rng)) as f32).collect(),
        Initializer::TruncatedNormal => truncated(FIXED, n, rng),
        Initializer::Zeros => vec![0.0; n],
        Initializer::Ones => vec![1.0; n],
    }
}

/// How many values come together in a value of the output, and how many values of the output one
/// of the input goes to.
///
/// # Source
/// `keras.src.initializers.random_initializers.compute_fans`.
fn fans(shape: &[usize]) -> (f64, f64) {
    match *shape {
        [] => (1.0, 1.0),
        [n] => (n as f64, n as f64),
        [ref window @ .., input, output] => {
            let window: f64 = window.iter().map(|n| *n as f64).product();
            (window * input as f64, window * output as f64)
        }
    }
}

/// Uniform with a variance.
fn scaled_uniform(variance: f64, n: usize, rng: &mut Pcg32) -> Vec<f32> {
    uniform((3.0 * variance).sqrt(), n, rng)
}

fn uniform(limit: f64, n: usize, rng: &mut Pcg32) -> Vec<f32> {
    let limit = limit as f32;
    (0..n).map(|_| rng.random_range(-limit..limit)).collect()
}

/// Normal, cut off, with that variance after the cut.
fn scaled_normal(variance: f64, n: usize, rng: &mut Pcg32) -> Vec<f32> {
    truncated(variance.sqrt() / TRUNCATED, n, rng)
}

fn truncated(stddev: f64, n: usize, rng: &mut Pcg32) -> Vec<f32> {
    let mut value = || (stddev * truncated_normal(rng)) as f32;
    (0..n).map(|_| value()).collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    /// Mean, standard deviation and largest absolute value.
    fn statistics(values: &[f32]) -> [f64; 3] {
        let n = values.len() as f64;
        let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / n;
        let squares = values.iter().map(|v| (f64::from(*v) - mean).powi(2));
        let most = values
            .iter()
            .map(|v| f64::from(v.abs()))
            .fold(0.0, f64::max);
        [mean, (squares.sum::<f64>() / n).sqrt(), most]
    }

    #[test]
    fn values_have_the_deviation_and_the_limit_of_their_initializer() {
        use Initializer as I;
        // A window of 3 × 3 on 20 channels: fans of 180 and 360.
        let shape = [3, 3, 20, 40];
        let scaled = |variance: f64| variance.sqrt();
        // The farthest that a cut normal distribution of that deviation goes.
        let cut = |variance: f64| 2.0 * variance.sqrt() / TRUNCATED;
        let flat = |variance: f64| (3.0 * variance).sqrt();
        for (initializer, deviation, most) in [
            (I::GlorotUniform, scaled(1.0 / 270.0), flat(1.0 / 270.0)),
            (I::GlorotNormal, scaled(1.0 / 270.0), cut(1.0 / 270.0)),
            (I::HeUniform, scaled(2.0 / 180.0), flat(2.0 / 180.0)),
            (I::HeNormal, scaled(2.0 / 180.0), cut(2.0 / 180.0)),
            (I::LecunUniform, scaled(1.0 / 180.0), flat(1.0 / 180.0)),
            (I::LecunNormal, scaled(1.0 / 180.0), cut(1.0 / 180.0)),
            (I::RandomUniform, 0.05 / 3.0_f64.sqrt(), 0.05),
            (I::RandomNormal, 0.05, 0.3),
            (I::TruncatedNormal, 0.05 * TRUNCATED, 0.1),
            (I::Zeros, 0.0, 0.0),
        ] {
            let values = initial(initializer, &shape, &mut Pcg32::seed_from_u64(1));
            assert_eq!(values.len(), 7200);
            let [mean, found, largest] = statistics(&values);
            let name = initializer.name();
            assert!(mean.abs() < 0.05 * deviation + 1e-12, "{name}: mean {mean}");
            // Four standard errors of a deviation from 7200 values.
            let error = 0.034 * deviation + 1e-12;
            assert!(
                (found - deviation).abs() < error,
                "{name}: {found}, not {deviation}"
            );
            assert!(
                largest <= most * 1.000_001,
                "{name}: {largest} beyond {most}"
            );
            let again = initial(initializer, &shape, &mut Pcg32::seed_from_u64(1));
            assert_eq!(values, again, "{name}");
        }
        let ones = initial(I::Ones, &shape, &mut Pcg32::seed_from_u64(1));
        assert_eq!(ones, vec![1.0; 7200]);
    }

    #[test]
    fn fans_are_those_of_keras() {
        assert_eq!(fans(&[7, 5]), (7.0, 5.0));
        assert_eq!(fans(&[3, 2, 4, 5]), (24.0, 30.0));
        assert_eq!(fans(&[6]), (6.0, 6.0));
    }
}
