//! The tiles of all matrix products: a few rows of A times a panel of B, whose sums stay in registers.
//!
//! A tile is up to [`Simd::ROWS`] rows high and one or two vectors wide. A's values are read as they lie
//! and spread over a vector; B lies in panels ([`crate::pack`]), or as rows of its own.

use crate::simd::{Job, Simd, WIDEST};

/// What is done with the sums.
#[derive(Clone, Copy)]
pub(crate) struct Finish {
    /// Columns of the panel that exist.
    pub cols: usize,
    /// Whether the sums are added to what is there.
    pub add: bool,
}

#[inline(always)]
unsafe fn finish<S: Simd, const R: usize, const NV: usize>(
    acc: [[S::V; NV]; R],
    c: [*mut f32; R],
    how: Finish,
) {
    if how.cols == NV * S::LANES {
        for i in 0..R {
            for j in 0..NV {
                let q = c[i].add(j * S::LANES);
                let sum = if how.add {
                    S::add(S::load(q), acc[i][j])
                } else {
                    acc[i][j]
                };
                S::store(q, sum);
            }
        }
    } else {
        let mut row = [0.0_f32; WIDEST];
        for i in 0..R {
            for j in 0..NV {
                S::store(row.as_mut_ptr().add(j * S::LANES), acc[i][j]);
            }
            for j in 0..how.cols {
                let q = c[i].add(j);
                *q = if how.add { *q + row[j] } else { row[j] };
            }
        }
    }
}

/// Rows of A given by their addresses; each is read in runs of `len` values that begin at `runs` from
/// there. `b` is a panel, with a line of `NV` vectors for each value of a row.
#[inline(always)]
unsafe fn rows<S: Simd, const R: usize, const NV: usize>(
    a: [*const f32; R],
    runs: &[usize],
    len: usize,
    b: *const f32,
    c: [*mut f32; R],
    how: Finish,
) {
    let mut acc = [[S::splat(0.0); NV]; R];
    let mut b = b;
    for &run in runs {
        let mut p = a;
        for i in 0..R {
            p[i] = a[i].add(run);
        }
        for k in 0..len {
            let mut line = [S::splat(0.0); NV];
            for j in 0..NV {
                line[j] = S::load(b.add(j * S::LANES));
            }
            for i in 0..R {
                let value = S::splat(*p[i].add(k));
                for j in 0..NV {
                    acc[i][j] = S::madd(value, line[j], acc[i][j]);
                }
            }
            // After the last step it may be beyond the array, where nothing is read.
            b = b.wrapping_add(NV * S::LANES);
        }
    }
    finish::<S, R, NV>(acc, c, how);
}

/// Sums over a walk of products of the `R` values of A where the walk is with a line of B there.
#[derive(Clone, Copy)]
pub(crate) struct Walk {
    /// Rows of the walk, and steps in each.
    pub rows: usize,
    pub steps: usize,
    /// From row to row and from step to step in A.
    pub a_row: usize,
    pub a_step: usize,
    /// The same in B.
    pub b_row: usize,
    pub b_step: usize,
}

#[inline(always)]
unsafe fn outer<S: Simd, const R: usize, const NV: usize>(
    a: *const f32,
    walk: &Walk,
    b: *const f32,
    c: [*mut f32; R],
    how: Finish,
) {
    let mut acc = [[S::splat(0.0); NV]; R];
    for row in 0..walk.rows {
        let (mut p, mut q) = (a.add(row * walk.a_row), b.add(row * walk.b_row));
        for _ in 0..walk.steps {
            let mut line = [S::splat(0.0); NV];
            for j in 0..NV {
                line[j] = S::load(q.add(j * S::LANES));
            }
            for i in 0..R {
                let value = S::splat(*p.add(i));
                for j in 0..NV {
                    acc[i][j] = S::madd(value, line[j], acc[i][j]);
                }
            }
            // After the last step they may be beyond their arrays, where nothing is read.
            p = p.wrapping_add(walk.a_step);
            q = q.wrapping_add(walk.b_step);
        }
    }
    finish::<S, R, NV>(acc, c, how);
}

/// Where the rows of something begin.
#[derive(Clone, Copy)]
pub(crate) enum Rows<'a> {
    /// At equal distances.
    Every(usize),
    /// Where a list says.
    Listed(&'a [usize]),
}

impl Rows<'_> {
    #[inline(always)]
    pub(crate) fn row(self, i: usize) -> usize {
        match self {
            Self::Every(distance) => i * distance,
            Self::Listed(rows) => rows[i],
        }
    }
}

