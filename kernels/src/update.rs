//! An optimizer's rule, in one pass over the values.

use crate::simd::{Job, Simd, run};
use crate::threads::{Shared, each_part};

/// Changes each value by its gradient and by what the `N` slots keep of it: `step` gets the three of one
/// value, and changes the first and the last.
///
/// # Panics
/// The slices have different lengths.
pub(crate) fn update<const N: usize>(
    values: &mut [f32],
    gradient: &[f32],
    mut slots: [&mut [f32]; N],
    step: impl Fn(&mut f32, f32, &mut [f32; N]) + Sync,
) {
    let n = values.len();
    assert!(gradient.len() == n && slots.iter().all(|slot| slot.len() == n));
    let mut addresses = [std::ptr::null_mut(); N];
    for (address, slot) in addresses.iter_mut().zip(&mut slots) {
        *address = slot.as_mut_ptr();
    }
    let (values, slots) = (Shared(values.as_mut_ptr()), addresses.map(Shared));
    run(Parts {
        n,
        values,
        gradient,
        slots,
        step: &step,
    });
}

/// An update in parts, for threads.
struct Parts<'a, const N: usize, F> {
    n: usize,
    values: Shared<f32>,
    gradient: &'a [f32],
    slots: [Shared<f32>; N],
    step: &'a F,
}

impl<const N: usize, F: Fn(&mut f32, f32, &mut [f32; N]) + Sync> Job for Parts<'_, N, F> {
    type Out = ();
    unsafe fn run<S: Simd>(self) {
        /// Values of a part: some ten microseconds.
        const PART: usize = 16_384;
        each_part(self.n, PART, |_, range| {
            S::enter(Update {
                n: range.len(),
                values: self.values.at().add(range.start),
                gradient: self.gradient.as_ptr().add(range.start),
                slots: self.slots.map(|slot| slot.at().add(range.start)),
                step: self.step,
            });
        });
    }
}

struct Update<const N: usize, F> {
    n: usize,
    values: *mut f32,
    gradient: *const f32,
    slots: [*mut f32; N],
    step: F,
}

/// Values at once: what a vector holds, several times. All are read before any is written, so that
/// nothing needs to know that the slices do not overlap.
const BLOCK: usize = 32;

impl<const N: usize, F: Fn(&mut f32, f32, &mut [f32; N])> Job for Update<N, F> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let whole = self.n / BLOCK * BLOCK;
        for begin in (0..whole).step_by(BLOCK) {
            let mut values = self.values.add(begin).cast::<[f32; BLOCK]>().read();
            let gradient = self.gradient.add(begin).cast::<[f32; BLOCK]>().read();
            let mut slots = [[0.0; BLOCK]; N];
            for k in 0..N {
                slots[k] = self.slots[k].add(begin).cast::<[f32; BLOCK]>().read();
            }
            for i in 0..BLOCK {
                let mut kept = [0.0; N];
                for k in 0..N {
                    kept[k] = slots[k][i];
                }
                (self.step)(&mut values[i], gradient[i], &mut kept);
                for k in 0..N {
                    slots[k][i] = kept[k];
                }
            }
            self.values.add(begin).cast::<[f32; BLOCK]>().write(values);
            for k in 0..N {
                self.slots[k]
                    .add(begin)
                    .cast::<[f32; BLOCK]>()
                    .write(slots[k]);
            }
        }
        for i in whole..self.n {
            let mut kept = [0.0; N];
            for k in 0..N {
                kept[k] = *self.slots[k].add(i);
            }
            (self.step)(&mut *self.values.add(i), *self.gradient.add(i), &mut kept);
            for k in 0..N {
                *self.slots[k].add(i) = kept[k];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{Draw, each_set};

    #[test]
    fn each_value_is_changed_by_its_own_gradient_and_slots() {
        each_set(|| {
            let mut draw = Draw::new(9);
            for n in [0, 1, 31, 32, 100] {
                let [before, gradient, slot, other] = [0; 4].map(|_| draw.reals(n));
                let (mut values, mut first, mut second) =
                    (before.clone(), slot.clone(), other.clone());
                let slots = [&mut first[..], &mut second[..]];
                update(&mut values, &gradient, slots, |value, g, [a, b]| {
                    *a += g;
                    *b *= 2.0;
                    *value -= *a * *b;
                });
                for i in 0..n {
                    let (a, b) = (slot[i] + gradient[i], other[i] * 2.0);
                    assert_eq!((first[i], second[i]), (a, b));
                    assert_eq!(values[i], before[i] - a * b);
                }
                update(&mut values, &gradient, [], |value, g, []| *value = g);
                assert_eq!(values, gradient);
            }
        });
    }
}
