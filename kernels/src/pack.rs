//! Panels of B: two vectors of columns beside each other, line by line, so that a tile reads them in one
//! stream. The last panel is one vector wide where that is enough, and filled up with zeros.

use crate::simd::{Job, Simd};
use crate::tile::Rows;

/// Values that the panels of `k` lines and `n` columns take.
pub(crate) fn panels_len<S: Simd>(k: usize, n: usize) -> usize {
    k * n.next_multiple_of(S::LANES)
}

/// Packs `k` lines of `n` columns, to be entered where all addresses are good; the value of a line and
/// column is at the line's begin `+ column * ld`.
pub(crate) struct Pack<'a> {
    pub k: usize,
    pub n: usize,
    pub b: *const f32,
    pub lines: Rows<'a>,
    pub ld: usize,
    pub out: *mut f32,
}

impl Job for Pack<'_> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let wide = 2 * S::LANES;
        let ld = self.ld;
        let mut j = 0;
        while j < self.n {
            let cols = (self.n - j).min(wide);
            let width = if cols > S::LANES { wide } else { S::LANES };
            let mut o = self.out.add(j * self.k);
            for r in 0..self.k {
                let p = self.b.add(self.lines.row(r) + j * ld);
                if ld == 1 && cols == wide {
                    S::store(o, S::load(p));
                    S::store(o.add(S::LANES), S::load(p.add(S::LANES)));
                } else {
                    for l in 0..cols {
                        *o.add(l) = *p.add(l * ld);
                    }
                    for l in cols..width {
                        *o.add(l) = 0.0;
                    }
                }
                o = o.add(width);
            }
            j += wide;
        }
    }
}
