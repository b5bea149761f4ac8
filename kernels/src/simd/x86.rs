//! Vectors of x86-64: AVX2 with FMA, and AVX-512.

use core::arch::x86_64::{
    __m256, __m256i, __m512, __m512i, _CMP_GT_OQ, _mm_loadl_epi64, _mm_loadu_si128, _mm256_add_ps,
    _mm256_and_ps, _mm256_castsi256_ps, _mm256_cmp_ps, _mm256_cmpeq_epi32, _mm256_cvtepu8_epi32,
    _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_max_ps, _mm256_mul_ps, _mm256_set1_epi32,
    _mm256_set1_ps, _mm256_storeu_ps, _mm256_sub_ps, _mm512_add_ps, _mm512_cmp_ps_mask,
    _mm512_cmpeq_epi32_mask, _mm512_cvtepu8_epi32, _mm512_fmadd_ps, _mm512_loadu_ps,
    _mm512_maskz_mov_ps, _mm512_max_ps, _mm512_mul_ps, _mm512_set1_epi32, _mm512_set1_ps,
    _mm512_storeu_ps, _mm512_sub_ps,
};

use super::{Job, Simd};

#[derive(Clone, Copy)]
pub(crate) struct Avx2;
#[derive(Clone, Copy)]
pub(crate) struct Avx512;

/// Runs a kernel in a function that is compiled for AVX2.
///
/// # Safety
/// The machine has it.
#[target_feature(enable = "avx2,fma")]
#[inline(never)]
unsafe fn avx2<J: Job>(job: J) -> J::Out {
    job.run::<Avx2>()
}

/// The same for AVX-512.
///
/// # Safety
/// The machine has it.
#[target_feature(enable = "avx2,fma,avx512f")]
#[inline(never)]
unsafe fn avx512<J: Job>(job: J) -> J::Out {
    job.run::<Avx512>()
}

#[inline(always)]
unsafe fn gate_256(gate: __m256, v: __m256) -> __m256 {
    let zero = _mm256_set1_ps(0.0);
    _mm256_and_ps(v, _mm256_cmp_ps::<_CMP_GT_OQ>(gate, zero))
}

#[inline(always)]
unsafe fn gate_512(gate: __m512, v: __m512) -> __m512 {
    let zero = _mm512_set1_ps(0.0);
    _mm512_maskz_mov_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(gate, zero), v)
}

#[inline(always)]
unsafe fn places_256(p: *const u8) -> __m256i {
    _mm256_cvtepu8_epi32(_mm_loadl_epi64(p.cast()))
}

#[inline(always)]
unsafe fn at_place_256(places: __m256i, place: u8, v: __m256) -> __m256 {
    let mask = _mm256_cmpeq_epi32(places, _mm256_set1_epi32(i32::from(place)));
    _mm256_and_ps(v, _mm256_castsi256_ps(mask))
}

#[inline(always)]
unsafe fn places_512(p: *const u8) -> __m512i {
    _mm512_cvtepu8_epi32(_mm_loadu_si128(p.cast()))
}

#[inline(always)]
unsafe fn at_place_512(places: __m512i, place: u8, v: __m512) -> __m512 {
    let mask = _mm512_cmpeq_epi32_mask(places, _mm512_set1_epi32(i32::from(place)));
    _mm512_maskz_mov_ps(mask, v)
}

macro_rules! vectors {
    ($Set:ident, $enter:ident, $V:ident, $Places:ident, $places:ident, $at_place:ident, $lanes:literal, $rows:literal, $load:ident, $store:ident, $splat:ident, $add:ident, $sub:ident, $mul:ident, $madd:ident, $max:ident, $gate:ident) => {
        impl Simd for $Set {
            type V = $V;
            type Places = $Places;
            const LANES: usize = $lanes;
            const ROWS: usize = $rows;
            #[inline(always)]
            unsafe fn load(p: *const f32) -> Self::V {
                $load(p)
            }
            #[inline(always)]
            unsafe fn store(p: *mut f32, v: Self::V) {
                $store(p, v);
            }
            #[inline(always)]
            unsafe fn splat(x: f32) -> Self::V {
                $splat(x)
            }
            #[inline(always)]
            unsafe fn add(a: Self::V, b: Self::V) -> Self::V {
                $add(a, b)
            }
            #[inline(always)]
            unsafe fn sub(a: Self::V, b: Self::V) -> Self::V {
                $sub(a, b)
            }
            #[inline(always)]
            unsafe fn mul(a: Self::V, b: Self::V) -> Self::V {
                $mul(a, b)
            }
            #[inline(always)]
            unsafe fn rectify(v: Self::V) -> Self::V {
                // The second is given where one of the two is no number.
                $max(Self::splat(0.0), v)
            }
            #[inline(always)]
            unsafe fn gate(gate: Self::V, v: Self::V) -> Self::V {
                $gate(gate, v)
            }
            #[inline(always)]
            unsafe fn places(p: *const u8) -> Self::Places {
                $places(p)
            }
            #[inline(always)]
            unsafe fn at_place(places: Self::Places, place: u8, v: Self::V) -> Self::V {
                $at_place(places, place, v)
            }
            unsafe fn enter<J: Job>(job: J) -> J::Out {
                $enter(job)
            }
            #[inline(always)]
            unsafe fn madd(a: Self::V, b: Self::V, c: Self::V) -> Self::V {
                $madd(a, b, c)
            }
        }
    };
}

// Of 16 registers 12 are sums, two hold B and one A.
vectors!(
    Avx2,
    avx2,
    __m256,
    __m256i,
    places_256,
    at_place_256,
    8,
    6,
    _mm256_loadu_ps,
    _mm256_storeu_ps,
    _mm256_set1_ps,
    _mm256_add_ps,
    _mm256_sub_ps,
    _mm256_mul_ps,
    _mm256_fmadd_ps,
    _mm256_max_ps,
    gate_256
);
// More rows would fit into the registers for vectors, but not their addresses into those for addresses.
vectors!(
    Avx512,
    avx512,
    __m512,
    __m512i,
    places_512,
    at_place_512,
    16,
    8,
    _mm512_loadu_ps,
    _mm512_storeu_ps,
    _mm512_set1_ps,
    _mm512_add_ps,
    _mm512_sub_ps,
    _mm512_mul_ps,
    _mm512_fmadd_ps,
    _mm512_max_ps,
    gate_512
);
