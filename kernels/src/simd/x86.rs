//! Vectors of x86-64: AVX2 with FMA, and AVX-512.

use core::arch::x86_64::{
    __m256, __m512, _CMP_GT_OQ, _mm256_add_ps, _mm256_and_ps, _mm256_cmp_ps, _mm256_fmadd_ps,
    _mm256_loadu_ps, _mm256_max_ps, _mm256_mul_ps, _mm256_set1_ps, _mm256_storeu_ps, _mm256_sub_ps,
    _mm512_add_ps, _mm512_cmp_ps_mask, _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_maskz_mov_ps,
    _mm512_max_ps, _mm512_mul_ps, _mm512_set1_ps, _mm512_storeu_ps, _mm512_sub_ps,
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

macro_rules! vectors {
    ($Set:ident, $enter:ident, $V:ident, $lanes:literal, $rows:literal, $load:ident, $store:ident, $splat:ident, $add:ident, $sub:ident, $mul:ident, $madd:ident, $max:ident, $gate:ident) => {
        impl Simd for $Set {
            type V = $V;
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
