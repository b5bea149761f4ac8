//! The transforms of Winograd's short convolutions, for a vector of channels at once.
//!
//! # Source
//! Lavin and Gray 2016, with the points 0, ±1, ±2, ∞ for windows of 3 (6 points), and also ±1/2 for windows
//! of 5 (8 points). Four outputs at once in each direction.

use crate::simd::Simd;

/// The most points in a direction.
pub(crate) const MOST: usize = 8;
/// Outputs of a tile in each direction.
pub(crate) const OUT: usize = 4;

/// A short convolution in one direction. Arrays hold its points, or its taps, and then zeros.
pub(crate) trait Points {
    /// Points.
    const N: usize;
    /// Taps of the kernel: `N - OUT + 1`.
    const TAPS: usize;
    /// Bᵀ·d: a tile's points from its values.
    unsafe fn input<S: Simd>(d: [S::V; MOST]) -> [S::V; MOST];
    /// B·v: what a tile's values get from the gradient of its points.
    unsafe fn input_transposed<S: Simd>(v: [S::V; MOST]) -> [S::V; MOST];
    /// Aᵀ·m: outputs from points.
    unsafe fn output<S: Simd>(m: [S::V; MOST]) -> [S::V; OUT];
    /// A·y: points' gradients from outputs'.
    unsafe fn output_transposed<S: Simd>(y: [S::V; OUT]) -> [S::V; MOST];
    /// G: points from the kernel's taps.
    const KERNEL: [[f32; 5]; MOST];
}

pub(crate) struct Three;
pub(crate) struct Five;

impl Points for Three {
    const N: usize = 6;
    const TAPS: usize = 3;
    const KERNEL: [[f32; 5]; MOST] = [
        [0.25, 0.0, 0.0, 0.0, 0.0],
        [-1.0 / 6.0, -1.0 / 6.0, -1.0 / 6.0, 0.0, 0.0],
        [-1.0 / 6.0, 1.0 / 6.0, -1.0 / 6.0, 0.0, 0.0],
        [1.0 / 24.0, 1.0 / 12.0, 1.0 / 6.0, 0.0, 0.0],
        [1.0 / 24.0, -1.0 / 12.0, 1.0 / 6.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0, 0.0],
        [0.0; 5],
        [0.0; 5],
    ];
    #[inline(always)]
    unsafe fn input<S: Simd>(d: [S::V; MOST]) -> [S::V; MOST] {
        let first = madd::<S>(d[0], 4.0, madd::<S>(d[2], -5.0, d[4]));
        let (a, b) = (madd::<S>(d[2], -4.0, d[4]), madd::<S>(d[1], -4.0, d[3]));
        let (c, e) = (S::sub(d[4], d[2]), mul::<S>(S::sub(d[3], d[1]), 2.0));
        let last = madd::<S>(d[1], 4.0, madd::<S>(d[3], -5.0, d[5]));
        let zero = S::splat(0.0);
        [
            first,
            S::add(a, b),
            S::sub(a, b),
            S::add(c, e),
            S::sub(c, e),
            last,
            zero,
            zero,
        ]
    }
    #[inline(always)]
    unsafe fn input_transposed<S: Simd>(v: [S::V; MOST]) -> [S::V; MOST] {
        let (s1, d1) = (S::add(v[1], v[2]), S::sub(v[1], v[2]));
        let (s2, d2) = (S::add(v[3], v[4]), S::sub(v[3], v[4]));
        let zero = S::splat(0.0);
        [
            mul::<S>(v[0], 4.0),
            madd::<S>(v[5], 4.0, madd::<S>(d1, -4.0, mul::<S>(d2, -2.0))),
            S::sub(madd::<S>(v[0], -5.0, mul::<S>(s1, -4.0)), s2),
            S::add(madd::<S>(v[5], -5.0, d1), mul::<S>(d2, 2.0)),
            S::add(v[0], S::add(s1, s2)),
            v[5],
            zero,
            zero,
        ]
    }
    #[inline(always)]
    unsafe fn output<S: Simd>(m: [S::V; MOST]) -> [S::V; OUT] {
        let (s1, d1) = (S::add(m[1], m[2]), S::sub(m[1], m[2]));
        let (s2, d2) = (S::add(m[3], m[4]), S::sub(m[3], m[4]));
        [
            S::add(m[0], S::add(s1, s2)),
            madd::<S>(d2, 2.0, d1),
            madd::<S>(s2, 4.0, s1),
            S::add(madd::<S>(d2, 8.0, d1), m[5]),
        ]
    }
    #[inline(always)]
    unsafe fn output_transposed<S: Simd>(y: [S::V; OUT]) -> [S::V; MOST] {
        let (e1, o1) = (S::add(y[0], y[2]), S::add(y[1], y[3]));
        let (e2, o2) = (
            madd::<S>(y[2], 4.0, y[0]),
            madd::<S>(y[3], 8.0, S::add(y[1], y[1])),
        );
        let zero = S::splat(0.0);
        [
            y[0],
            S::add(e1, o1),
            S::sub(e1, o1),
            S::add(e2, o2),
            S::sub(e2, o2),
            y[3],
            zero,
            zero,
        ]
    }
}

