//! Products of matrices whose rows lie one after another.

use std::ops::Range;

use crate::memory::{Scratches, written};
use crate::pack::{Pack, panels_len};
use crate::simd::{Job, Simd, run};
use crate::threads::{Shared, each_part, threads};
use crate::tile::{Block, OuterBlock, Rows, Walk};

/// Which of the two matrices of a product is transposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `C = A·B`: A is `[m][k]`, B is `[k][n]`.
    Plain,
    /// `C = A·Bᵀ`: A is `[m][k]`, B is `[n][k]`.
    SecondTransposed,
    /// `C = Aᵀ·B`: A is `[k][m]`, B is `[k][n]`.
    FirstTransposed,
}

/// Lines of B that are packed at once, and columns: together half of a small second cache.
const LINES: usize = 384;
const COLUMNS: usize = 256;
/// Rows of A that are gone over before the next panel.
const ROWS: usize = 192;

/// The product of two matrices, `[m][n]`.
///
/// # Panics
/// The matrices have other lengths than `m`, `n` and `k` say.
#[must_use]
pub fn gemm(order: Order, [m, n, k]: [usize; 3], a: &[f32], b: &[f32]) -> Vec<f32> {
    assert!(a.len() == m * k && b.len() == k * n, "sizes of a product");
    if m * n * k == 0 {
        return vec![0.0; m * n];
    }
    if order == Order::SecondTransposed && 2 * m <= k {
        // B's rows as they lie, times the few of A: packing all of B's columns would take longer.
        let flipped = Gemm {
            order,
            m: n,
            n: m,
            k,
            a: b,
            b: a,
        };
        return transposed(&run(flipped), n, m);
    }
    run(Gemm {
        order,
        m,
        n,
        k,
        a,
        b,
    })
}

/// The transpose of a matrix `[m][n]`.
fn transposed(c: &[f32], m: usize, n: usize) -> Vec<f32> {
    /// Rows and columns at once, whose lines stay in the first cache.
    const BLOCK: usize = 16;
    // SAFETY: each value is written: the parts are all rows.
    unsafe {
        written(m * n, |to| {
            let to = Shared(to);
            each_part(m, BLOCK * (2048 / n).max(1), |_, rows| {
                for first in rows.clone().step_by(BLOCK) {
                    for column in 0..n {
                        for row in first..rows.end.min(first + BLOCK) {
                            *to.at().add(column * m + row) = c[row * n + column];
                        }
                    }
                }
            });
        })
    }
}

struct Gemm<'a> {
    order: Order,
    m: usize,
    n: usize,
    k: usize,
    a: &'a [f32],
    b: &'a [f32],
}

impl Job for Gemm<'_> {
    type Out = Vec<f32>;
    unsafe fn run<S: Simd>(self) -> Vec<f32> {
        let (m, n, k) = (self.m, self.n, self.k);
        let mut c = Vec::with_capacity(m * n);
        let panels = Scratches::new(panels_len::<S>(LINES.min(k), COLUMNS.min(n)));
        let to = Shared(c.as_mut_ptr());
        // Parts of the output, each a strip of rows or of columns: whichever is longer.
        if m > n {
            each_part(m, part_of(m, n * k, S::ROWS), |thread, rows| {
                self.part::<S>(rows, 0..n, to.at(), panels.of(thread));
            });
        } else {
            each_part(n, part_of(n, m * k, 2 * S::LANES), |thread, columns| {
                self.part::<S>(0..m, columns, to.at(), panels.of(thread));
            });
        }
        c.set_len(m * n);
        c
    }
}

/// Rows or columns of a part, of `all`, where each takes so many multiply–adds: as few parts as keep all threads
/// busy, since each goes over the whole of the other matrix. How they are cut changes no number.
fn part_of(all: usize, each: usize, unit: usize) -> usize {
    /// Multiply–adds that are worth a thread: some ten microseconds.
    const LEAST: usize = 200_000;
    let parts = if threads() == 1 { 1 } else { 4 * threads() };
    let part = all.div_ceil(parts).max(LEAST / each.max(1));
    part.next_multiple_of(unit)
}

