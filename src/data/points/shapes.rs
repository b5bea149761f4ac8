//! Shapes of points: scikit-learn's `make_moons`, `make_circles` and `make_blobs`, and two
//! that every playground has.

use std::f32::consts::{PI, TAU};

use rand::{Rng, RngExt};

use super::shares::shares;
use crate::data::normal::normal;
use crate::experiment::Points;

type Made = (Vec<f32>, Vec<u16>);

/// Two half circles of radius 1, the second upside down and shifted by (1, 0.5).
pub(super) fn moons(points: &Points, rng: &mut impl Rng) -> Made {
    let outer = points.samples / 2;
    let inner = points.samples - outer;
    let angle = |i: usize, n: usize| PI * i as f32 / (n - 1).max(1) as f32;
    let first = (0..outer).map(|i| {
        let angle = angle(i, outer);
        ([angle.cos(), angle.sin()], 0)
    });
    let second = (0..inner).map(|i| {
        let angle = angle(i, inner);
        (
            [
                1.0 - angle.cos(),
                1.0 - angle.sin() - 0.5 * points.separation,
            ],
            1,
        )
    });
    noisy(first.chain(second), points.noise, rng)
}

/// A circle of radius 1, and one inside.
pub(super) fn circles(points: &Points, rng: &mut impl Rng) -> Made {
    let factor = (1.0 - 0.2 * points.separation).max(0.0);
    let outer = points.samples / 2;
    let inner = points.samples - outer;
    let circle = |n: usize, radius: f32, label: u16| {
        (0..n).map(move |i| {
            let angle = TAU * i as f32 / n as f32;
            ([radius * angle.cos(), radius * angle.sin()], label)
        })
    };
    noisy(
        circle(outer, 1.0, 0).chain(circle(inner, factor, 1)),
        points.noise,
        rng,
    )
}

/// A normal cloud around a random centre for each class.
pub(super) fn blobs(points: &Points, features: usize, classes: usize, rng: &mut impl Rng) -> Made {
    let reach = 10.0 * points.separation;
    let centre = |_| (2.0 * rng.random::<f32>() - 1.0) * reach;
    let centres: Vec<f32> = (0..classes * features).map(centre).collect();
    let (mut out, mut labels) = (Vec::new(), Vec::new());
    for (class, n) in shares(points.samples, classes).enumerate() {
        for _ in 0..n {
            let centre = &centres[class * features..(class + 1) * features];
            out.extend(centre.iter().map(|at| at + points.noise * normal(rng)));
            labels.push(class as u16);
        }
    }
    (out, labels)
}

/// Arms that wind once and a half around the middle, side by side.
pub(super) fn spiral(points: &Points, classes: usize, rng: &mut impl Rng) -> Made {
    let arms = shares(points.samples, classes).enumerate();
    let all = arms.flat_map(|(class, n)| {
        (0..n).map(move |i| {
            let along = (i + 1) as f32 / n as f32;
            let angle = along * 1.5 * TAU + TAU * class as f32 / classes as f32;
            let radius = along * points.separation;
            ([radius * angle.cos(), radius * angle.sin()], class as u16)
        })
    });
    // Arms lie a tenth of the picture apart: noise is taken in that measure.
    noisy(all, points.noise * 0.2, rng)
}

/// A cloud in each quarter; two across from each other are of one class.
pub(super) fn xor(points: &Points, rng: &mut impl Rng) -> Made {
    let all = (0..points.samples).map(|i| {
        let [right, up] = [i & 1, i >> 1 & 1];
        let side = |bit: usize| {
            if bit == 1 {
                points.separation
            } else {
                -points.separation
            }
        };
        ([side(right), side(up)], (right ^ up) as u16)
    });
    noisy(all, points.noise, rng)
}

fn noisy(all: impl Iterator<Item = ([f32; 2], u16)>, noise: f32, rng: &mut impl Rng) -> Made {
    let (mut out, mut labels) = (Vec::new(), Vec::new());
    for (point, label) in all {
        out.extend(point.map(|at| at + noise * normal(rng)));
        labels.push(label);
    }
    (out, labels)
}
