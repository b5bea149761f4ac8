//! Products of rows.

use hearth_kernels::{Order, gemm};

/// Numbers in a row from which on products are computed in single precision, many at a time: what is lost is below
/// the solver's tolerance, for a row of pixels has no digit to spare for it.
pub const WIDE: usize = 256;

/// The product of two rows, in double precision.
pub fn dot(x: &[f32], y: &[f32]) -> f64 {
    x.iter()
        .zip(y)
        .map(|(a, b)| f64::from(*a) * f64::from(*b))
        .sum()
}

/// The products of rows with rows, `[rows of x][rows of y]`.
pub fn products(x: &[f32], y: &[f32], width: usize) -> Vec<f64> {
    if width >= WIDE {
        let sizes = [x.len() / width, y.len() / width, width];
        let products = gemm(Order::SecondTransposed, sizes, x, y);
        return products.into_iter().map(f64::from).collect();
    }
    x.chunks_exact(width)
        .flat_map(|x| y.chunks_exact(width).map(move |y| dot(x, y)))
        .collect()
}
