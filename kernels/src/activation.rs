//! What is done to every value or every row: rectifiers, dropout, biases.

use crate::memory::written;
use crate::rows::{Dropout, Each, Kept, Plain, Shift, over, repeated, sums};
use crate::simd::Simd;

/// The values, and 0 where they are below 0.
#[must_use]
pub fn relu(x: &[f32]) -> Vec<f32> {
    // SAFETY: each value is written.
    unsafe {
        written(x.len(), |y| {
            over(x.len(), 1, Rectify { x: x.as_ptr(), y });
        })
    }
}

#[derive(Clone, Copy)]
struct Rectify {
    x: *const f32,
    y: *mut f32,
}

impl Each for Rectify {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, at: usize, _: usize) {
        S::store(self.y.add(at), S::rectify(S::load(self.x.add(at))));
    }
}

/// The gradient by a rectifier's input from that by its output `y`.
///
/// # Panics
/// The slices have different lengths.
#[must_use]
pub fn relu_gradient(dy: &[f32], y: &[f32]) -> Vec<f32> {
    assert_eq!(dy.len(), y.len());
    let (n, dy, y) = (y.len(), dy.as_ptr(), y.as_ptr());
    // SAFETY: each value is written.
    unsafe { written(n, |dx| over(n, 1, Gate { dy, y, dx })) }
}

#[derive(Clone, Copy)]
struct Gate {
    dy: *const f32,
    y: *const f32,
    dx: *mut f32,
}

impl Each for Gate {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, at: usize, _: usize) {
        let dx = S::gate(S::load(self.y.add(at)), S::load(self.dy.add(at)));
        S::store(self.dx.add(at), dx);
    }
}

/// The values, and `slope` times them where they are 0 or below.
#[must_use]
pub fn leaky_relu(x: &[f32], slope: f32) -> Vec<f32> {
    scale_where_off(x, x, slope)
}

/// The gradient by a leaky rectifier's input `x` from that by its output. At 0 it is the slope's, as in
/// TensorFlow.
///
/// # Panics
/// The slices have different lengths.
#[must_use]
pub fn leaky_relu_gradient(dy: &[f32], x: &[f32], slope: f32) -> Vec<f32> {
    scale_where_off(dy, x, slope)
}

/// The values of `v`, and `slope` times them where `x` is 0 or below.
fn scale_where_off(v: &[f32], x: &[f32], slope: f32) -> Vec<f32> {
    assert_eq!(v.len(), x.len());
    let (n, v, x) = (x.len(), v.as_ptr(), x.as_ptr());
    // SAFETY: each value is written.
    unsafe { written(n, |y| over(n, 1, Leak { v, x, slope, y })) }
}

#[derive(Clone, Copy)]
struct Leak {
    v: *const f32,
    x: *const f32,
    slope: f32,
    y: *mut f32,
}

impl Each for Leak {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, at: usize, _: usize) {
        let v = S::load(self.v.add(at));
        let is_off = S::is_off(S::load(self.x.add(at)));
        let y = S::choose(is_off, S::mul(S::splat(self.slope), v), v);
        S::store(self.y.add(at), y);
    }
}

/// Values times the scale where they are kept, and 0 elsewhere: dropout, forward and backward.
///
/// # Panics
/// The mask is not for so many values.
#[must_use]
pub fn keep(x: &[f32], dropout: Dropout) -> Vec<f32> {
    let (n, kept) = (x.len(), Kept::of(Some(dropout), x.len()));
    let x = x.as_ptr();
    // SAFETY: each value is written.
    unsafe { written(n, |y| over(n, 1, Keep { x, kept, y })) }
}

#[derive(Clone, Copy)]
struct Keep {
    x: *const f32,
    kept: Kept,
    y: *mut f32,
}

impl Each for Keep {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, at: usize, _: usize) {
        let kept = self.kept.of_vector::<S>(at, S::load(self.x.add(at)));
        S::store(self.y.add(at), kept);
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
                let kept = keep(
                    &x,
                    Dropout {
                        mask: &mask,
                        scale: 1.5,
                    },
                );
                let g = relu_gradient(&bias.repeat(7), &y);
                for i in 0..x.len() {
                    assert_eq!(kept[i], if mask[i] == 1 { x[i] * 1.5 } else { 0.0 });
                    assert_eq!(g[i], if y[i] > 0.0 { bias[i % n] } else { 0.0 });
                }
                assert_eq!(relu(&x)[0], x[0].max(0.0));
                let mut x = x;
                x[n] = 0.0;
                let leaky = leaky_relu(&x, 0.3);
                let g = leaky_relu_gradient(&bias.repeat(7), &x, 0.3);
                for i in 0..x.len() {
                    let factor = if x[i] > 0.0 { 1.0 } else { 0.3 };
                    assert_eq!([leaky[i], g[i]], [x[i], bias[i % n]].map(|v| v * factor));
                }
            }
        });
        assert!(relu(&[f32::NAN])[0].is_nan());
        assert!(leaky_relu(&[f32::NAN], 0.3)[0].is_nan());
    }
}
