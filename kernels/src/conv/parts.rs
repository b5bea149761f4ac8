//! Parts of a batch whose gradients are summed by themselves, and then in order: how many there are follows from
//! the batch alone, so that the sums are the same on any number of threads.

use std::ops::Range;

use crate::threads::{Shared, each_part};

/// More parts would be more to add up than to compute.
const MOST: usize = 8;

#[derive(Clone, Copy)]
pub(crate) struct Parts {
    pub count: usize,
    pictures: usize,
    /// Pictures of a part.
    each: usize,
}

impl Parts {
    /// The parts of so many pictures, of which so many are computed together.
    pub(crate) fn of(pictures: usize, together: usize) -> Self {
        let groups = pictures.div_ceil(together);
        // Two at least, so that a part does not begin with what it adds to.
        let count = (groups / 2).clamp(1, MOST);
        let each = groups.div_ceil(count) * together;
        Self {
            count: pictures.div_ceil(each),
            pictures,
            each,
        }
    }

    pub(crate) fn range(self, part: usize) -> Range<usize> {
        part * self.each..self.pictures.min((part + 1) * self.each)
    }
}

/// Adds `count` arrays of `len` values, which lie one after another, to the first.
pub(crate) unsafe fn sum_parts(values: *mut f32, len: usize, count: usize) {
    /// Values at once: some thousand additions are worth a thread.
    const PART: usize = 8192;
    if count == 1 {
        return;
    }
    let values = Shared(values);
    each_part(len, PART, |_, range| {
        let at = |part: usize| values.at().add(part * len + range.start);
        let sum = std::slice::from_raw_parts_mut(at(0), range.len());
        for part in 1..count {
            let other = std::slice::from_raw_parts(at(part), range.len());
            for (sum, v) in sum.iter_mut().zip(other) {
                *sum += v;
            }
        }
    });
}
