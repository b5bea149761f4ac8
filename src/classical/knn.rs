//! The nearest neighbours.

use std::sync::Arc;

use super::Rows;
use super::products::{dot, products};
use crate::experiment::classifiers::{KNeighborsClassifier, Vote};

/// The part of two rows' squares below which their distance is none.
const SAME: f64 = 1e-6;

/// Training samples that vote.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbors {
    pub rows: Arc<Rows>,
    /// The product of each row with itself.
    pub squares: Vec<f64>,
    pub labels: Vec<u16>,
    pub classes: usize,
    pub options: KNeighborsClassifier,
}

impl Neighbors {
    /// The part of the votes that each class has.
    pub fn probabilities(&self, rows: &Rows) -> Vec<Vec<f64>> {
        let n = self.rows.len();
        let all = products(rows.rows(0..rows.len()), self.rows.rows(0..n), rows.width());
        (0..rows.len())
            .map(|i| self.votes(rows.row(i), &all[i * n..(i + 1) * n]))
            .collect()
    }

    /// The votes on a row whose product with each training row is known.
    fn votes(&self, row: &[f32], products: &[f64]) -> Vec<f64> {
        let square = dot(row, row);
        let distance = |(i, product): (usize, &f64)| {
            let squares = square + self.squares[i];
            let distance = squares - 2.0 * product;
            // Less than what rounding makes of nothing.
            (
                if distance > SAME * squares {
                    distance
                } else {
                    0.0
                },
                i,
            )
        };
        let mut distances: Vec<(f64, usize)> = products.iter().enumerate().map(distance).collect();
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
