//! Masks of dropout.

use rand_core::Rng;
use rand_pcg::Pcg32;

use crate::memory::written_bytes;
use crate::threads::{Shared, each_part};

/// A mask that drops a part of `n` values: 0 for those, 1 for the others. They are the sequence that the
/// generator draws one after another, and it ends where that would end.
///
/// Parts of the sequence are drawn side by side, each from a generator that was moved to its begin: the
/// steps of a single one wait for each other.
#[must_use]
pub fn mask(rate: f64, n: usize, rng: &mut Pcg32) -> Vec<u8> {
    /// Values that are worth a thread: some ten microseconds.
    const PART: usize = 16_384;
    let threshold = (rate * f64::from(u32::MAX)) as u32;
    let begin = rng.clone();
    rng.advance(n as u64);
    // SAFETY: the parts are all values.
    unsafe {
        written_bytes(n, |mask| {
            let mask = Shared(mask);
            each_part(n, PART, |_, range| {
                let mut rng = begin.clone();
                rng.advance(range.start as u64);
                draw(threshold, range.len(), &rng, mask.at().add(range.start));
            });
        })
    }
}

/// Draws `n` values.
unsafe fn draw(threshold: u32, n: usize, begin: &Pcg32, mask: *mut u8) {
    const STREAMS: usize = 4;
    let len = n / STREAMS;
    let mut generators: [Pcg32; STREAMS] = std::array::from_fn(|i| {
        let mut generator = begin.clone();
        generator.advance((i * len) as u64);
        generator
    });
    for at in 0..len {
        for (i, generator) in generators.iter_mut().enumerate() {
            *mask.add(i * len + at) = u8::from(generator.next_u32() >= threshold);
        }
    }
    let [.., last] = &mut generators;
    for at in STREAMS * len..n {
        *mask.add(at) = u8::from(last.next_u32() >= threshold);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::SeedableRng;

    #[test]
    fn a_mask_is_drawn_value_by_value() {
        crate::set_threads(4);
        for n in [0, 1, 3, 4, 1001, 100_003] {
            let mut one = Pcg32::seed_from_u64(3);
            let mut other = one.clone();
            let threshold = (0.3 * f64::from(u32::MAX)) as u32;
            let expected: Vec<u8> = (0..n)
                .map(|_| u8::from(one.next_u32() >= threshold))
                .collect();
            assert_eq!(mask(0.3, n, &mut other), expected);
            assert_eq!(one, other);
        }
    }
}
