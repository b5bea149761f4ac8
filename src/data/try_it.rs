//! Single samples to try a network on: random ones of the test part, what a row may hold, and rows
//! of two numbers as points of a plane.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Column, Dataset, Samples, seed};

/// Points of a part that a plane shows: more only hide each other.
const POINTS: usize = 1500;

/// A column, and the least and the greatest number that the training rows have in it.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct ColumnRange {
    /// The column.
    pub column: Column,
    /// The least and the greatest number.
    pub range: [f32; 2],
    /// The mean of the training rows; of a category, its most frequent value.
    pub typical: f32,
}

/// Rows of two numbers as points.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanePoints {
    /// First those of the training part, then test samples.
    pub points: Vec<[f32; 2]>,
    /// Their labels.
    pub labels: Vec<u16>,
    /// How many are of the training part.
    pub training: usize,
    /// Names of the columns.
    pub axes: [String; 2],
}

impl Dataset {
    /// The `number`-th of an endless sequence of test samples drawn at random: its index among the
    /// samples that the test part is of.
    #[must_use]
    pub fn random_test_sample(&self, number: u32) -> u32 {
        let stream = seed::derive(self.seed, "try");
        let drawn = seed::derive_index(stream, u64::from(number));
        // A test part is never empty.
        let i = drawn % self.test.len().max(1) as u64;
        self.test.indices[i as usize]
    }

    /// The columns of the rows; none of pictures.
    #[must_use]
    pub fn column_ranges(&self) -> Vec<ColumnRange> {
        let Samples::Features(features) = &self.train.samples else {
            return Vec::new();
        };
        let range = |i: usize| {
            let rows = self.train.indices.iter();
            let values = rows.map(|&row| features.get(row as usize)[i]);
            let finite = values.filter(|value| value.is_finite());
            let found = finite.fold(None, |found, value| {
                let [low, high] = found.unwrap_or([value; 2]);
                Some([value.min(low), value.max(high)])
            });
            found.unwrap_or_default()
        };
        let columns = features.columns.iter().enumerate();
        columns
            .map(|(i, column)| ColumnRange {
                column: column.clone(),
                range: range(i),
                typical: features.typical(i, &self.train.indices),
            })
            .collect()
    }

    /// The rows of the training and the test part as points, evenly chosen where there are many;
    /// nothing if they have not two columns.
    #[must_use]
    pub fn plane_points(&self) -> Option<PlanePoints> {
        let Samples::Features(features) = &self.train.samples else {
            return None;
        };
        let [across, up] = &features.columns[..] else {
            return None;
        };
        let mut found = PlanePoints {
            points: Vec::new(),
            labels: Vec::new(),
            training: 0,
            axes: [across.name.clone(), up.name.clone()],
        };
        for part in [&self.train, &self.test] {
            let Samples::Features(rows) = &part.samples else {
                continue;
            };
            found.training = found.points.len();
            let step = part.len().div_ceil(POINTS).max(1);
            for &i in part.indices.iter().step_by(step) {
                let row = rows.get(i as usize);
                found.points.push([row[0], row[1]]);
                found.labels.push(rows.labels[i as usize]);
            }
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{digits, points};
    use crate::experiment::{Data, Points, Source};

    fn of_points() -> Dataset {
        let settings = Data {
            source: Source::Points(Points::default()),
            ..Data::default()
        };
        let rows = points::load(&Points::default(), 1).expect("points");
        Dataset::prepare(rows, &settings, "", 1).expect("a data set")
    }

    #[test]
    fn random_test_samples_are_of_the_test_part_and_go_on_changing() {
        let data = Dataset::prepare(digits::load(40, 30, 1), &Data::default(), "", 1);
        let data = data.expect("a data set");
        let drawn: Vec<u32> = (0..200).map(|n| data.random_test_sample(n)).collect();
        assert!(drawn.iter().all(|i| data.test.indices.contains(i)));
        let mut all = drawn.clone();
        all.sort_unstable();
        all.dedup();
        assert!(all.len() > 25, "nearly all of 30 come up: {}", all.len());
        assert_eq!(drawn[7], data.random_test_sample(7));
    }

    #[test]
    fn a_test_sample_is_packed_as_the_network_reads_it() {
        let data = of_points();
        let i = data.random_test_sample(3);
        let values = data.from_unlabelled(data.to_sample(&data.test.samples, i));
        let mut expected = Vec::new();
        data.fill(&data.test.samples, &[i], &mut expected);
        assert_eq!(values.expect("a row"), expected);
    }

    #[test]
    fn columns_come_with_the_range_of_the_training_rows() {
        let data = of_points();
        let ranges = data.column_ranges();
        assert_eq!(ranges.len(), 2);
        let plane = data.plane_points().expect("two columns");
        for (axis, found) in ranges.iter().enumerate() {
            assert_eq!(found.column.name, plane.axes[axis]);
            let training = &plane.points[..plane.training];
            let values = || training.iter().map(|point| point[axis]);
            let extremes = [
                values().fold(f32::MAX, f32::min),
                values().fold(f32::MIN, f32::max),
            ];
            assert_eq!(found.range.map(f32::to_bits), extremes.map(f32::to_bits));
        }
    }

    #[test]
    fn a_plane_has_both_parts_and_is_for_two_columns() {
        let data = of_points();
        let plane = data.plane_points().expect("two columns");
        assert_eq!(plane.training, data.train.len());
        assert_eq!(plane.points.len(), data.train.len() + data.test.len());
        assert_eq!(plane.labels.len(), plane.points.len());
        assert_eq!(plane.labels[plane.training..], data.test.labels());
        let pictures = Dataset::prepare(digits::load(20, 10, 1), &Data::default(), "", 1);
        assert_eq!(pictures.expect("pictures").plane_points(), None);
    }
}