impl Gemm<'_> {
    /// Some rows and columns of the product.
    unsafe fn part<S: Simd>(
        &self,
        rows: Range<usize>,
        columns: Range<usize>,
        c: *mut f32,
        panels: *mut f32,
    ) {
        if self.order == Order::FirstTransposed {
            self.transposed::<S>(rows, columns, c, panels);
        } else {
            self.rows::<S>(rows, columns, c, panels);
        }
    }

    unsafe fn rows<S: Simd>(
        &self,
        rows: Range<usize>,
        columns: Range<usize>,
        c: *mut f32,
        panels: *mut f32,
    ) {
        let (n, k) = (self.n, self.k);
        for j in columns.clone().step_by(COLUMNS) {
            let n_here = COLUMNS.min(columns.end - j);
            for r in (0..k).step_by(LINES) {
                let k_here = LINES.min(k - r);
                let (begin, line, column) = match self.order {
                    Order::SecondTransposed => (j * k + r, 1, k),
                    _ => (r * n + j, n, 1),
                };
                S::enter(Pack {
                    k: k_here,
                    n: n_here,
                    b: self.b.as_ptr().add(begin),
                    lines: Rows::Every(line),
                    ld: column,
                    out: panels,
                });
                for i in rows.clone().step_by(ROWS) {
                    S::enter(Block {
                        m: ROWS.min(rows.end - i),
                        n: n_here,
                        runs: &[0],
                        len: k_here,
                        a: self.a.as_ptr().add(i * k + r),
                        a_rows: Rows::Every(k),
                        b: panels,
                        c: c.add(i * n + j),
                        c_rows: Rows::Every(n),
                        add: r > 0,
                    });
                }
            }
        }
    }

    /// A is read down its columns: nothing of it is packed.
    unsafe fn transposed<S: Simd>(
        &self,
        rows: Range<usize>,
        columns: Range<usize>,
        c: *mut f32,
        panels: *mut f32,
    ) {
        let (m, n, k) = (self.m, self.n, self.k);
        for j in columns.clone().step_by(COLUMNS) {
            let n_here = COLUMNS.min(columns.end - j);
            for r in (0..k).step_by(LINES) {
                let k_here = LINES.min(k - r);
                let b = self.b.as_ptr().add(r * n + j);
                S::enter(Pack {
                    k: k_here,
                    n: n_here,
                    b,
                    lines: Rows::Every(n),
                    ld: 1,
                    out: panels,
                });
                // One height of tiles after another, each times all panels: A is read once.
                let mut i = rows.start;
                while i < rows.end {
                    let height = S::ROWS.min(rows.end - i);
                    let mut at = 0;
                    while at < n_here {
                        let cols = (n_here - at).min(2 * S::LANES);
                        let width = if cols > S::LANES {
                            2 * S::LANES
                        } else {
                            S::LANES
                        };
                        let walk = Walk {
                            rows: 1,
                            steps: k_here,
                            a_row: 0,
                            a_step: m,
                            b_row: 0,
                            b_step: width,
                        };
                        S::enter(OuterBlock {
                            runs: &[0],
                            len: height,
                            n: cols,
                            walk,
                            a: self.a.as_ptr().add(r * m + i),
                            b: panels.add(at * k_here),
                            b_panel: 0,
                            c: c.add(i * n + j + at),
                            ldc: n,
                            add: r > 0,
                        });
                        at += 2 * S::LANES;
                    }
                    i += height;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::set_threads;
    use crate::tests::{Draw, cases, close, each_set};

    #[test]
    fn products_are_those_of_loops() {
        each_set(|| {
            let mut draw = Draw::new(4);
            let mut sizes: Vec<[usize; 3]> = (0..cases(30))
                .map(|_| [draw.from(1, 20), draw.from(1, 70), draw.from(1, 50)])
                .collect();
            // Beyond one block in every direction.
            sizes.extend([[200, 3, 5], [3, 300, 7], [2, 5, 900]]);
            if !cfg!(miri) {
                sizes.push([64, 256, 385]);
            }
            // Of nothing.
            sizes.extend([[0, 4, 5], [4, 0, 5], [4, 5, 0]]);
            for [m, n, k] in sizes {
                let (a, b) = (draw.reals(m * k), draw.reals(k * n));
                for order in [
                    Order::Plain,
                    Order::SecondTransposed,
                    Order::FirstTransposed,
                ] {
                    let mut expected = vec![0.0; m * n];
                    for (at, sum) in expected.iter_mut().enumerate() {
                        let (i, j) = (at / n, at % n);
                        for r in 0..k {
                            let (a, b) = match order {
                                Order::Plain => (a[i * k + r], b[r * n + j]),
                                Order::SecondTransposed => (a[i * k + r], b[j * k + r]),
                                Order::FirstTransposed => (a[r * m + i], b[r * n + j]),
                            };
                            *sum += f64::from(a) * f64::from(b);
                        }
                    }
                    let product = gemm(order, [m, n, k], &a, &b);
                    close(&product, &expected, 1e-5);
                    // However the work is shared, the numbers are the same.
                    set_threads(3);
                    assert_eq!(gemm(order, [m, n, k], &a, &b), product);
                    set_threads(1);
                }
            }
        });
    }
}
