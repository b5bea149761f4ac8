//! Normalization: of each channel over a batch, and of each row.

use crate::conv::{Parts, sum_parts};
use crate::memory::{Scratch, Scratches, written};
use crate::rows::{
    Dropout, Kept, Normalize, NormalizeBack, Plain, Products, Squares, over, repeated, sums,
};
use crate::simd::vectorized;
use crate::threads::{Shared, each_item, each_part};

/// Values that are worth a thread: some ten microseconds.
const PART: usize = 16_384;

/// The mean and variance (divided by the number of rows) of each channel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchStatistics {
    /// Means.
    pub mean: Vec<f32>,
    /// Variances.
    pub variance: Vec<f32>,
}

/// Normalizes rows of channels by the batch's own statistics: `(x - mean) / sqrt(variance + epsilon) *
/// gamma + beta`, of which dropout may then keep a part.
///
/// # Panics
/// The values are not whole rows as long as `gamma` and `beta`, or the mask is not for as many.
#[must_use]
pub fn batch_norm(
    x: &[f32],
    gamma: &[f32],
    beta: &[f32],
    epsilon: f32,
    dropout: Option<Dropout>,
) -> (Vec<f32>, BatchStatistics) {
    let n = gamma.len();
    assert!(n > 0 && beta.len() == n && x.len().is_multiple_of(n));
    let statistics = statistics(x, n);
    let factor = factor(gamma, &inverse(&statistics, epsilon));
    let y = normalized(x, &statistics.mean, &factor, beta, dropout);
    (y, statistics)
}

fn statistics(x: &[f32], n: usize) -> BatchStatistics {
    let rows = x.len() / n;
    let terms = Plain(x.as_ptr());
    // SAFETY: these are the values of so many rows.
    let [mean] = unsafe { sums(rows, n, terms) };
    let part = |sums: &[f64]| sums.iter().map(|sum| (sum / rows as f64) as f32).collect();
    let mean: Vec<f32> = part(&mean);
    let repeated = repeated(&mean);
    let terms = Squares {
        x: x.as_ptr(),
        mean: repeated.as_ptr(),
    };
    // SAFETY: as above.
    let [variance] = unsafe { sums(rows, n, terms) };
    BatchStatistics {
        mean,
        variance: part(&variance),
    }
}

/// The same by other statistics.
///
/// # Panics
/// As [`batch_norm`].
#[must_use]
pub fn batch_norm_inference(
    x: &[f32],
    gamma: &[f32],
    beta: &[f32],
    statistics: &BatchStatistics,
    epsilon: f32,
) -> Vec<f32> {
    let n = gamma.len();
    assert!(n > 0 && beta.len() == n && x.len().is_multiple_of(n));
    assert!(statistics.mean.len() == n && statistics.variance.len() == n);
    let factor = factor(gamma, &inverse(statistics, epsilon));
    normalized(x, &statistics.mean, &factor, beta, None)
}

fn factor(gamma: &[f32], inverse: &[f32]) -> Vec<f32> {
    gamma.iter().zip(inverse).map(|(g, i)| g * i).collect()
}

fn inverse(statistics: &BatchStatistics, epsilon: f32) -> Vec<f32> {
    let variance = statistics.variance.iter();
    variance.map(|v| 1.0 / (v + epsilon).sqrt()).collect()
}

fn normalized(
    x: &[f32],
    mean: &[f32],
    factor: &[f32],
    shift: &[f32],
    dropout: Option<Dropout>,
) -> Vec<f32> {
    let (n, kept) = (mean.len(), Kept::of(dropout, x.len()));
    let [mean, factor, shift] = [mean, factor, shift].map(repeated);
    // SAFETY: the loop goes over all rows, and writes each value.
    unsafe {
        written(x.len(), |y| {
            let each = Normalize {
                kept,
                x: x.as_ptr(),
                mean: mean.as_ptr(),
                factor: factor.as_ptr(),
                shift: shift.as_ptr(),
                y,
            };
            let rows = x.len() / n;
            over(rows, n, each);
        })
    }
}

