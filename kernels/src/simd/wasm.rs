//! WebAssembly's vectors of four numbers.
//!
//! Kernels are compiled with the relaxed multiply–add, which rounds once where the processor can. A browser
//! without it refuses the whole program, so the build makes a second one out of the first, in which each such
//! instruction is a product and a sum (xtask/src/variants). Which of the two runs is measured.

use core::arch::wasm32::{
    f32x4_abs, f32x4_add, f32x4_div, f32x4_gt, f32x4_le, f32x4_mul, f32x4_ne, f32x4_pmax,
    f32x4_relaxed_madd, f32x4_splat, f32x4_sqrt, f32x4_sub, i16x8_narrow_i32x4, i32x4_eq,
    i32x4_splat, u8x16_narrow_i16x8, u16x8_extend_low_u8x16, u32x4_extend_low_u16x8, v128,
    v128_and, v128_bitselect, v128_load, v128_load32_zero, v128_or, v128_store, v128_store32_lane,
};

use super::{Job, Simd};

#[derive(Clone, Copy)]
pub(crate) struct Simd128;

impl Simd for Simd128 {
    type V = v128;
    type Indices = v128;
    type Mask = v128;
    const LANES: usize = 4;
    // Measured in V8: larger tiles spill.
    const ROWS: usize = 4;
    #[inline(always)]
    unsafe fn load(p: *const f32) -> v128 {
        v128_load(p.cast())
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, v: v128) {
        v128_store(p.cast(), v);
    }
    #[inline(always)]
    unsafe fn splat(x: f32) -> v128 {
        f32x4_splat(x)
    }
    #[inline(always)]
    unsafe fn add(a: v128, b: v128) -> v128 {
        f32x4_add(a, b)
    }
    #[inline(always)]
    unsafe fn sub(a: v128, b: v128) -> v128 {
        f32x4_sub(a, b)
    }
    #[inline(always)]
    unsafe fn mul(a: v128, b: v128) -> v128 {
        f32x4_mul(a, b)
    }
    #[inline(always)]
    unsafe fn div(a: v128, b: v128) -> v128 {
        f32x4_div(a, b)
    }
    #[inline(always)]
    unsafe fn sqrt(v: v128) -> v128 {
        f32x4_sqrt(v)
    }
    #[inline(always)]
    unsafe fn abs(v: v128) -> v128 {
        f32x4_abs(v)
    }
    #[inline(always)]
    unsafe fn rectify(v: v128) -> v128 {
        // `v < 0 ? 0 : v`.
        f32x4_pmax(v, f32x4_splat(0.0))
    }
    #[inline(always)]
    unsafe fn gate(gate: v128, v: v128) -> v128 {
        v128_and(v, f32x4_gt(gate, f32x4_splat(0.0)))
    }
    #[inline(always)]
    unsafe fn madd(a: v128, b: v128, c: v128) -> v128 {
        f32x4_relaxed_madd(a, b, c)
    }
    #[inline(always)]
    unsafe fn load_indices(p: *const u8) -> v128 {
        u32x4_extend_low_u16x8(u16x8_extend_low_u8x16(v128_load32_zero(p.cast())))
    }
    #[inline(always)]
    unsafe fn store_indices(p: *mut u8, indices: v128) {
        let pairs = i16x8_narrow_i32x4(indices, indices);
        v128_store32_lane::<0>(u8x16_narrow_i16x8(pairs, pairs), p.cast());
    }
    #[inline(always)]
    unsafe fn splat_index(index: u8) -> v128 {
        i32x4_splat(i32::from(index))
    }
    #[inline(always)]
    unsafe fn where_index(indices: v128, index: u8, v: v128) -> v128 {
        v128_and(v, i32x4_eq(indices, i32x4_splat(i32::from(index))))
    }
    #[inline(always)]
    unsafe fn exceeds(a: v128, b: v128) -> v128 {
        v128_or(f32x4_gt(a, b), f32x4_ne(a, a))
    }
    #[inline(always)]
    unsafe fn is_off(v: v128) -> v128 {
        f32x4_le(v, f32x4_splat(0.0))
    }
    #[inline(always)]
    unsafe fn choose(mask: v128, a: v128, b: v128) -> v128 {
        v128_bitselect(a, b, mask)
    }
    #[inline(always)]
    unsafe fn choose_index(mask: v128, a: v128, b: v128) -> v128 {
        v128_bitselect(a, b, mask)
    }
    #[inline(always)]
    unsafe fn enter<J: Job>(job: J) -> J::Out {
        relaxed(job)
    }
}

#[target_feature(enable = "relaxed-simd")]
#[inline(never)]
unsafe fn relaxed<J: Job>(job: J) -> J::Out {
    job.run::<Simd128>()
}

/// Whether a multiply–add rounds once: with two roundings, (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 0.
pub(super) fn rounds_once() -> bool {
    struct Difference;
    impl Job for Difference {
        type Out = f32;
        #[inline(always)]
        unsafe fn run<S: Simd>(self) -> f32 {
            // Hidden from the compiler, which would compute the difference itself.
            let x = std::hint::black_box(1.0 + 2.0_f32.powi(-12));
            let mut out = [0.0; super::WIDEST];
            let square = S::splat(-1.0 - 2.0_f32.powi(-11));
            S::store(out.as_mut_ptr(), S::madd(S::splat(x), S::splat(x), square));
            out[0]
        }
    }
    super::enter(Difference) != 0.0
}
