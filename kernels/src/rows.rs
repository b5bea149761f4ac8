//! Loops over rows of channels, by whole vectors: as many rows together as make a whole number of the widest
//! vectors, whatever the number of channels.

use crate::simd::{Job, One, Simd, WIDEST, run};
use crate::threads::{MOST_ITEMS, Shared, each_item, each_part};

/// Values of the widest vector.
const WIDE: usize = WIDEST / 2;
/// Groups of rows whose sums are taken in single precision before they are added in double precision.
const BLOCK: usize = 64;

/// Rows of `n` values that are gone over together.
pub(crate) fn together(n: usize) -> usize {
    // The largest power of two that divides both is the only common divisor that counts.
    WIDE / (1 << n.trailing_zeros().min(WIDE.trailing_zeros()))
}

/// A value for each channel, repeated for the rows that are gone over together.
pub(crate) fn repeated(values: &[f32]) -> Vec<f32> {
    values.repeat(together(values.len()))
}

/// What is done to each value, given where it is, and where it is in the rows together.
///
/// # Safety
/// Both are in range, for a whole vector.
pub(crate) trait Each: Copy {
    unsafe fn vector<S: Simd>(self, at: usize, column: usize);
}

/// Does it to a row of `n` values: by whole vectors, and to what remains by single values.
///
/// # Safety
/// As of [`Each`], for all of the row.
#[inline(always)]
pub(crate) unsafe fn along<S: Simd, E: Each>(n: usize, each: E) {
    let whole = n / S::LANES * S::LANES;
    for at in (0..whole).step_by(S::LANES) {
        each.vector::<S>(at, at);
    }
    for at in whole..n {
        each.vector::<One>(at, at);
    }
}

/// Values that are worth a thread: some ten microseconds.
const PART: usize = 16_384;

/// Rows of a part: as many as go together, a number of times.
fn part_of(n: usize, times: usize) -> usize {
    let unit = together(n) * times;
    unit * (PART / (unit * n)).max(1)
}

/// Goes over `rows` rows of `n` values on all threads.
///
/// # Safety
/// All addresses are good.
pub(crate) unsafe fn over<E: Each>(rows: usize, n: usize, each: E) {
    struct Parts<E>(usize, usize, E);
    impl<E: Each> Job for Parts<E> {
        type Out = ();
        unsafe fn run<S: Simd>(self) {
            let Self(rows, n, each) = self;
            let each = Shared(std::ptr::from_ref(&each).cast_mut());
            each_part(rows, part_of(n, 1), |_, range| {
                S::enter(Over {
                    first: range.start,
                    rows: range.len(),
                    n,
                    each: *each.at(),
                });
            });
        }
    }
    run(Parts(rows, n, each));
}

/// Goes over `rows` rows of `n` values from the `first`, a multiple of those that go together; to be entered where
/// all addresses are good.
#[derive(Clone, Copy)]
pub(crate) struct Over<E> {
    pub first: usize,
    pub rows: usize,
    pub n: usize,
    pub each: E,
}

impl<E: Each> Job for Over<E> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let group = together(self.n);
        let width = group * self.n;
        let begin = self.first * self.n;
        let mut at = begin;
        for _ in 0..self.rows / group {
            for column in (0..width).step_by(S::LANES) {
                self.each.vector::<S>(at + column, column);
            }
            at += width;
        }
        for column in 0..self.rows * self.n - (at - begin) {
            self.each.vector::<One>(at + column, column);
        }
    }
}

/// Adds a bias, and then rectifies if it shall.
#[derive(Clone, Copy)]
pub(crate) struct Shift {
    pub values: *mut f32,
    /// [`repeated`], or null.
    pub bias: *const f32,
    pub relu: bool,
}

impl Each for Shift {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, at: usize, column: usize) {
        let to = self.values.add(at);
        let mut v = S::load(to);
        if !self.bias.is_null() {
            v = S::add(v, S::load(self.bias.add(column)));
        }
        if self.relu {
            v = S::rectify(v);
        }
        S::store(to, v);
    }
}

/// What dropout keeps of values, and what it multiplies them by.
#[derive(Clone, Copy, Debug)]
pub struct Dropout<'a> {
    /// 1 for each value that is kept, 0 for the others.
    pub mask: &'a [u8],
    /// One through the part that is kept.
    pub scale: f32,
}