/// The gradients by the input of [`batch_norm`], by `gamma` and by `beta`.
///
/// # Panics
/// As [`batch_norm`].
#[must_use]
pub fn batch_norm_gradient(
    dy: &[f32],
    x: &[f32],
    gamma: &[f32],
    statistics: &BatchStatistics,
    epsilon: f32,
    dropout: Option<Dropout>,
) -> [Vec<f32>; 3] {
    let n = gamma.len();
    assert!(n > 0 && x.len().is_multiple_of(n) && dy.len() == x.len());
    assert!(statistics.mean.len() == n && statistics.variance.len() == n);
    let inverse = &inverse(statistics, epsilon);
    let (rows, kept) = (x.len() / n, Kept::of(dropout, x.len()));
    let mean = repeated(&statistics.mean);
    let terms = Products {
        kept,
        dy: dy.as_ptr(),
        x: x.as_ptr(),
        mean: mean.as_ptr(),
    };
    // SAFETY: these are the values of so many rows.
    let [sum, product] = unsafe { sums(rows, n, terms) };
    let part = 1.0 / rows as f64;
    let pairs = || product.iter().zip(inverse);
    let dbeta: Vec<f32> = sum.iter().map(|v| *v as f32).collect();
    let dgamma: Vec<f32> = pairs().map(|(v, i)| (v * f64::from(*i)) as f32).collect();
    // dx = factor · (dy - mean(dy) - (x - mean) · inverse² · mean(dy · (x - mean)))
    let factor = factor(gamma, inverse);
    let shift: Vec<f32> = sum.iter().map(|v| (v * part) as f32).collect();
    let slope: Vec<f32> = pairs().map(|(v, i)| (v * part) as f32 * i * i).collect();
    let [factor, shift, slope] = [&factor, &shift, &slope].map(|values| repeated(values));
    // SAFETY: the loop goes over all rows, and writes each value.
    let dx = unsafe {
        written(x.len(), |dx| {
            let each = NormalizeBack {
                kept,
                dy: dy.as_ptr(),
                x: x.as_ptr(),
                mean: mean.as_ptr(),
                factor: factor.as_ptr(),
                shift: shift.as_ptr(),
                slope: slope.as_ptr(),
                dx,
            };
            over(rows, n, each);
        })
    };
    [dx, dgamma, dbeta]
}

/// Normalizes each row as long as `gamma` and `beta` by its own mean and variance.
///
/// # Panics
/// The values are not whole rows.
#[must_use]
pub fn layer_norm(x: &[f32], gamma: &[f32], beta: &[f32], epsilon: f32) -> Vec<f32> {
    let n = gamma.len();
    assert!(n > 0 && beta.len() == n && x.len().is_multiple_of(n));
    // SAFETY: the parts are all rows, and each value of a row is written.
    unsafe {
        written(x.len(), |y| {
            let y = Shared(y);
            each_part(x.len() / n, (PART / n).max(1), |_, rows| {
                let (begin, end) = (rows.start * n, rows.end * n);
                let to = Shared(y.at().add(begin));
                layer_normalized(&x[begin..end], gamma, beta, epsilon, to);
            });
        })
    }
}

/// Mean, and one through the standard deviation, of a row.
#[inline(always)]
fn row_statistics(row: &[f32], epsilon: f32) -> (f32, f32) {
    let n = row.len() as f32;
    let mean = sum_of(row, |v| v) / n;
    let variance = sum_of(row, |v| (v - mean) * (v - mean)) / n;
    (mean, 1.0 / (variance + epsilon).sqrt())
}

/// A sum in eight parts, which the compiler makes a vector of.
#[inline(always)]
fn sum_of(row: &[f32], value: impl Fn(f32) -> f32) -> f32 {
    let mut parts = [0.0_f32; 8];
    let chunks = row.chunks_exact(8);
    let rest: f32 = chunks.remainder().iter().map(|v| value(*v)).sum();
    for chunk in chunks {
        for i in 0..8 {
            parts[i] += value(chunk[i]);
        }
    }
    parts.iter().sum::<f32>() + rest
}