impl Points for Five {
    const N: usize = 8;
    const TAPS: usize = 5;
    const KERNEL: [[f32; 5]; MOST] = {
        const A: f32 = -2.0 / 9.0;
        const B: f32 = 1.0 / 90.0;
        const C: f32 = 32.0 / 45.0;
        [
            [1.0, 0.0, 0.0, 0.0, 0.0],
            [A, A, A, A, A],
            [A, -A, A, -A, A],
            [B, 2.0 * B, 4.0 * B, 8.0 * B, 16.0 * B],
            [B, -2.0 * B, 4.0 * B, -8.0 * B, 16.0 * B],
            [C, C / 2.0, C / 4.0, C / 8.0, C / 16.0],
            [C, -C / 2.0, C / 4.0, -C / 8.0, C / 16.0],
            [0.0, 0.0, 0.0, 0.0, 1.0],
        ]
    };
    #[inline(always)]
    unsafe fn input<S: Simd>(d: [S::V; MOST]) -> [S::V; MOST] {
        let first = S::add(S::sub(d[0], d[6]), mul::<S>(S::sub(d[4], d[2]), 5.25));
        let last = S::add(S::sub(d[7], d[1]), mul::<S>(S::sub(d[3], d[5]), 5.25));
        let t1 = madd::<S>(d[4], -4.25, S::add(d[2], d[6]));
        let t2 = madd::<S>(d[3], -4.25, S::add(d[1], d[5]));
        let t3 = madd::<S>(d[4], -1.25, madd::<S>(d[2], 0.25, d[6]));
        let t4 = madd::<S>(d[5], 2.0, madd::<S>(d[3], -2.5, mul::<S>(d[1], 0.5)));
        let t5 = madd::<S>(d[4], -5.0, madd::<S>(d[2], 4.0, d[6]));
        let t6 = madd::<S>(d[5], 0.5, madd::<S>(d[3], -2.5, mul::<S>(d[1], 2.0)));
        [
            first,
            S::add(t1, t2),
            S::sub(t1, t2),
            S::add(t3, t4),
            S::sub(t3, t4),
            S::add(t5, t6),
            S::sub(t5, t6),
            last,
        ]
    }
    #[inline(always)]
    unsafe fn input_transposed<S: Simd>(v: [S::V; MOST]) -> [S::V; MOST] {
        let (s1, d1) = (S::add(v[1], v[2]), S::sub(v[1], v[2]));
        let (s2, d2) = (S::add(v[3], v[4]), S::sub(v[3], v[4]));
        let (s3, d3) = (S::add(v[5], v[6]), S::sub(v[5], v[6]));
        let j2 = madd::<S>(s3, 4.0, madd::<S>(s2, 0.25, madd::<S>(v[0], -5.25, s1)));
        let j3 = madd::<S>(d1, -4.25, mul::<S>(v[7], 5.25));
        let j4 = madd::<S>(s1, -4.25, mul::<S>(v[0], 5.25));
        [
            v[0],
            S::sub(madd::<S>(d3, 2.0, madd::<S>(d2, 0.5, d1)), v[7]),
            j2,
            madd::<S>(S::add(d2, d3), -2.5, j3),
            madd::<S>(s3, -5.0, madd::<S>(s2, -1.25, j4)),
            madd::<S>(v[7], -5.25, madd::<S>(d3, 0.5, madd::<S>(d2, 2.0, d1))),
            S::sub(S::add(s1, S::add(s2, s3)), v[0]),
            v[7],
        ]
    }
    #[inline(always)]
    unsafe fn output<S: Simd>(m: [S::V; MOST]) -> [S::V; OUT] {
        let (s1, d1) = (S::add(m[1], m[2]), S::sub(m[1], m[2]));
        let (s2, d2) = (S::add(m[3], m[4]), S::sub(m[3], m[4]));
        let (s3, d3) = (S::add(m[5], m[6]), S::sub(m[5], m[6]));
        [
            S::add(S::add(m[0], s1), S::add(s2, s3)),
            madd::<S>(d3, 0.5, madd::<S>(d2, 2.0, d1)),
            madd::<S>(s3, 0.25, madd::<S>(s2, 4.0, s1)),
            S::add(madd::<S>(d3, 0.125, madd::<S>(d2, 8.0, d1)), m[7]),
        ]
    }
    #[inline(always)]
    unsafe fn output_transposed<S: Simd>(y: [S::V; OUT]) -> [S::V; MOST] {
        let (e1, o1) = (S::add(y[0], y[2]), S::add(y[1], y[3]));
        let (e2, o2) = (
            madd::<S>(y[2], 4.0, y[0]),
            madd::<S>(y[3], 8.0, S::add(y[1], y[1])),
        );
        let (e3, o3) = (
            madd::<S>(y[2], 0.25, y[0]),
            madd::<S>(y[3], 0.125, mul::<S>(y[1], 0.5)),
        );
        [
            y[0],
            S::add(e1, o1),
            S::sub(e1, o1),
            S::add(e2, o2),
            S::sub(e2, o2),
            S::add(e3, o3),
            S::sub(e3, o3),
            y[3],
        ]
    }
}

#[inline(always)]
unsafe fn mul<S: Simd>(v: S::V, factor: f32) -> S::V {
    S::mul(v, S::splat(factor))
}

#[inline(always)]
unsafe fn madd<S: Simd>(v: S::V, factor: f32, to: S::V) -> S::V {
    S::madd(v, S::splat(factor), to)
}
