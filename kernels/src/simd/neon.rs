//! Vectors of 64-bit ARM.

use core::arch::aarch64::{
    float32x4_t, uint32x4_t, vabsq_f32, vaddq_f32, vandq_u32, vbslq_f32, vbslq_u32, vceqq_f32,
    vceqq_u32, vcgtq_f32, vcleq_f32, vcombine_u16, vcreate_u8, vdivq_f32, vdupq_n_f32, vdupq_n_u32,
    vfmaq_f32, vget_lane_u32, vget_low_u16, vld1q_f32, vmaxq_f32, vmovl_u8, vmovl_u16, vmovn_u16,
    vmovn_u32, vmulq_f32, vmvnq_u32, vorrq_u32, vreinterpret_u32_u8, vreinterpretq_f32_u32,
    vreinterpretq_u32_f32, vsqrtq_f32, vst1q_f32, vsubq_f32,
};

use super::Simd;

#[derive(Clone, Copy)]
pub(crate) struct Neon;

impl Simd for Neon {
    type V = float32x4_t;
    type Indices = uint32x4_t;
    type Mask = uint32x4_t;
    const LANES: usize = 4;
    // 16 of the 32 registers are sums.
    const ROWS: usize = 8;
    #[inline(always)]
    unsafe fn load(p: *const f32) -> Self::V {
        vld1q_f32(p)
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, v: Self::V) {
        vst1q_f32(p, v);
    }
    #[inline(always)]
    unsafe fn splat(x: f32) -> Self::V {
        vdupq_n_f32(x)
    }
    #[inline(always)]
    unsafe fn add(a: Self::V, b: Self::V) -> Self::V {
        vaddq_f32(a, b)
    }
    #[inline(always)]
    unsafe fn sub(a: Self::V, b: Self::V) -> Self::V {
        vsubq_f32(a, b)
    }
    #[inline(always)]
    unsafe fn mul(a: Self::V, b: Self::V) -> Self::V {
        vmulq_f32(a, b)
    }
    #[inline(always)]
    unsafe fn div(a: Self::V, b: Self::V) -> Self::V {
        vdivq_f32(a, b)
    }
    #[inline(always)]
    unsafe fn sqrt(v: Self::V) -> Self::V {
        vsqrtq_f32(v)
    }
    #[inline(always)]
    unsafe fn abs(v: Self::V) -> Self::V {
        vabsq_f32(v)
    }
    #[inline(always)]
    unsafe fn rectify(v: Self::V) -> Self::V {
        // It gives what is no number, if one of the two is none.
        vmaxq_f32(v, vdupq_n_f32(0.0))
    }
    #[inline(always)]
    unsafe fn gate(gate: Self::V, v: Self::V) -> Self::V {
        let mask = vcgtq_f32(gate, vdupq_n_f32(0.0));
        vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(v), mask))
    }
    #[inline(always)]
    unsafe fn load_indices(p: *const u8) -> Self::Indices {
        let four = u64::from(p.cast::<u32>().read_unaligned());
        vmovl_u16(vget_low_u16(vmovl_u8(vcreate_u8(four))))
    }
    #[inline(always)]
    unsafe fn store_indices(p: *mut u8, indices: Self::Indices) {
        let pairs = vmovn_u32(indices);
        let bytes = vmovn_u16(vcombine_u16(pairs, pairs));
        p.cast::<u32>()
            .write_unaligned(vget_lane_u32::<0>(vreinterpret_u32_u8(bytes)));
    }
    #[inline(always)]
    unsafe fn splat_index(index: u8) -> Self::Indices {
        vdupq_n_u32(u32::from(index))
    }
    #[inline(always)]
    unsafe fn where_index(indices: Self::Indices, index: u8, v: Self::V) -> Self::V {
        let mask = vceqq_u32(indices, vdupq_n_u32(u32::from(index)));
        vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(v), mask))
    }
    #[inline(always)]
    unsafe fn exceeds(a: Self::V, b: Self::V) -> Self::Mask {
        vorrq_u32(vcgtq_f32(a, b), vmvnq_u32(vceqq_f32(a, a)))
    }
    #[inline(always)]
    unsafe fn is_off(v: Self::V) -> Self::Mask {
        vcleq_f32(v, vdupq_n_f32(0.0))
    }
    #[inline(always)]
    unsafe fn choose(mask: Self::Mask, a: Self::V, b: Self::V) -> Self::V {
        vbslq_f32(mask, a, b)
    }
    #[inline(always)]
    unsafe fn choose_index(mask: Self::Mask, a: Self::Indices, b: Self::Indices) -> Self::Indices {
        vbslq_u32(mask, a, b)
    }
    #[inline(always)]
    unsafe fn madd(a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        vfmaq_f32(c, a, b)
    }
}