vectorized! {
    fn layer_normalized(x: &'a [f32], gamma: &'a [f32], beta: &'a [f32], epsilon: f32, to: Shared<f32>) -> () {
        let n = gamma.len();
        let beta = &beta[..n];
        for (row, x) in x.chunks_exact(n).enumerate() {
            let (mean, inverse) = row_statistics(x, epsilon);
            let y = std::slice::from_raw_parts_mut(to.at().add(row * n), n);
            for c in 0..n {
                y[c] = (x[c] - mean) * inverse * gamma[c] + beta[c];
            }
        }
    }
}

/// The gradients by the input of [`layer_norm`], by `gamma` and by `beta`.
///
/// # Panics
/// As [`layer_norm`].
#[must_use]
pub fn layer_norm_gradient(dy: &[f32], x: &[f32], gamma: &[f32], epsilon: f32) -> [Vec<f32>; 3] {
    let n = gamma.len();
    assert!(n > 0 && dy.len() == x.len() && x.len().is_multiple_of(n));
    let rows = x.len() / n;
    // Of each part the gradients by gamma and by beta, and two rows to compute with.
    let parts = Parts::of(rows, (PART / n).max(1));
    let mut sums = Scratch::zeros(parts.count * 2 * n);
    let all_sums = Shared(sums.at());
    let own = Scratches::new(2 * n);
    // SAFETY: the parts are all rows, and each value of a row is written.
    unsafe {
        let dx = written(x.len(), |dx| {
            let dx = Shared(dx);
            each_item(parts.count, |thread, part| {
                let range = parts.range(part);
                let (begin, end) = (range.start * n, range.end * n);
                let (dy, x) = (&dy[begin..end], &x[begin..end]);
                let sums = Shared(all_sums.at().add(part * 2 * n));
                let to = Shared(dx.at().add(begin));
                gradient_of_layer_norm(dy, x, gamma, epsilon, Shared(own.of(thread)), sums, to);
            });
        });
        sum_parts(sums.at(), 2 * n, parts.count);
        let sums = std::slice::from_raw_parts(sums.address(), 2 * n);
        [dx, sums[..n].to_vec(), sums[n..].to_vec()]
    }
}

