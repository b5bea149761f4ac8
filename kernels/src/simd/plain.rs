//! Vectors without instructions of their own: four numbers where a machine's are not known here, and one for
//! what remains of a row beyond whole vectors.

use super::Simd;

/// Vectors of `N` numbers, as the compiler likes.
#[derive(Clone, Copy)]
pub(crate) struct Plain<const N: usize>;

/// A single number, with which a kernel that is written over vectors ends a row.
pub(crate) type One = Plain<1>;

macro_rules! lanewise {
    ($($name:ident $op:tt;)+) => {$(
        #[inline(always)]
        unsafe fn $name(mut a: Self::V, b: Self::V) -> Self::V {
            for i in 0..N {
                a[i] $op b[i];
            }
            a
        }
    )+};
}

impl<const N: usize> Simd for Plain<N> {
    type V = [f32; N];
    type Indices = [u8; N];
    type Mask = [bool; N];
    const LANES: usize = N;
    const ROWS: usize = 4;
    #[inline(always)]
    unsafe fn load(p: *const f32) -> Self::V {
        p.cast::<[f32; N]>().read_unaligned()
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, v: Self::V) {
        p.cast::<[f32; N]>().write_unaligned(v);
    }
    #[inline(always)]
    unsafe fn splat(x: f32) -> Self::V {
        [x; N]
    }
    lanewise! { add +=; sub -=; mul *=; div /=; }
    #[inline(always)]
    unsafe fn sqrt(v: Self::V) -> Self::V {
        v.map(f32::sqrt)
    }
    #[inline(always)]
    unsafe fn abs(v: Self::V) -> Self::V {
        v.map(f32::abs)
    }
    #[inline(always)]
    unsafe fn madd(a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        Self::add(c, Self::mul(a, b))
    }
    #[inline(always)]
    unsafe fn rectify(v: Self::V) -> Self::V {
        v.map(|v| if v < 0.0 { 0.0 } else { v })
    }
    #[inline(always)]
    unsafe fn gate(gate: Self::V, mut v: Self::V) -> Self::V {
        for i in 0..N {
            v[i] = if gate[i] > 0.0 { v[i] } else { 0.0 };
        }
        v
    }
    #[inline(always)]
    unsafe fn load_indices(p: *const u8) -> Self::Indices {
        p.cast::<[u8; N]>().read()
    }
    #[inline(always)]
    unsafe fn store_indices(p: *mut u8, indices: Self::Indices) {
        p.cast::<[u8; N]>().write(indices);
    }
    #[inline(always)]
    unsafe fn splat_index(index: u8) -> Self::Indices {
        [index; N]
    }
    #[inline(always)]
    unsafe fn where_index(indices: Self::Indices, index: u8, mut v: Self::V) -> Self::V {
        for i in 0..N {
            v[i] = if indices[i] == index { v[i] } else { 0.0 };
        }
        v
    }
    #[inline(always)]
    unsafe fn exceeds(a: Self::V, b: Self::V) -> Self::Mask {
        let mut mask = [false; N];
        for i in 0..N {
            mask[i] = a[i] > b[i] || a[i].is_nan();
        }
        mask
    }
    #[inline(always)]
    unsafe fn is_off(v: Self::V) -> Self::Mask {
        v.map(|v| v <= 0.0)
    }
    #[inline(always)]
    unsafe fn choose(mask: Self::Mask, a: Self::V, mut b: Self::V) -> Self::V {
        for i in 0..N {
            b[i] = if mask[i] { a[i] } else { b[i] };
        }
        b
    }
    #[inline(always)]
    unsafe fn choose_index(
        mask: Self::Mask,
        a: Self::Indices,
        mut b: Self::Indices,
    ) -> Self::Indices {
        for i in 0..N {
            b[i] = if mask[i] { a[i] } else { b[i] };
        }
        b
    }
}
