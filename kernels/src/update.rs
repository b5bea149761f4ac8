//! An optimizer's rule, in one pass over the values.

use std::ops::{Add, Mul, Sub};

use crate::simd::{Job, Simd, WIDEST, run};
use crate::threads::{Shared, each_part};

/// A vector with arithmetic, in which rules are written as for one value. Only within a [`Rule`].
#[derive(Clone, Copy)]
pub(crate) struct Vector<S: Simd>(S::V);

macro_rules! operators {
    ($($Trait:ident $name:ident $function:ident;)+) => {$(
        impl<S: Simd> $Trait for Vector<S> {
            type Output = Self;
            #[inline(always)]
            fn $name(self, other: Self) -> Self {
                // SAFETY: such vectors are made only by rules, which run where the set is available.
                unsafe { Self(S::$function(self.0, other.0)) }
            }
        }
        impl<S: Simd> $Trait<f32> for Vector<S> {
            type Output = Self;
            #[inline(always)]
            fn $name(self, other: f32) -> Self {
                // SAFETY: as above.
                unsafe { Self(S::$function(self.0, S::splat(other))) }
            }
        }
    )+};
}

operators! { Add add add; Sub sub sub; Mul mul mul; }

impl<S: Simd> std::ops::Div for Vector<S> {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        // SAFETY: as above.
        unsafe { Self(S::div(self.0, other.0)) }
    }
}

impl<S: Simd> Vector<S> {
    #[inline(always)]
    pub(crate) fn sqrt(self) -> Self {
        // SAFETY: as above.
        unsafe { Self(S::sqrt(self.0)) }
    }

    #[inline(always)]
    pub(crate) fn abs(self) -> Self {
        // SAFETY: as above.
        unsafe { Self(S::abs(self.0)) }
    }

    /// The larger of two; what is no number in the first stays so.
    #[inline(always)]
    pub(crate) fn max(self, other: Self) -> Self {
        // SAFETY: as above.
        unsafe { Self(S::choose(S::exceeds(self.0, other.0), self.0, other.0)) }
    }
}

/// How values change by their gradient and by what `N` slots keep of each.
pub(crate) trait Rule<const N: usize>: Copy + Sync {
    /// The new values and slots.
    fn step<S: Simd>(
        self,
        value: Vector<S>,
        gradient: Vector<S>,
        slots: [Vector<S>; N],
    ) -> (Vector<S>, [Vector<S>; N]);
}

/// Changes each value by a rule.
///
/// # Panics
/// The slices have different lengths.
pub(crate) fn update<const N: usize>(
    values: &mut [f32],
    gradient: &[f32],
    mut slots: [&mut [f32]; N],
    rule: impl Rule<N>,
) {
    let n = values.len();
    assert!(gradient.len() == n && slots.iter().all(|slot| slot.len() == n));
    let mut addresses = [std::ptr::null_mut(); N];
    for (address, slot) in addresses.iter_mut().zip(&mut slots) {
        *address = slot.as_mut_ptr();
    }
    run(Parts {
        n,
        values: Shared(values.as_mut_ptr()),
        gradient,
        slots: addresses.map(Shared),
        rule,
    });
}

/// An update in parts, for threads.
struct Parts<'a, const N: usize, R> {
    n: usize,
    values: Shared<f32>,
    gradient: &'a [f32],
    slots: [Shared<f32>; N],
    rule: R,
}

impl<const N: usize, R: Rule<N>> Job for Parts<'_, N, R> {
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
                rule: self.rule,
            });
        });
    }
}

struct Update<const N: usize, R> {
    n: usize,
    values: *mut f32,
    gradient: *const f32,
    slots: [*mut f32; N],
    rule: R,
}

impl<const N: usize, R: Rule<N>> Job for Update<N, R> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let whole = self.n / S::LANES * S::LANES;
        for at in (0..whole).step_by(S::LANES) {
            self.vector::<S>(at);
        }
        // The rest, filled up to a vector.
        let rest = self.n - whole;
        let mut filled = [[0.0_f32; WIDEST]; 2];
        let mut slots = [[0.0_f32; WIDEST]; N];
        let [values, gradient] = &mut filled;
        let copy = |from: *const f32, to: &mut [f32; WIDEST]| {
            from.add(whole)
                .copy_to_nonoverlapping(to.as_mut_ptr(), rest);
        };
        copy(self.values, values);
        copy(self.gradient, gradient);
        for k in 0..N {
            copy(self.slots[k], &mut slots[k]);
        }
        let last = Self {
            n: rest,
            values: values.as_mut_ptr(),
            gradient: gradient.as_ptr(),
            slots: slots.each_mut().map(|slot| slot.as_mut_ptr()),
            rule: self.rule,
        };
        last.vector::<S>(0);
        let back = |from: &[f32; WIDEST], to: *mut f32| {
            to.add(whole).copy_from_nonoverlapping(from.as_ptr(), rest);
        };
        back(values, self.values);
        for k in 0..N {
            back(&slots[k], self.slots[k]);
        }
    }
}

impl<const N: usize, R: Rule<N>> Update<N, R> {
    #[inline(always)]
    unsafe fn vector<S: Simd>(&self, at: usize) {
        let load = |p: *const f32| Vector::<S>(S::load(p.add(at)));
        let mut slots = [load(self.values); N];
        for k in 0..N {
            slots[k] = load(self.slots[k]);
        }
        let (value, slots) = self
            .rule
            .step(load(self.values), load(self.gradient), slots);
        S::store(self.values.add(at), value.0);
        for k in 0..N {
            S::store(self.slots[k].add(at), slots[k].0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{Draw, each_set};

    #[derive(Clone, Copy)]
    struct Two;

    impl Rule<2> for Two {
        #[inline(always)]
        fn step<S: Simd>(
            self,
            value: Vector<S>,
            g: Vector<S>,
            [a, b]: [Vector<S>; 2],
        ) -> (Vector<S>, [Vector<S>; 2]) {
            let (a, b) = (a + g, b * 2.0);
            (value - a * b, [a, b])
        }
    }

    #[test]
    fn each_value_is_changed_by_its_own_gradient_and_slots() {
        each_set(|| {
            let mut draw = Draw::new(9);
            for n in [0, 1, 31, 32, 100] {
                let [before, gradient, slot, other] = [0; 4].map(|_| draw.reals(n));
                let (mut values, mut first, mut second) =
                    (before.clone(), slot.clone(), other.clone());
                update(&mut values, &gradient, [&mut first, &mut second], Two);
                for i in 0..n {
                    let (a, b) = (slot[i] + gradient[i], other[i] * 2.0);
                    assert_eq!((first[i], second[i]), (a, b));
                    assert_eq!(values[i], before[i] - a * b);
                }
            }
        });
    }
}
