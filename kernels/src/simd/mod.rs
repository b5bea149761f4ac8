//! Vectors of single-precision numbers, and the choice of an instruction set at run time.
//!
//! A kernel is written once, over [`Simd`], and is a [`Job`]. Everything that it calls is inlined, so that
//! its whole body becomes part of a function that is compiled for the instruction set. What calls kernels
//! is a plain generic function, and enters each ([`Simd::enter`]).

#[cfg(target_arch = "aarch64")]
mod neon;
mod plain;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::cell::Cell;

pub(crate) use plain::One;

/// The instructions that kernels are made of. The numbers that come out depend on it in their last
/// bits: sets differ in whether a product is rounded before it is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KernelSet {
    /// No vectors of its own: what the compiler makes of loops.
    Plain,
    /// x86-64 with AVX2 and FMA.
    Avx2,
    /// x86-64 with AVX-512.
    Avx512,
    /// 64-bit ARM.
    Neon,
    /// WebAssembly's vectors, with two roundings in a multiply–add.
    Simd128,
    /// WebAssembly's vectors, with one rounding in a multiply–add.
    RelaxedSimd,
}

thread_local! {
    static CHOSEN: Cell<Option<KernelSet>> = const { Cell::new(None) };
}

impl KernelSet {
    /// The fastest set that this machine and build have.
    #[must_use]
    pub fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return if is_x86_feature_detected!("avx512f") {
                    Self::Avx512
                } else {
                    Self::Avx2
                };
            }
        }
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        if wasm::rounds_once() {
            return Self::RelaxedSimd;
        }
        if cfg!(target_arch = "aarch64") {
            Self::Neon
        } else if cfg!(all(target_arch = "wasm32", target_feature = "simd128")) {
            Self::Simd128
        } else {
            Self::Plain
        }
    }

    /// The set that this thread computes with.
    #[must_use]
    pub fn current() -> Self {
        CHOSEN.get().unwrap_or_else(Self::best)
    }

    /// All sets that this machine and build have.
    #[must_use]
    pub fn available() -> Vec<Self> {
        let best = Self::best();
        let mut sets = Vec::new();
        if best == Self::Plain || cfg!(target_arch = "x86_64") {
            sets.push(Self::Plain);
        }
        if best == Self::Avx512 {
            sets.push(Self::Avx2);
        }
        if best != Self::Plain {
            sets.push(best);
        }
        sets
    }

    /// Its name in records of a run.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
            Self::Neon => "neon",
            Self::Simd128 => "simd",
            Self::RelaxedSimd => "relaxed",
        }
    }
}

/// Does something with a set of kernels on this thread, where the machine has it.
///
/// # Panics
/// The machine or build does not have the set.
pub fn with_kernel_set<T>(set: KernelSet, function: impl FnOnce() -> T) -> T {
    assert!(
        KernelSet::available().contains(&set),
        "{set:?} is not available here"
    );
    let before = CHOSEN.replace(Some(set));
    let result = function();
    CHOSEN.set(before);
    result
}

