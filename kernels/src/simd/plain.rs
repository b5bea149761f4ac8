//! Vectors for machines whose instructions are not known here: four numbers, as the compiler likes.

use super::Simd;

#[derive(Clone, Copy)]
pub(crate) struct Plain;

macro_rules! lanewise {
    ($($name:ident = $op:tt;)+) => {$(
        #[inline(always)]
        unsafe fn $name(a: Self::V, b: Self::V) -> Self::V {
            [a[0] $op b[0], a[1] $op b[1], a[2] $op b[2], a[3] $op b[3]]
        }
    )+};
}

impl Simd for Plain {
    type V = [f32; 4];
    type Places = [u8; 4];
    const LANES: usize = 4;
    const ROWS: usize = 4;
    #[inline(always)]
    unsafe fn load(p: *const f32) -> Self::V {
        p.cast::<[f32; 4]>().read_unaligned()
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, v: Self::V) {
        p.cast::<[f32; 4]>().write_unaligned(v);
    }
    #[inline(always)]
    unsafe fn splat(x: f32) -> Self::V {
        [x; 4]
    }
    lanewise! { add = +; sub = -; mul = *; }
    #[inline(always)]
    unsafe fn rectify(v: Self::V) -> Self::V {
        v.map(|v| if v < 0.0 { 0.0 } else { v })
    }
    #[inline(always)]
    unsafe fn gate(gate: Self::V, v: Self::V) -> Self::V {
        let one = |i: usize| if gate[i] > 0.0 { v[i] } else { 0.0 };
        [one(0), one(1), one(2), one(3)]
    }
    #[inline(always)]
    unsafe fn places(p: *const u8) -> Self::Places {
        p.cast::<[u8; 4]>().read()
    }
    #[inline(always)]
    unsafe fn at_place(places: Self::Places, place: u8, v: Self::V) -> Self::V {
        let one = |i: usize| if places[i] == place { v[i] } else { 0.0 };
        [one(0), one(1), one(2), one(3)]
    }
    #[inline(always)]
    unsafe fn madd(a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        Self::add(c, Self::mul(a, b))
    }
}
