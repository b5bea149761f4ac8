//! Products of matrices whose rows lie one after another.

use crate::memory::Scratch;
use crate::pack::{Pack, panels_len};
use crate::simd::{Job, Simd, run};
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
    if k == 0 {
        return vec![0.0; m * n];
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
        let mut c = Vec::with_capacity(self.m * self.n);
        if self.order == Order::FirstTransposed {
            self.transposed::<S>(c.as_mut_ptr());
        } else {
            self.rows::<S>(c.as_mut_ptr());
        }
        c.set_len(self.m * self.n);
        c
    }
}

impl Gemm<'_> {
    unsafe fn rows<S: Simd>(&self, c: *mut f32) {
        let (m, n, k) = (self.m, self.n, self.k);
        let mut panels = Scratch::new(panels_len::<S>(LINES.min(k), COLUMNS.min(n)));
        for j in (0..n).step_by(COLUMNS) {
            let n_here = COLUMNS.min(n - j);
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
                    out: panels.at(),
                });
                for i in (0..m).step_by(ROWS) {
                    S::enter(Block {
                        m: ROWS.min(m - i),
                        n: n_here,
                        runs: &[0],
                        len: k_here,
                        a: self.a.as_ptr().add(i * k + r),
                        a_rows: Rows::Every(k),
                        b: panels.at(),
                        c: c.add(i * n + j),
                        c_rows: Rows::Every(n),
                        add: r > 0,
                    });
                }
            }
        }
    }

    /// A is read down its columns: nothing of it is packed.
    unsafe fn transposed<S: Simd>(&self, c: *mut f32) {
        let (m, n, k) = (self.m, self.n, self.k);
        let mut panels = Scratch::new(panels_len::<S>(LINES.min(k), COLUMNS.min(n)));
        for j in (0..n).step_by(COLUMNS) {
            let n_here = COLUMNS.min(n - j);
            for r in (0..k).step_by(LINES) {
                let k_here = LINES.min(k - r);
                let b = self.b.as_ptr().add(r * n + j);
                S::enter(Pack {
                    k: k_here,
                    n: n_here,
                    b,
                    lines: Rows::Every(n),
                    ld: 1,
                    out: panels.at(),
                });
                // One height of tiles after another, each times all panels: A is read once.
                let mut i = 0;
                while i < m {
                    let height = S::ROWS.min(m - i);
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
                            b: panels.at().add(at * k_here),
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
    use crate::tests::{Draw, close, each_set};

    #[test]
    fn products_are_those_of_loops() {
        each_set(|| {
            let mut draw = Draw::new(4);
            let mut sizes: Vec<[usize; 3]> = (0..30)
                .map(|_| [draw.from(1, 20), draw.from(1, 70), draw.from(1, 50)])
                .collect();
            // Beyond one block in every direction.
            sizes.extend([[200, 3, 5], [3, 300, 7], [2, 5, 900], [64, 256, 385]]);
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
                    close(&gemm(order, [m, n, k], &a, &b), &expected, 1e-5);
                }
            }
        });
    }
}
