//! What the tests of kernels share: seeded values, comparisons, and every set of instructions.

use crate::{KernelSet, with_kernel_set};

/// Seeded numbers.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        // A step of Knuth's generator; the upper half is good enough.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// A whole number of a range with both its ends.
    pub(crate) fn from(&mut self, least: usize, most: usize) -> usize {
        least + self.next() as usize % (most - least + 1)
    }

    /// Numbers from -1 to 1.
    pub(crate) fn reals(&mut self, n: usize) -> Vec<f32> {
        let mut real = || (self.next() as f64 / f64::from(1_u32 << 30) - 1.0) as f32;
        (0..n).map(|_| real()).collect()
    }
}

/// Asserts that errors are at most a part of the largest value.
#[track_caller]
pub(crate) fn close(own: &[f32], expected: &[f64], part: f64) {
    assert_eq!(own.len(), expected.len());
    let most = expected.iter().fold(1e-3_f64, |most, v| most.max(v.abs()));
    for (i, (own, expected)) in own.iter().zip(expected).enumerate() {
        let error = (f64::from(*own) - expected).abs() / most;
        assert!(
            error <= part,
            "at {i}: {own} and {expected}: {error:e} of the largest"
        );
    }
}

/// How many of so many cases a test goes over: one where Miri interprets every instruction.
pub(crate) fn cases(n: usize) -> usize {
    if cfg!(miri) { 1 } else { n }
}

/// Runs a test with every set of instructions that this machine has.
pub(crate) fn each_set(test: impl Fn()) {
    for set in KernelSet::available() {
        with_kernel_set(set, &test);
    }
}