vectorized! {
    fn gradient_of_layer_norm(
        dy: &'a [f32],
        x: &'a [f32],
        gamma: &'a [f32],
        epsilon: f32,
        own: Shared<f32>,
        sums: Shared<f32>,
        to: Shared<f32>,
    ) -> () {
        let n = gamma.len();
        let [normal, scaled] = [0, n].map(|at| std::slice::from_raw_parts_mut(own.at().add(at), n));
        let [dgamma, dbeta] = [0, n].map(|at| std::slice::from_raw_parts_mut(sums.at().add(at), n));
        for (row, (dy, x)) in dy.chunks_exact(n).zip(x.chunks_exact(n)).enumerate() {
            let (mean, inverse) = row_statistics(x, epsilon);
            for c in 0..n {
                normal[c] = (x[c] - mean) * inverse;
                scaled[c] = dy[c] * gamma[c];
                dgamma[c] += dy[c] * normal[c];
                dbeta[c] += dy[c];
            }
            let shift = sum_of(scaled, |v| v) / n as f32;
            let mut slope = 0.0;
            for c in 0..n {
                slope += scaled[c] * normal[c];
            }
            slope /= n as f32;
            let dx = std::slice::from_raw_parts_mut(to.at().add(row * n), n);
            for c in 0..n {
                dx[c] = inverse * (scaled[c] - shift - normal[c] * slope);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keep;
    use crate::tests::{Draw, cases, close, each_set};

    /// A normalization over given positions of values, and its gradient, in double precision.
    fn naive(
        x: &[f32],
        dy: &[f32],
        groups: &[Vec<usize>],
        gamma: impl Fn(usize) -> f64,
        beta: impl Fn(usize) -> f64,
    ) -> [Vec<f64>; 3] {
        let (mut y, mut dx, mut normal) = (x.to_vec(), x.to_vec(), x.to_vec());
        let [mut y, mut dx, mut normal] = [&mut y, &mut dx, &mut normal]
            .map(|v| v.iter().map(|v| f64::from(*v)).collect::<Vec<_>>());
        for group in groups {
            let n = group.len() as f64;
            let mean = group.iter().map(|i| f64::from(x[*i])).sum::<f64>() / n;
            let square = |i: &usize| (f64::from(x[*i]) - mean).powi(2);
            let deviation = (group.iter().map(square).sum::<f64>() / n + 1e-3).sqrt();
            for &i in group {
                normal[i] = (f64::from(x[i]) - mean) / deviation;
                y[i] = normal[i] * gamma(i) + beta(i);
            }
            let scaled = |i: usize| f64::from(dy[i]) * gamma(i);
            let shift = group.iter().map(|i| scaled(*i)).sum::<f64>() / n;
            let slope = group.iter().map(|i| scaled(*i) * normal[*i]).sum::<f64>() / n;
            for &i in group {
                dx[i] = (scaled(i) - shift - normal[i] * slope) / deviation;
            }
        }
        [y, dx, normal]
    }

    fn per_channel(n: usize, values: impl Fn(usize) -> f64, len: usize) -> Vec<f64> {
        let mut sums = vec![0.0; n];
        for i in 0..len {
            sums[i % n] += values(i);
        }
        sums
    }

    #[test]
    fn batches_and_rows_are_normalized_as_in_double_precision() {
        each_set(|| {
            let mut draw = Draw::new(11);
            let sizes = [(5, 3), (2, 1), (130, 17), (300, 32)];
            for (rows, n) in sizes.into_iter().take(cases(4)) {
                let (x, dy) = (draw.reals(rows * n), draw.reals(rows * n));
                let (gamma, beta) = (draw.reals(n), draw.reals(n));
                let real = |v: &[f32], i: usize| f64::from(v[i % n]);
                let columns: Vec<Vec<usize>> = (0..n)
                    .map(|c| (0..rows).map(|r| r * n + c).collect())
                    .collect();
                let [y, dx, normal] =
                    naive(&x, &dy, &columns, |i| real(&gamma, i), |i| real(&beta, i));
                let (own, statistics) = batch_norm(&x, &gamma, &beta, 1e-3, None);
                close(&own, &y, 1e-5);
                let [own, dgamma, dbeta] =
                    batch_norm_gradient(&dy, &x, &gamma, &statistics, 1e-3, None);
                // Of two rows the gradient is a small difference of large numbers.
                close(&own, &dx, if rows == 2 { 1e-3 } else { 1e-5 });
                let products = per_channel(n, |i| f64::from(dy[i]) * normal[i], x.len());
                close(&dgamma, &products, 1e-5);
                let sums = per_channel(n, |i| f64::from(dy[i]), x.len());
                close(&dbeta, &sums, 1e-5);

                // In one pass with dropout: what the two give one after another, to the bit.
                let mask: Vec<u8> = x.iter().map(|v| u8::from(*v > 0.1)).collect();
                let dropout = Dropout {
                    mask: &mask,
                    scale: 1.25,
                };
                let (plain, _) = batch_norm(&x, &gamma, &beta, 1e-3, None);
                let (both, _) = batch_norm(&x, &gamma, &beta, 1e-3, Some(dropout));
                assert_eq!(both, keep(&plain, dropout));
                let through = keep(&dy, dropout);
                let apart = batch_norm_gradient(&through, &x, &gamma, &statistics, 1e-3, None);
                let both = batch_norm_gradient(&dy, &x, &gamma, &statistics, 1e-3, Some(dropout));
                assert_eq!(both, apart);

                let lines: Vec<Vec<usize>> =
                    (0..rows).map(|r| (r * n..(r + 1) * n).collect()).collect();
                let [y, dx, normal] =
                    naive(&x, &dy, &lines, |i| real(&gamma, i), |i| real(&beta, i));
                close(&layer_norm(&x, &gamma, &beta, 1e-3), &y, 1e-5);
                let [own, dgamma, dbeta] = layer_norm_gradient(&dy, &x, &gamma, 1e-3);
                close(&own, &dx, 2e-5);
                let products = per_channel(n, |i| f64::from(dy[i]) * normal[i], x.len());
                close(&dgamma, &products, 1e-5);
                close(&dbeta, &sums, 1e-5);
            }
        });
    }
}