/// The same by an address, which is null where all values are kept as they are.
#[derive(Clone, Copy)]
pub(crate) struct Kept {
    mask: *const u8,
    scale: f32,
}

impl Kept {
    /// # Panics
    /// The mask is not for so many values.
    pub(crate) fn of(dropout: Option<Dropout>, n: usize) -> Self {
        assert!(dropout.is_none_or(|dropout| dropout.mask.len() == n));
        Self {
            mask: dropout.map_or(std::ptr::null(), |dropout| dropout.mask.as_ptr()),
            scale: dropout.map_or(1.0, |dropout| dropout.scale),
        }
    }

    #[inline(always)]
    pub(crate) unsafe fn of_vector<S: Simd>(self, at: usize, v: S::V) -> S::V {
        if self.mask.is_null() {
            v
        } else {
            let scaled = S::mul(v, S::splat(self.scale));
            S::where_index(S::load_indices(self.mask.add(at)), 1, scaled)
        }
    }
}

/// `y = (x - mean) * factor + shift`, all three [`repeated`], as far as it is kept.
#[derive(Clone, Copy)]
pub(crate) struct Normalize {
    pub kept: Kept,
    pub x: *const f32,
    pub mean: *const f32,
    pub factor: *const f32,
    pub shift: *const f32,
    pub y: *mut f32,
}

impl Each for Normalize {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, at: usize, column: usize) {
        let from_mean = S::sub(S::load(self.x.add(at)), S::load(self.mean.add(column)));
        let factor = S::load(self.factor.add(column));
        let y = S::madd(from_mean, factor, S::load(self.shift.add(column)));
        S::store(self.y.add(at), self.kept.of_vector::<S>(at, y));
    }
}

/// `dx = factor * (dy - shift - (x - mean) * slope)`, all four [`repeated`], of what is kept of `dy`.
#[derive(Clone, Copy)]
pub(crate) struct NormalizeBack {
    pub kept: Kept,
    pub dy: *const f32,
    pub x: *const f32,
    pub mean: *const f32,
    pub factor: *const f32,
    pub shift: *const f32,
    pub slope: *const f32,
    pub dx: *mut f32,
}

impl Each for NormalizeBack {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, at: usize, column: usize) {
        let from_mean = S::sub(S::load(self.x.add(at)), S::load(self.mean.add(column)));
        let dy = self.kept.of_vector::<S>(at, S::load(self.dy.add(at)));
        let dy = S::sub(dy, S::load(self.shift.add(column)));
        let part = S::mul(from_mean, S::load(self.slope.add(column)));
        let dx = S::mul(S::load(self.factor.add(column)), S::sub(dy, part));
        S::store(self.dx.add(at), dx);
    }
}

/// What is summed for each channel, `K` sums.
///
/// # Safety
/// As of [`Each`].
pub(crate) trait Terms<const K: usize>: Copy {
    unsafe fn vector<S: Simd>(self, at: usize, column: usize) -> [S::V; K];
}

/// The sums of `rows` rows of `n` values, on all threads: those of each part by themselves, and then in order.
///
/// # Safety
/// All addresses are good.
pub(crate) unsafe fn sums<T: Terms<K>, const K: usize>(
    rows: usize,
    n: usize,
    terms: T,
) -> [Vec<f64>; K] {
    struct Parts<T, const K: usize>(usize, usize, T);
    impl<T: Terms<K>, const K: usize> Job for Parts<T, K> {
        type Out = [Vec<f64>; K];
        unsafe fn run<S: Simd>(self) -> [Vec<f64>; K] {
            let Self(rows, n, terms) = self;
            let part = part_of(n, BLOCK);
            // As many as threads take in one go.
            let part = part * rows.div_ceil(part * MOST_ITEMS).max(1);
            let count = rows.div_ceil(part).max(1);
            let mut totals = vec![0.0; count * K * n];
            let (all, terms) = (
                Shared(totals.as_mut_ptr()),
                Shared(std::ptr::from_ref(&terms).cast_mut()),
            );
            each_item(count, |_, item| {
                let first = item * part;
                S::enter(Sums {
                    first,
                    rows: part.min(rows - first),
                    n,
                    terms: *terms.at(),
                    totals: all.at().add(item * K * n),
                });
            });
            std::array::from_fn(|k| {
                let mut sum = totals[k * n..][..n].to_vec();
                for other in totals.chunks_exact(K * n).skip(1) {
                    for (sum, v) in sum.iter_mut().zip(&other[k * n..]) {
                        *sum += v;
                    }
                }
                sum
            })
        }
    }
    run(Parts::<T, K>(rows, n, terms))
}