/// A block of a matrix product, to be entered where all addresses are good: `m` rows of A, each read in runs, times all panels of B, to `m` rows of C
/// with `n` columns.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a> {
    pub m: usize,
    pub n: usize,
    /// Runs of a row, and the length of each.
    pub runs: &'a [usize],
    pub len: usize,
    pub a: *const f32,
    pub a_rows: Rows<'a>,
    /// Panels, `runs.len() * len` lines each.
    pub b: *const f32,
    pub c: *mut f32,
    pub c_rows: Rows<'a>,
    /// Whether the products are added to what is there.
    pub add: bool,
}

/// Goes over `m` rows in tiles as high as the set has them, and lower ones for the rest.
macro_rules! strip {
    ($tile:ident, $m:expr) => {
        let mut i = 0;
        if S::ROWS == 8 {
            while i + 8 <= $m {
                $tile!(8, i);
                i += 8;
            }
        }
        if S::ROWS == 6 {
            while i + 6 <= $m {
                $tile!(6, i);
                i += 6;
            }
        }
        while i + 4 <= $m {
            if S::ROWS > 4 && $m - i == 5 {
                $tile!(5, i);
                i += 5;
            } else {
                $tile!(4, i);
                i += 4;
            }
        }
        match $m - i {
            3 => $tile!(3, i),
            2 => $tile!(2, i),
            1 => $tile!(1, i),
            _ => {}
        }
    };
}

impl Job for Block<'_> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let k = self.runs.len() * self.len;
        let wide = 2 * S::LANES;
        let mut j = 0;
        while j < self.n {
            let cols = (self.n - j).min(wide);
            if cols > S::LANES {
                self.strip::<S, 2>(j, cols, self.b.add(j * k));
            } else {
                self.strip::<S, 1>(j, cols, self.b.add(j * k));
            }
            j += wide;
        }
    }
}

impl Block<'_> {
    #[inline(always)]
    unsafe fn strip<S: Simd, const NV: usize>(&self, j: usize, cols: usize, b: *const f32) {
        let how = Finish {
            cols,
            add: self.add,
        };
        macro_rules! tile {
            ($R:literal, $i:expr) => {{
                let mut a = [self.a; $R];
                let mut c = [self.c; $R];
                for r in 0..$R {
                    a[r] = self.a.add(self.a_rows.row($i + r));
                    c[r] = self.c.add(self.c_rows.row($i + r) + j);
                }
                rows::<S, $R, NV>(a, self.runs, self.len, b, c, how);
            }};
        }
        strip!(tile, self.m);
    }
}

/// To be entered where all addresses are good. Rows of C with `n` columns: for each the sum over a walk of
/// a value of A times lines of B. The values are those of runs that begin at `runs` from where the walk
/// is. B's lines may be read up to two vectors beyond the last column.
#[derive(Clone, Copy)]
pub(crate) struct OuterBlock<'a> {
    /// Runs, and the length of each: together the rows of C.
    pub runs: &'a [usize],
    pub len: usize,
    pub n: usize,
    pub walk: Walk,
    pub a: *const f32,
    pub b: *const f32,
    /// From one width of two vectors of B to the next: that width where B lies in rows.
    pub b_panel: usize,
    pub c: *mut f32,
    pub ldc: usize,
    pub add: bool,
}

impl Job for OuterBlock<'_> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let wide = 2 * S::LANES;
        let rows = (CACHED / (self.walk.steps * self.walk.b_step)).max(1);
        for first in (0..self.walk.rows).step_by(rows) {
            let walk = Walk {
                rows: rows.min(self.walk.rows - first),
                ..self.walk
            };
            let part = Self {
                walk,
                a: self.a.add(first * walk.a_row),
                b: self.b.add(first * walk.b_row),
                add: self.add || first > 0,
                ..self
            };
            let mut j = 0;
            while j < self.n {
                let cols = (self.n - j).min(wide);
                let b = part.b.add(j / wide * self.b_panel);
                if cols > S::LANES {
                    part.strips::<S, 2>(j, cols, b);
                } else {
                    part.strips::<S, 1>(j, cols, b);
                }
                j += wide;
            }
        }
    }
}

/// Values of B that are gone over again and again before the walk goes on: a part of the first cache.
const CACHED: usize = 3 << 10;

impl OuterBlock<'_> {
    #[inline(always)]
    unsafe fn strips<S: Simd, const NV: usize>(&self, j: usize, cols: usize, b: *const f32) {
        let how = Finish {
            cols,
            add: self.add,
        };
        for (at, run) in self.runs.iter().enumerate() {
            let a = self.a.add(*run);
            let to = self.c.add(at * self.len * self.ldc + j);
            macro_rules! tile {
                ($R:literal, $i:expr) => {{
                    let mut c = [to; $R];
                    for r in 0..$R {
                        c[r] = to.add(($i + r) * self.ldc);
                    }
                    outer::<S, $R, NV>(a.add($i), &self.walk, b, c, how);
                }};
            }
            strip!(tile, self.len);
        }
    }
}
