//! What the machine could do: multiply–adds that depend on nothing but themselves.

use crate::simd::{Job, Simd, enter};

/// Does `rounds` rounds of multiply–adds in registers and returns how many floating-point operations these
/// were, for measurements of what share of it a kernel reaches.
#[must_use]
pub fn multiply_adds(rounds: usize) -> u64 {
    enter(Peak { rounds })
}

struct Peak {
    rounds: usize,
}

/// Independent sums: more than the latency of a multiply–add asks for.
const SUMS: usize = 12;

impl Job for Peak {
    type Out = u64;
    #[inline(always)]
    unsafe fn run<S: Simd>(self) -> u64 {
        let (x, y) = (
            S::splat(std::hint::black_box(0.999)),
            S::splat(std::hint::black_box(0.001)),
        );
        let mut sums = [S::splat(1.0); SUMS];
        for _ in 0..self.rounds {
            for sum in &mut sums {
                *sum = S::madd(*sum, x, y);
            }
        }
        let mut all = sums[0];
        for sum in &sums[1..] {
            all = S::add(all, *sum);
        }
        let mut out = [0.0_f32; crate::simd::WIDEST];
        S::store(out.as_mut_ptr(), all);
        std::hint::black_box(out);
        (self.rounds * SUMS * S::LANES * 2) as u64
    }
}
