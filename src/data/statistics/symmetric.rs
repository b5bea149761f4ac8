//! Eigenvalues of small symmetric matrices, by Jacobi's rotations.
//!
//! # Source
//! Golub and Van Loan, *Matrix Computations* (2013), section 8.5.

/// Sweeps over all pairs after which rotations have long become nothing.
const MOST_SWEEPS: usize = 60;

/// The eigenvalues of an `n × n` matrix, the largest first, each with its vector of length 1. Of two numbers that
/// mirror each other the mean is taken.
pub fn eigen(n: usize, value: impl Fn(usize, usize) -> f64) -> (Vec<f64>, Vec<Vec<f64>>) {
    let mut a: Vec<Vec<f64>> = (0..n)
        .map(|i| {
            (0..n)
                .map(|j| f64::midpoint(value(i, j), value(j, i)))
                .collect()
        })
        .collect();
    // Rows are the vectors.
    let mut vectors: Vec<Vec<f64>> = (0..n)
        .map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect())
        .collect();
    let size: f64 = a.iter().flatten().map(|v| v * v).sum();
    for _ in 0..MOST_SWEEPS {
        let pairs = (0..n).flat_map(|p| (p + 1..n).map(move |q| (p, q)));
        let beside: f64 = pairs.map(|(p, q)| a[p][q] * a[p][q]).sum();
        if beside <= 1e-32 * size {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a[j][j].total_cmp(&a[i][i]));
    let values = order.iter().map(|&i| a[i][i]).collect();
    (values, order.iter().map(|&i| vectors[i].clone()).collect())
}

#[allow(clippy::many_single_char_names, reason = "the source's names")]
/// Turns two axes so that the numbers that they share become 0.
fn rotate(a: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let slope = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let tangent = slope.signum() / (slope.abs() + slope.hypot(1.0));
    let cosine = tangent.hypot(1.0).recip();
    let sine = tangent * cosine;
    for row in a.iter_mut() {
        let (x, y) = (row[p], row[q]);
        row[p] = cosine * x - sine * y;
        row[q] = sine * x + cosine * y;
    }
    for rows in [&mut *a, vectors] {
        let (before, rest) = rows.split_at_mut(q);
        for (x, y) in before[p].iter_mut().zip(&mut rest[0]) {
            (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_times_its_vector_is_the_vector_times_its_value() {
        let n = 7;
        let of = |i: usize, j: usize| ((i * j) % 5) as f64 + if i == j { i as f64 } else { 0.5 };
        let (values, vectors) = eigen(n, of);
        assert!(values.is_sorted_by(|a, b| a >= b));
        for (value, vector) in values.iter().zip(&vectors) {
            let length: f64 = vector.iter().map(|v| v * v).sum();
            assert!((length - 1.0).abs() < 1e-12);
            for i in 0..n {
                let product: f64 = (0..n).map(|j| of(i, j) * vector[j]).sum();
                assert!((product - value * vector[i]).abs() < 1e-10);
            }
        }
    }
}
