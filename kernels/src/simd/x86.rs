//! Vectors of x86-64: AVX2 with FMA, and AVX-512.

#[allow(
    clippy::wildcard_imports,
    reason = "Half of them would be a page of names."
)]
use core::arch::x86_64::*;

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

/// What both sets have by the same names.
macro_rules! arithmetic {
    ($load:ident, $store:ident, $splat:ident, $add:ident, $sub:ident, $mul:ident, $div:ident, $sqrt:ident, $abs:ident, $madd:ident, $max:ident) => {
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
        unsafe fn div(a: Self::V, b: Self::V) -> Self::V {
            $div(a, b)
        }
        #[inline(always)]
        unsafe fn sqrt(v: Self::V) -> Self::V {
            $sqrt(v)
        }
        #[inline(always)]
        unsafe fn abs(v: Self::V) -> Self::V {
            $abs(v)
        }
        #[inline(always)]
        unsafe fn madd(a: Self::V, b: Self::V, c: Self::V) -> Self::V {
            $madd(a, b, c)
        }
        #[inline(always)]
        unsafe fn rectify(v: Self::V) -> Self::V {
            // The second is given where one of the two is no number.
            $max($splat(0.0), v)
        }
    };
}

#[inline(always)]
unsafe fn abs_256(v: __m256) -> __m256 {
    _mm256_andnot_ps(_mm256_set1_ps(-0.0), v)
}

impl Simd for Avx2 {
    type V = __m256;
    type Indices = __m256i;
    type Mask = __m256;
    const LANES: usize = 8;
    // Of 16 registers 12 are sums, two hold B and one A.
    const ROWS: usize = 6;
    arithmetic! {
        _mm256_loadu_ps, _mm256_storeu_ps, _mm256_set1_ps, _mm256_add_ps, _mm256_sub_ps, _mm256_mul_ps,
        _mm256_div_ps, _mm256_sqrt_ps, abs_256, _mm256_fmadd_ps, _mm256_max_ps
    }
    #[inline(always)]
    unsafe fn gate(gate: Self::V, v: Self::V) -> Self::V {
        let zero = _mm256_set1_ps(0.0);
        _mm256_and_ps(v, _mm256_cmp_ps::<_CMP_GT_OQ>(gate, zero))
    }
    #[inline(always)]
    unsafe fn load_indices(p: *const u8) -> Self::Indices {
        _mm256_cvtepu8_epi32(_mm_loadl_epi64(p.cast()))
    }
    #[inline(always)]
    unsafe fn store_indices(p: *mut u8, indices: Self::Indices) {
        let (low, high) = (
            _mm256_castsi256_si128(indices),
            _mm256_extracti128_si256::<1>(indices),
        );
        let pairs = _mm_packus_epi32(low, high);
        _mm_storel_epi64(p.cast(), _mm_packus_epi16(pairs, pairs));
    }
    #[inline(always)]
    unsafe fn splat_index(index: u8) -> Self::Indices {
        _mm256_set1_epi32(i32::from(index))
    }
    #[inline(always)]
    unsafe fn where_index(indices: Self::Indices, index: u8, v: Self::V) -> Self::V {
        let mask = _mm256_cmpeq_epi32(indices, Self::splat_index(index));
        _mm256_and_ps(v, _mm256_castsi256_ps(mask))
    }
    #[inline(always)]
    unsafe fn exceeds(a: Self::V, b: Self::V) -> Self::Mask {
        let is_none = _mm256_cmp_ps::<_CMP_UNORD_Q>(a, a);
        _mm256_or_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(a, b), is_none)
    }
    #[inline(always)]
    unsafe fn is_off(v: Self::V) -> Self::Mask {
        _mm256_cmp_ps::<_CMP_LE_OQ>(v, _mm256_set1_ps(0.0))
    }
    #[inline(always)]
    unsafe fn choose(mask: Self::Mask, a: Self::V, b: Self::V) -> Self::V {
        _mm256_blendv_ps(b, a, mask)
    }
    #[inline(always)]
    unsafe fn choose_index(mask: Self::Mask, a: Self::Indices, b: Self::Indices) -> Self::Indices {
        _mm256_blendv_epi8(b, a, _mm256_castps_si256(mask))
    }
    unsafe fn enter<J: Job>(job: J) -> J::Out {
        avx2(job)
    }
}

impl Simd for Avx512 {
    type V = __m512;
    type Indices = __m512i;
    type Mask = __mmask16;
    const LANES: usize = 16;
    // More rows would fit into the registers for vectors, but not their addresses into those for addresses.
    const ROWS: usize = 8;
    arithmetic! {
        _mm512_loadu_ps, _mm512_storeu_ps, _mm512_set1_ps, _mm512_add_ps, _mm512_sub_ps, _mm512_mul_ps,
        _mm512_div_ps, _mm512_sqrt_ps, _mm512_abs_ps, _mm512_fmadd_ps, _mm512_max_ps
    }
    #[inline(always)]
    unsafe fn gate(gate: Self::V, v: Self::V) -> Self::V {
        let zero = _mm512_set1_ps(0.0);
        _mm512_maskz_mov_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(gate, zero), v)
    }
    #[inline(always)]
    unsafe fn load_indices(p: *const u8) -> Self::Indices {
        _mm512_cvtepu8_epi32(_mm_loadu_si128(p.cast()))
    }
    #[inline(always)]
    unsafe fn store_indices(p: *mut u8, indices: Self::Indices) {
        _mm_storeu_si128(p.cast(), _mm512_cvtepi32_epi8(indices));
    }
    #[inline(always)]
    unsafe fn splat_index(index: u8) -> Self::Indices {
        _mm512_set1_epi32(i32::from(index))
    }
    #[inline(always)]
    unsafe fn where_index(indices: Self::Indices, index: u8, v: Self::V) -> Self::V {
        _mm512_maskz_mov_ps(
            _mm512_cmpeq_epi32_mask(indices, Self::splat_index(index)),
            v,
        )
    }
    #[inline(always)]
    unsafe fn exceeds(a: Self::V, b: Self::V) -> Self::Mask {
        let is_none = _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(a, a);
        _mm512_cmp_ps_mask::<_CMP_GT_OQ>(a, b) | is_none
    }
    #[inline(always)]
    unsafe fn is_off(v: Self::V) -> Self::Mask {
        _mm512_cmp_ps_mask::<_CMP_LE_OQ>(v, _mm512_set1_ps(0.0))
    }
    #[inline(always)]
    unsafe fn choose(mask: Self::Mask, a: Self::V, b: Self::V) -> Self::V {
        _mm512_mask_blend_ps(mask, b, a)
    }
    #[inline(always)]
    unsafe fn choose_index(mask: Self::Mask, a: Self::Indices, b: Self::Indices) -> Self::Indices {
        _mm512_mask_blend_epi32(mask, b, a)
    }
    unsafe fn enter<J: Job>(job: J) -> J::Out {
        avx512(job)
    }
}
