//! Samples as rows of numbers, pictures flattened.

use std::ops::Range;

use super::products::dot;
use crate::data::{Dataset, Part};

/// Rows of numbers, one after another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    width: usize,
    values: Vec<f32>,
}

impl Rows {
    /// Rows of a width.
    ///
    /// # Panics
    /// The last one is incomplete.
    #[must_use]
    pub fn new(width: usize, values: Vec<f32>) -> Self {
        assert!(
            width > 0 && values.len().is_multiple_of(width),
            "whole rows"
        );
        Self { width, values }
    }

    /// The samples of a part of a data set, prepared and scaled as a network gets them.
    #[must_use]
    pub fn of_part(data: &Dataset, part: &Part) -> Self {
        let width = data.shape().len();
        let mut values = Vec::with_capacity(width * part.len());
        // A few at a time: what is scaled in between would take as much again.
        let mut some = Vec::new();
        for indices in part.indices.chunks(64) {
            some.clear();
            data.fill(&part.samples, indices, &mut some);
            values.extend_from_slice(&some);
        }
        Self::new(width, values)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len() / self.width.max(1)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Numbers in a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// A row.
    ///
    /// # Panics
    /// There is no such row.
    #[must_use]
    pub fn row(&self, index: usize) -> &[f32] {
        &self.values[index * self.width..(index + 1) * self.width]
    }

    /// Rows one after another.
    pub(super) fn rows(&self, range: Range<usize>) -> &[f32] {
        &self.values[range.start * self.width..range.end * self.width]
    }

    /// The rows of these numbers.
    pub(super) fn select(&self, rows: &[u32]) -> Self {
        let values = rows.iter().flat_map(|row| self.row(*row as usize));
        Self::new(self.width, values.copied().collect())
    }

    /// The product of each row with itself.
    pub(super) fn squares(&self) -> Vec<f64> {
        (0..self.len())
            .map(|i| dot(self.row(i), self.row(i)))
            .collect()
    }

    /// The variance of all numbers in those rows that are used.
    pub(super) fn variance(&self, is_used: impl Fn(usize) -> bool) -> f64 {
        let used: Vec<usize> = (0..self.len()).filter(|row| is_used(*row)).collect();
        let values = || {
            used.iter()
                .flat_map(|row| self.row(*row))
                .map(|v| f64::from(*v))
        };
        let n = (used.len() * self.width).max(1) as f64;
        let mean = values().sum::<f64>() / n;
        values().map(|v| (v - mean).powi(2)).sum::<f64>() / n
    }
}