/// A vector of numbers and what is done with it.
///
/// # Safety
/// Functions may be called only where the instruction set is available; addresses must be good for
/// [`Self::LANES`] values. They need no alignment.
pub(crate) trait Simd: Copy {
    /// The vector.
    type V: Copy;
    /// As many whole numbers.
    type Indices: Copy;
    /// As many truths.
    type Mask: Copy;
    /// Numbers in a vector.
    const LANES: usize;
    /// Rows of a matrix product's tile, which is two vectors wide: as many as the registers hold.
    const ROWS: usize;
    unsafe fn load(p: *const f32) -> Self::V;
    unsafe fn store(p: *mut f32, v: Self::V);
    unsafe fn splat(x: f32) -> Self::V;
    unsafe fn add(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn sub(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn mul(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn div(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn sqrt(v: Self::V) -> Self::V;
    unsafe fn abs(v: Self::V) -> Self::V;
    /// `a * b + c`.
    unsafe fn madd(a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// The values, and 0 where they are below 0. What is no number stays so.
    unsafe fn rectify(v: Self::V) -> Self::V;
    /// The values where `gate` is above 0, and 0 elsewhere.
    unsafe fn gate(gate: Self::V, v: Self::V) -> Self::V;
    /// As many bytes as a vector has values: indices in a window.
    unsafe fn load_indices(p: *const u8) -> Self::Indices;
    unsafe fn store_indices(p: *mut u8, indices: Self::Indices);
    /// The same index for all values.
    unsafe fn splat_index(index: u8) -> Self::Indices;
    /// The values where the index is this one, and 0 elsewhere.
    unsafe fn where_index(indices: Self::Indices, index: u8, v: Self::V) -> Self::V;
    /// Where `a` is above `b`, or is no number.
    unsafe fn exceeds(a: Self::V, b: Self::V) -> Self::Mask;
    /// Where a value is 0 or below.
    unsafe fn is_off(v: Self::V) -> Self::Mask;
    /// `a` where the mask is true, `b` elsewhere.
    unsafe fn choose(mask: Self::Mask, a: Self::V, b: Self::V) -> Self::V;
    /// The same for indices.
    unsafe fn choose_index(mask: Self::Mask, a: Self::Indices, b: Self::Indices) -> Self::Indices;
    /// Runs a kernel in a function of its own, which has this instruction set. What is not a loop over
    /// vectors stays outside of such functions: all in one, they took minutes to compile.
    #[inline(never)]
    unsafe fn enter<J: Job>(job: J) -> J::Out {
        job.run::<Self>()
    }
}

/// The widest tile's width, in values: two vectors of 16.
pub(crate) const WIDEST: usize = 32;

/// A kernel with its arguments. Where it is entered, `run` and all that it calls must be
/// `#[inline(always)]`.
pub(crate) trait Job {
    /// What it gives.
    type Out;
    /// Computes it.
    ///
    /// # Safety
    /// The instruction set `S` is available.
    unsafe fn run<S: Simd>(self) -> Self::Out;
}

/// Runs something that enters kernels with this thread's set.
pub(crate) fn run<J: Job>(job: J) -> J::Out {
    // SAFETY: a set other than the plain one is current only where it is available.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        match KernelSet::current() {
            KernelSet::Avx512 => job.run::<x86::Avx512>(),
            KernelSet::Avx2 => job.run::<x86::Avx2>(),
            _ => job.run::<plain::Plain<4>>(),
        }
    }
    // SAFETY: elsewhere a program has one set, with which it was compiled.
    #[cfg(not(target_arch = "x86_64"))]
    unsafe {
        #[cfg(target_arch = "aarch64")]
        type Only = neon::Neon;
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        type Only = wasm::Simd128;
        #[cfg(not(any(
            target_arch = "aarch64",
            all(target_arch = "wasm32", target_feature = "simd128")
        )))]
        type Only = plain::Plain<4>;
        job.run::<Only>()
    }
}

/// Enters a kernel with this thread's set.
pub(crate) fn enter<J: Job>(job: J) -> J::Out {
    run(Entered(job))
}

struct Entered<J>(J);

impl<J: Job> Job for Entered<J> {
    type Out = J::Out;
    unsafe fn run<S: Simd>(self) -> J::Out {
        S::enter(self.0)
    }
}

/// A function over slices whose loops the compiler makes vectors of, for this thread's set.
macro_rules! vectorized {
    ($(#[$meta:meta])* fn $name:ident($($arg:ident: $T:ty),+ $(,)?) -> $Out:ty $body:block) => {
        $(#[$meta])*
        fn $name<'a>($($arg: $T),+) -> $Out {
            struct Arguments<'a> { $($arg: $T),+ }
            impl<'a> $crate::simd::Job for Arguments<'a> {
                type Out = $Out;
                #[inline(always)]
                unsafe fn run<S: $crate::simd::Simd>(self) -> $Out {
                    let Self { $($arg),+ } = self;
                    $body
                }
            }
            $crate::simd::enter(Arguments { $($arg),+ })
        }
    };
}
pub(crate) use vectorized;
