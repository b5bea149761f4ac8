//! What is done to every value or every row: rectifiers, dropout, biases.

use std::ops::Range;

use crate::conv::rectified;
use crate::memory::written;
use crate::rows::{Plain, Shift, over, repeated, sums};
use crate::simd::vectorized;
use crate::threads::{Shared, each_part};

/// Values that are worth a thread: some ten microseconds.
const PART: usize = 32_768;

/// A row of `n` values, written in parts on all threads.
///
/// # Safety
/// `write` writes all values of a part at the address.
unsafe fn in_parts(n: usize, write: impl Fn(Range<usize>, Shared<f32>) + Sync) -> Vec<f32> {
    written(n, |y| {
        let y = Shared(y);
        each_part(n, PART, |_, part| {
            let at = Shared(y.at().add(part.start));
            write(part, at);
        });
    })
}

/// The values, and 0 where they are below 0.
#[must_use]
pub fn relu(x: &[f32]) -> Vec<f32> {
    // SAFETY: each value is written.
    unsafe { in_parts(x.len(), |part, y| relu_of(&x[part], y)) }
}

vectorized! {
    fn relu_of(x: &'a [f32], y: Shared<f32>) -> () {
        for (i, v) in x.iter().enumerate() {
            *y.at().add(i) = rectified(*v);
        }
    }
}

/// The gradient by a rectifier's input from that by its output `y`.
///
/// # Panics
/// The slices have different lengths.
#[must_use]
pub fn relu_gradient(dy: &[f32], y: &[f32]) -> Vec<f32> {
    assert_eq!(dy.len(), y.len());
    // SAFETY: each value is written.
    unsafe {
        in_parts(y.len(), |part, dx| {
            gradient_of_relu(&dy[part.clone()], &y[part], dx);
        })
    }
}

vectorized! {
    fn gradient_of_relu(dy: &'a [f32], y: &'a [f32], dx: Shared<f32>) -> () {
        for (i, (dy, y)) in dy.iter().zip(y).enumerate() {
            *dx.at().add(i) = if *y > 0.0 { *dy } else { 0.0 };
        }
    }
}

/// Values times `scale` where the mask is not 0, and 0 elsewhere: dropout, forward and backward.
///
/// # Panics
/// The slices have different lengths.
#[must_use]
pub fn keep(x: &[f32], mask: &[u8], scale: f32) -> Vec<f32> {
    assert_eq!(x.len(), mask.len());
    // SAFETY: each value is written.
    unsafe {
        in_parts(x.len(), |part, y| {
            kept(&x[part.clone()], &mask[part], scale, y);
        })
    }
}

vectorized! {
    fn kept(x: &'a [f32], mask: &'a [u8], scale: f32, y: Shared<f32>) -> () {
        for (i, (v, m)) in x.iter().zip(mask).enumerate() {
            *y.at().add(i) = if *m == 0 { 0.0 } else { *v * scale };
        }
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
    // SAFETY: these are the values of so many rows.
    unsafe { over(rows, n, each) };
}

/// The sum of rows of `n` values.
///
/// # Panics
/// The values are not whole rows.
#[must_use]
pub fn bias_gradient(dy: &[f32], n: usize) -> Vec<f32> {
    assert!(n > 0 && dy.len().is_multiple_of(n));
    let (rows, terms) = (dy.len() / n, Plain(dy.as_ptr()));
    // SAFETY: these are the values of so many rows.
    let [sums] = unsafe { sums(rows, n, terms) };
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
