//! The nearest neighbours.

use std::sync::Arc;

use super::Rows;
use crate::experiment::classifiers::{KNeighborsClassifier, Vote};

/// Training samples that vote.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbors {
    pub rows: Arc<Rows>,
    pub labels: Vec<u16>,
    pub classes: usize,
    pub options: KNeighborsClassifier,
}

impl Neighbors {
    /// The part of the votes that each class has.
    pub fn probabilities(&self, row: &[f32]) -> Vec<f64> {
        let square = |(a, b): (&f32, &f32)| (f64::from(*a) - f64::from(*b)).powi(2);
        let distance = |i: usize| self.rows.row(i).iter().zip(row).map(square).sum::<f64>();
        let mut distances: Vec<(f64, usize)> =
            (0..self.rows.len()).map(|i| (distance(i), i)).collect();
        let k = self.options.n_neighbors.min(distances.len());
        let by_distance =
            |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if k < distances.len() {
            distances.select_nth_unstable_by(k, by_distance);
        }
        let nearest = &distances[..k];
        // As scikit-learn: where some are at the very place, they alone vote.
        let is_there = nearest.iter().any(|(distance, _)| *distance <= 0.0);
        let weight = |distance: f64| match self.options.weights {
            Vote::Uniform => 1.0,
            Vote::Distance if is_there => f64::from(distance <= 0.0),
            Vote::Distance => 1.0 / distance.sqrt(),
        };
        let mut votes = vec![0.0; self.classes];
        for (distance, i) in nearest {
            votes[usize::from(self.labels[*i])] += weight(*distance);
        }
        let sum: f64 = votes.iter().sum();
        votes.iter().map(|votes| votes / sum).collect()
    }
}
