//! Scaling: what a number becomes before a network sees it. Fitted on the training part alone,
//! and then the same for every other.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::data::{Column, ColumnKind, Features, Part, Pictures, Samples, bits};
use crate::experiment::{Scaling, Shape};

/// A scaling that was fitted: for each channel or column, what is subtracted and what the rest
/// is multiplied by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(deny_unknown_fields)]
pub struct Scaler {
    /// Subtracted first.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub shift: Vec<f32>,
    /// What the difference is multiplied by.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
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
    /// Fits a scaling of what a batch has of the samples in a part, the pixels of pictures from
    /// 0 to 1: a shift and a factor for each channel, or for each number a network sees of a
    /// row. Categories, and what is missing, are left as they are.
    #[must_use]
    pub fn fit(part: &Part, scaling: Scaling) -> Self {
        let scales: Vec<(f32, f32)> = match &part.samples {
            _ if scaling == Scaling::Unit => vec![(0.0, 1.0)],
            Samples::Pictures(pictures) => {
                let sums = picture_sums(pictures, &part.indices);
                sums.map(|sums| sums.fitted(scaling)).collect()
            }
            Samples::Features(features) => {
                let fit = |(i, column): (usize, &Column)| {
                    let scale = match column.kind {
                        ColumnKind::Number => {
                            column_sums(features, i, &part.indices).fitted(scaling)
                        }
                        ColumnKind::Category { .. } => (0.0, 1.0),
                    };
                    std::iter::repeat_n(scale, column.width())
                };
                features.columns.iter().enumerate().flat_map(fit).collect()
            }
        };
        let (shift, factor) = scales.into_iter().unzip();
        Self { shift, factor }
    }

    /// Scales a batch of samples of a shape in place.
    pub fn apply(&self, shape: Shape, batch: &mut [f32]) {
        let changes = |(shift, factor): (&f32, &f32)| *shift != 0.0 || (factor - 1.0).abs() > 0.0;
        if !self.shift.iter().zip(&self.factor).any(changes) {
            return;
        }
        // How many numbers after one another have the same scale.
        let plane = match shape {
            Shape::Image([height, width, _]) => height * width,
            Shape::Flat(_) => 1,
        };
        let scales = self.shift.iter().zip(&self.factor).cycle();
        for (plane, (shift, factor)) in batch.chunks_exact_mut(plane.max(1)).zip(scales) {
            for value in plane {
                *value = (*value - shift) * factor;
            }
        }
    }
}

/// The sums over each channel of the pictures at `indices`.
fn picture_sums(pictures: &Pictures, indices: &[u32]) -> impl Iterator<Item = Sums> {
    let channels = pictures.shape[2];
    let mut counts = vec![[0_u64; 256]; channels];
    for &i in indices {
        for pixel in pictures.get(i as usize).chunks_exact(channels) {
            for (counts, &value) in counts.iter_mut().zip(pixel) {
                counts[usize::from(value)] += 1;
            }
        }
    }
    counts.into_iter().map(|counts| {
        let mut sums = Sums::NONE;
        for (value, n) in (0_u8..=255).zip(counts) {
            if n > 0 {
                sums.add(f32::from(value) / 255.0, n as f64);
            }
        }
        sums
    })
}

/// The sums over a column of the rows at `indices`.
fn column_sums(features: &Features, column: usize, indices: &[u32]) -> Sums {
    let mut sums = Sums::NONE;
    let values = indices.iter().map(|&i| features.get(i as usize)[column]);
    values
        .filter(|value| value.is_finite())
        .for_each(|value| sums.add(value, 1.0));
    sums
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

    /// The part of the first samples, so that others are left out.
    fn first(samples: Samples, n: u32) -> Part {
        let indices = (0..n).collect();
        Part { samples, indices }
    }

    #[test]
    fn channels_are_scaled_by_the_training_part() {
        let pixels = vec![0, 51, 255, 51, 9, 9, 9, 9];
        let train = Pictures::new([1, 2, 2], pixels, vec![0, 1]).unwrap();
        let train = first(train.into(), 1);
        let shape = train.samples.shape();
        let scaler = Scaler::fit(&train, Scaling::Standardize);
        near(&scaler.shift, &[0.5, 0.2]);
        near(&scaler.factor, &[2.0, 1.0]);
        let mut batch = vec![0.0, 1.0, 0.2, 0.7, 0.5, 0.5, 0.0, 0.2];
        scaler.apply(shape, &mut batch);
        near(&batch, &[-1.0, 1.0, 0.0, 0.5, 0.0, 0.0, -0.2, 0.0]);
        Scaler::fit(&train, Scaling::Unit).apply(shape, &mut batch);
        near(&batch, &[-1.0, 1.0, 0.0, 0.5, 0.0, 0.0, -0.2, 0.0]);
        let least = Scaler::fit(&train, Scaling::MinMax);
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
        let values = vec![
            1.0,
            0.0,
            5.0,
            3.0,
            1.0,
            f32::NAN,
            8.0,
            1.0,
            5.0,
            99.0,
            0.0,
            99.0,
        ];
        let rows = Features::new(columns, values, vec![0, 1, 0, 1]).unwrap();
        let train = first(rows.into(), 3);
        let scaler = Scaler::fit(&train, Scaling::Standardize);
        // StandardScaler on [1, 3, 8]; a category has a number for each of its values.
        near(&scaler.shift, &[4.0, 0.0, 0.0, 5.0]);
        near(&scaler.factor, &[1.0 / 2.943_920_3, 1.0, 1.0, 1.0]);
        let scaler = Scaler::fit(&train, Scaling::MinMax);
        let mut more = vec![8.0, 1.0, 0.0, 6.0, 1.0, 0.0, 1.0, 5.0];
        scaler.apply(train.samples.shape(), &mut more);
        near(&more, &[1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
    }
}
