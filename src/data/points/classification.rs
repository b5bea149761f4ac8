//! scikit-learn's `make_classification`, after I. Guyon, “Design of experiments for the NIPS
//! 2003 variable selection benchmark”: every feature is informative.

use rand::{Rng, RngExt};

use super::shares::shares;
use crate::data::normal::normal;
use crate::experiment::Points;

/// Points and labels, class by class.
pub(super) fn make(
    points: &Points,
    features: usize,
    classes: usize,
    rng: &mut impl Rng,
) -> (Vec<f32>, Vec<u16>) {
    let clusters_per_class = points.clusters_per_class();
    let clusters = classes * clusters_per_class;
    let corners = corners(clusters, features, rng);
    let mut out = Vec::with_capacity(points.samples * features);
    let mut labels = Vec::with_capacity(points.samples);
    let mut point = vec![0.0; features];
    let mut mix = vec![0.0_f32; features * features];
    for (cluster, n) in shares(points.samples, clusters).enumerate() {
        for coefficient in &mut mix {
            *coefficient = 2.0 * rng.random::<f32>() - 1.0;
        }
        for _ in 0..n {
            for value in &mut point {
                *value = normal(rng);
            }
            for (column, corner) in corners[cluster].iter().enumerate() {
                let mixed = point.iter().zip(mix.iter().skip(column).step_by(features));
                let mixed: f32 = mixed.map(|(a, b)| a * b).sum();
                let side = if *corner {
                    points.separation
                } else {
                    -points.separation
                };
                out.push(mixed + side);
            }
            labels.push((cluster % classes) as u16);
        }
    }
    for label in &mut labels {
        if rng.random::<f32>() < points.noise {
            *label = rng.random_range(0..classes as u16);
        }
    }
    (out, labels)
}

/// So many different corners of a hypercube, at random.
fn corners(n: usize, sides: usize, rng: &mut impl Rng) -> Vec<Vec<bool>> {
    let mut corners: Vec<Vec<bool>> = Vec::with_capacity(n);
    while corners.len() < n {
        let corner: Vec<bool> = (0..sides).map(|_| rng.random()).collect();
        if !corners.contains(&corner) {
            corners.push(corner);
        }
    }
    corners
}