/// Adds the sums of `rows` rows of `n` values from the `first`, a multiple of those that go together, to `totals`,
/// `[K][n]`; to be entered where all addresses are good.
#[derive(Clone, Copy)]
struct Sums<T, const K: usize> {
    first: usize,
    rows: usize,
    n: usize,
    terms: T,
    totals: *mut f64,
}

impl<T: Terms<K>, const K: usize> Job for Sums<T, K> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        // Additions wait for the ones before them: four at once.
        const LANES_OF_ROWS: usize = 4;
        let n = self.n;
        let totals = std::slice::from_raw_parts_mut(self.totals, K * n);
        let begin = self.first * n;
        let group = together(n);
        let width = group * n;
        let groups = self.rows / group;
        for column in (0..width).step_by(S::LANES) {
            for first in (0..groups).step_by(BLOCK) {
                let last = groups.min(first + BLOCK);
                let mut sums = [[S::splat(0.0); LANES_OF_ROWS]; K];
                let mut row = first;
                while row + LANES_OF_ROWS <= last {
                    for lane in 0..LANES_OF_ROWS {
                        let terms = self
                            .terms
                            .vector::<S>(begin + (row + lane) * width + column, column);
                        for k in 0..K {
                            sums[k][lane] = S::add(sums[k][lane], terms[k]);
                        }
                    }
                    row += LANES_OF_ROWS;
                }
                while row < last {
                    let terms = self.terms.vector::<S>(begin + row * width + column, column);
                    for k in 0..K {
                        sums[k][0] = S::add(sums[k][0], terms[k]);
                    }
                    row += 1;
                }
                for k in 0..K {
                    let [a, b, c, d] = sums[k];
                    let mut values = [0.0_f32; WIDE];
                    S::store(values.as_mut_ptr(), S::add(S::add(a, b), S::add(c, d)));
                    for lane in 0..S::LANES {
                        totals[k * n + (column + lane) % n] += f64::from(values[lane]);
                    }
                }
            }
        }
        let done = groups * width;
        for column in 0..self.rows * n - done {
            let terms = self.terms.vector::<One>(begin + done + column, column);
            for k in 0..K {
                let [term] = terms[k];
                totals[k * n + column % n] += f64::from(term);
            }
        }
    }
}

/// The values themselves.
#[derive(Clone, Copy)]
pub(crate) struct Plain(pub *const f32);

impl Terms<1> for Plain {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, at: usize, _: usize) -> [S::V; 1] {
        [S::load(self.0.add(at))]
    }
}

/// Squares of distances from the means, which are [`repeated`].
#[derive(Clone, Copy)]
pub(crate) struct Squares {
    pub x: *const f32,
    pub mean: *const f32,
}

impl Terms<1> for Squares {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, at: usize, column: usize) -> [S::V; 1] {
        let from_mean = S::sub(S::load(self.x.add(at)), S::load(self.mean.add(column)));
        [S::mul(from_mean, from_mean)]
    }
}

/// Gradients as far as they are kept, and their products with distances from the means, which are [`repeated`].
#[derive(Clone, Copy)]
pub(crate) struct Products {
    pub kept: Kept,
    pub dy: *const f32,
    pub x: *const f32,
    pub mean: *const f32,
}

impl Terms<2> for Products {
    #[inline(always)]
    unsafe fn vector<S: Simd>(self, at: usize, column: usize) -> [S::V; 2] {
        let dy = self.kept.of_vector::<S>(at, S::load(self.dy.add(at)));
        let from_mean = S::sub(S::load(self.x.add(at)), S::load(self.mean.add(column)));
        [dy, S::mul(dy, from_mean)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_together_are_whole_vectors_and_as_few_as_can_be() {
        let groups = [1, 2, 3, 8, 12, 16, 20, 32, 48].map(together);
        assert_eq!(groups, [16, 8, 16, 2, 4, 1, 4, 1, 1]);
        assert_eq!(repeated(&[1.0, 2.0]).len(), 16);
    }
}
