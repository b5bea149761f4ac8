//! Scaling: what a number becomes before a network sees it. Fitted on the training part alone,
//! and then the same for every other.

use serde::{Deserialize, Serialize};

use crate::data::{Column, ColumnKind, Features, Pictures};
use crate::spec::Scaling;

/// A scaling that was fitted: for each channel or column, what is taken away and what the rest
/// is multiplied by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaler {
    /// Taken away first.
    pub shift: Vec<f32>,
    /// Multiplied by then.
    pub factor: Vec<f32>,
}

/// The sums over a channel or column that a scaling is fitted by.
#[derive(Clone, Copy)]
struct Sums {
    n: f64,
    sum: f64,
    squares: f64,
    low: f32,
    high: f32,
}

impl Sums {
    const NONE: Self = Self {
        n: 0.0,
        sum: 0.0,
        squares: 0.0,
        low: f32::INFINITY,
        high: f32::NEG_INFINITY,
    };

    fn add(&mut self, value: f32, times: f64) {
        let real = f64::from(value);
        self.n += times;
        self.sum += times * real;
        self.squares += times * real * real;
        self.low = self.low.min(value);
        self.high = self.high.max(value);
    }

    /// Shift and factor. What does not vary is only shifted.
    fn fitted(&self, scaling: Scaling) -> (f32, f32) {
        let (shift, spread) = match scaling {
            Scaling::Unit => (0.0, 1.0),
            _ if self.n == 0.0 => (0.0, 1.0),
            Scaling::Standardize => {
                let mean = self.sum / self.n;
                let variance = (self.squares / self.n - mean * mean).max(0.0);
                (mean as f32, variance.sqrt() as f32)
            }
            Scaling::MinMax => (self.low, self.high - self.low),
        };
        // A spread of rounding errors is none.
        let varies = spread > 1e-6 * shift.abs().max(1e-30);
        (shift, if varies { 1.0 / spread } else { 1.0 })
    }
}

impl Scaler {
    /// Fits a scaling of pictures, whose pixels are taken from 0 to 1 as a batch has them: a
    /// shift and a factor for each channel.
    #[must_use]
    pub fn fit_pictures(pictures: &Pictures, scaling: Scaling) -> Self {
        let channels = pictures.shape[2];
        let mut counts = vec![[0_u64; 256]; channels];
        for pixel in pictures.pixels.chunks_exact(channels) {
            for (counts, &value) in counts.iter_mut().zip(pixel) {
                counts[usize::from(value)] += 1;
            }
        }
        let sums = counts.iter().map(|counts| {
            let mut sums = Sums::NONE;
            for (value, &n) in (0_u8..=255).zip(counts) {
                if n > 0 {
                    sums.add(f32::from(value) / 255.0, n as f64);
                }
            }
            sums.fitted(scaling)
        });
        let (shift, factor) = sums.unzip();
        Self { shift, factor }
    }

    /// Fits a scaling of features: a shift and a factor for each column. Categories, and what
    /// is missing, are left as they are.
    #[must_use]
    pub fn fit_features(features: &Features, scaling: Scaling) -> Self {
        let width = features.columns.len();
        let fit = |(i, column): (usize, &Column)| {
            let mut sums = Sums::NONE;
            if column.kind == ColumnKind::Number {
                let column = features.values.iter().skip(i).step_by(width);
                column
                    .filter(|value| value.is_finite())
                    .for_each(|&value| sums.add(value, 1.0));
            }
            sums.fitted(scaling)
        };
        let (shift, factor) = features.columns.iter().enumerate().map(fit).unzip();
        Self { shift, factor }
    }

    /// Scales a batch of pictures in its place: reals, channel by channel, of `plane` pixels.
    ///
    /// # Panics
    /// `plane` is 0.
    pub fn planes(&self, batch: &mut [f32], plane: usize) {
        let scales = self.shift.iter().zip(&self.factor).cycle();
        for (plane, (shift, factor)) in batch.chunks_exact_mut(plane).zip(scales) {
            for value in plane {
                *value = (*value - shift) * factor;
            }
        }
    }

    /// Scales rows of numbers in their place.
    pub fn rows(&self, values: &mut [f32]) {
        for row in values.chunks_exact_mut(self.shift.len().max(1)) {
            for (value, (shift, factor)) in row.iter_mut().zip(self.shift.iter().zip(&self.factor))
            {
                *value = (*value - shift) * factor;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(values: &[f32], expected: &[f32]) {
        let same = values
            .iter()
            .zip(expected)
            .all(|(a, b)| (a - b).abs() < 1e-5);
        assert!(values.len() == expected.len() && same, "{values:?}");
    }

    #[test]
    fn channels_are_scaled_by_the_training_part() {
        let train = Pictures::new([1, 2, 2], vec![0, 51, 255, 51], vec![0]).unwrap();
        let scaler = Scaler::fit_pictures(&train, Scaling::Standardize);
        near(&scaler.shift, &[0.5, 0.2]);
        near(&scaler.factor, &[2.0, 1.0]);
        let mut batch = vec![0.0, 1.0, 0.2, 0.7, 0.5, 0.5, 0.0, 0.2];
        scaler.planes(&mut batch, 2);
        near(&batch, &[-1.0, 1.0, 0.0, 0.5, 0.0, 0.0, -0.2, 0.0]);
        let unit = Scaler::fit_pictures(&train, Scaling::Unit);
        near(&[unit.shift, unit.factor].concat(), &[0.0, 0.0, 1.0, 1.0]);
        let least = Scaler::fit_pictures(&train, Scaling::MinMax);
        near(&[least.shift, least.factor].concat(), &[0.0, 0.2, 1.0, 1.0]);
    }

    #[test]
    fn columns_are_scaled_and_categories_stay() {
        let category = Column {
            name: "c".into(),
            kind: ColumnKind::Category {
                values: vec!["u".into(), "v".into()],
            },
        };
        let columns = vec![Column::number("x"), category, Column::number("y")];
        let values = vec![1.0, 0.0, 5.0, 3.0, 1.0, f32::NAN, 8.0, 1.0, 5.0];
        let rows = Features::new(columns, values, vec![0, 1, 0]).unwrap();
        let scaler = Scaler::fit_features(&rows, Scaling::Standardize);
        // StandardScaler on [1, 3, 8].
        near(&scaler.shift, &[4.0, 0.0, 5.0]);
        near(&scaler.factor, &[1.0 / 2.943_920_3, 1.0, 1.0]);
        let scaler = Scaler::fit_features(&rows, Scaling::MinMax);
        let mut more = vec![8.0, 1.0, 6.0];
        scaler.rows(&mut more);
        near(&more, &[1.0, 1.0, 1.0]);
    }
}
