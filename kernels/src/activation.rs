//! What is done to every value or every row: rectifiers, dropout, biases.

use crate::conv::rectified;
use crate::memory::written;
use crate::rows::{Over, Plain, Shift, Sums, repeated};
use crate::simd::{enter, vectorized};

/// The values, and 0 where they are below 0.
#[must_use]
pub fn relu(x: &[f32]) -> Vec<f32> {
    relu_of(x)
}

vectorized! {
    fn relu_of(x: &'a [f32]) -> Vec<f32> {
        written(x.len(), |y| {
            for (i, v) in x.iter().enumerate() {
                *y.add(i) = rectified(*v);
            }
        })
    }
}

/// The gradient by a rectifier's input from that by its output `y`.
///
/// # Panics
/// The slices have different lengths.
#[must_use]
pub fn relu_gradient(dy: &[f32], y: &[f32]) -> Vec<f32> {
    assert_eq!(dy.len(), y.len());
    gradient_of_relu(dy, y)
}

vectorized! {
    fn gradient_of_relu(dy: &'a [f32], y: &'a [f32]) -> Vec<f32> {
        written(y.len(), |dx| {
            for (i, (dy, y)) in dy.iter().zip(y).enumerate() {
                *dx.add(i) = if *y > 0.0 { *dy } else { 0.0 };
            }
        })
    }
}

/// Values times `scale` where the mask is not 0, and 0 elsewhere: dropout, forward and backward.
///
/// # Panics
/// The slices have different lengths.
#[must_use]
pub fn keep(x: &[f32], mask: &[u8], scale: f32) -> Vec<f32> {
    assert_eq!(x.len(), mask.len());
    kept(x, mask, scale)
}

vectorized! {
    fn kept(x: &'a [f32], mask: &'a [u8], scale: f32) -> Vec<f32> {
        written(x.len(), |y| {
            for (i, (v, m)) in x.iter().zip(mask).enumerate() {
                *y.add(i) = if *m == 0 { 0.0 } else { *v * scale };
            }
        })
    }
}

/// Adds a bias to each row, and then sets what is below 0 to 0 if `relu`.
///
/// # Panics
/// The values are not whole rows as long as the bias.
pub fn add_bias(rows: &mut [f32], bias: &[f32], relu: bool) {
    assert!(!bias.is_empty() && rows.len().is_multiple_of(bias.len()));
    let repeated = repeated(bias);
    let each = Shift {
        values: rows.as_mut_ptr(),
        bias: repeated.as_ptr(),
        relu,
    };
    let (n, rows) = (bias.len(), rows.len() / bias.len());
    enter(Over { rows, n, each });
}

/// The sum of rows of `n` values.
///
/// # Panics
/// The values are not whole rows.
#[must_use]
pub fn bias_gradient(dy: &[f32], n: usize) -> Vec<f32> {
    assert!(n > 0 && dy.len().is_multiple_of(n));
    let (rows, terms) = (dy.len() / n, Plain(dy.as_ptr()));
    let [sums] = enter(Sums { rows, n, terms });
    sums.iter().map(|sum| *sum as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{Draw, each_set};

    #[test]
    fn rows_get_what_each_value_would_get() {
        each_set(|| {
            let mut draw = Draw::new(5);
            for n in [1, 3, 8, 17, 40] {
                let (x, bias) = (draw.reals(7 * n), draw.reals(n));
                let mut y = x.clone();
                add_bias(&mut y, &bias, true);
                for (i, v) in y.iter().enumerate() {
                    assert_eq!(*v, (x[i] + bias[i % n]).max(0.0));
                }
                let sums = bias_gradient(&x, n);
                for (c, sum) in sums.iter().enumerate() {
                    let expected: f32 = (0..7).map(|row| x[row * n + c]).sum();
                    assert!((sum - expected).abs() < 1e-5);
                }
                let mask: Vec<u8> = x.iter().map(|v| u8::from(*v > 0.2)).collect();
                let kept = keep(&x, &mask, 1.5);
                let g = relu_gradient(&bias.repeat(7), &y);
                for i in 0..x.len() {
                    assert_eq!(kept[i], if mask[i] == 1 { x[i] * 1.5 } else { 0.0 });
                    assert_eq!(g[i], if y[i] > 0.0 { bias[i % n] } else { 0.0 });
                }
                assert_eq!(relu(&x)[0], x[0].max(0.0));
            }
        });
        assert!(relu(&[f32::NAN])[0].is_nan());
    }
}
