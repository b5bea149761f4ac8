//! Treatment of missing values: rows dropped as they are read, or gaps filled with what the
//! training part, once the others are taken from it, says of their column.

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Column, ColumnKind, Features, Loaded, Missing, Part, Samples, bits};

/// How many values are missing in each column of features; infinite ones count as such, for
/// nothing can be learned from them either.
#[must_use]
pub fn counts(features: &Features) -> Vec<usize> {
    let mut counts = vec![0; features.columns.len()];
    for row in features.values.chunks(features.columns.len().max(1)) {
        for (count, value) in counts.iter_mut().zip(row) {
            *count += usize::from(!value.is_finite());
        }
    }
    counts
}

/// Leaves rows of numbers out that lack a value, from every part. Those without labels stay, for
/// predictions are matched to them by index.
pub fn drop_rows(loaded: &mut Loaded) {
    for part in [&mut loaded.train, &mut loaded.validation, &mut loaded.test] {
        let Some(Samples::Features(features)) = part else {
            continue;
        };
        let whole = |row: &u32| {
            let row = features.get(*row as usize);
            !row.iter().any(|value| value.is_nan())
        };
        let kept: Vec<u32> = (0..features.len() as u32).filter(whole).collect();
        if kept.is_empty() {
            *part = None;
        } else if kept.len() < features.len() {
            *part = Some(features.select(&kept).into());
        }
    }
    loaded.report.bytes = loaded.bytes();
}

/// What a gap of each column becomes, as the training part alone says.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Fills(
    /// A value for each column.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub Vec<f32>,
);

impl Fills {
    /// What the rows of a part say; nothing of pictures. Where rows are dropped, those that
    /// cannot be get the mean.
    #[must_use]
    pub fn fit(train: &Part, how: Missing) -> Option<Self> {
        let Samples::Features(features) = &train.samples else {
            return None;
        };
        let fill = |(i, column): (usize, &Column)| {
            let values = train
                .indices
                .iter()
                .map(|&row| features.get(row as usize)[i]);
            let there = values.filter(|value| !value.is_nan()).collect();
            match (&column.kind, how) {
                (_, Missing::Zero) => 0.0,
                (ColumnKind::Category { .. }, _) => most_frequent(there),
                (ColumnKind::Number, Missing::Median) => median(there),
                (ColumnKind::Number, _) => mean(&there),
            }
        };
        Some(Self(
            features.columns.iter().enumerate().map(fill).collect(),
        ))
    }

    /// Fills the gaps in rows of these columns.
    pub fn fill(&self, values: &mut [f32]) {
        for row in values.chunks_mut(self.0.len().max(1)) {
            for (value, &fill) in row.iter_mut().zip(&self.0) {
                if value.is_nan() {
                    *value = fill;
                }
            }
        }
    }

    /// Fills the gaps in all samples of some parts; those that shared them still do.
    pub fn fill_parts(&self, parts: [&mut Part; 3]) {
        let mut done: Vec<(Samples, Samples)> = Vec::new();
        for part in parts {
            let known = done
                .iter()
                .find(|(before, _)| before.is_same(&part.samples));
            if let Some((_, filled)) = known {
                part.samples = filled.clone();
                continue;
            }
            let before = part.samples.clone();
            if let Samples::Features(features) = &mut part.samples
                && features.values.iter().any(|value| value.is_nan())
            {
                self.fill(&mut Arc::make_mut(features).values);
            }
            done.push((before, part.samples.clone()));
        }
    }
}

/// The mean; 0 of nothing.
pub(super) fn mean(values: &[f32]) -> f32 {
    let sum: f64 = values.iter().copied().map(f64::from).sum();
    (sum / values.len().max(1) as f64) as f32
}

/// The middle value, or the mean of the two in the middle; 0 of nothing.
pub(super) fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    let half = values.len() / 2;
    match values.len() {
        0 => 0.0,
        n if n % 2 == 1 => values[half],
        _ => f32::midpoint(values[half - 1], values[half]),
    }
}

/// The value that is there most often, the smallest of several; 0 of nothing.
fn most_frequent(mut values: Vec<f32>) -> f32 {
    values.sort_unstable_by(f32::total_cmp);
    let runs = values.chunk_by(|a, b| a.total_cmp(b).is_eq());
    let longest = runs.reduce(|best, run| if run.len() > best.len() { run } else { best });
    longest.map_or(0.0, |run| run[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Unlabelled;

    const GAP: f32 = f32::NAN;

    fn columns() -> Vec<Column> {
        let values = vec!["a".into(), "b".into()];
        let category = Column {
            name: "c".into(),
            kind: ColumnKind::Category { values },
        };
        vec![Column::number("x"), category]
    }

    fn rows(values: Vec<f32>) -> Samples {
        let labels = vec![0; values.len() / 2];
        Features::new(columns(), values, labels).unwrap().into()
    }

    fn values(samples: &Samples) -> &[f32] {
        match samples {
            Samples::Features(features) => &features.values,
            Samples::Pictures(_) => &[],
        }
    }

    #[test]
    fn gaps_are_counted() {
        let Samples::Features(rows) = rows(vec![1.0, GAP, GAP, 0.0, f32::INFINITY, 1.0]) else {
            panic!("rows are features")
        };
        assert_eq!(counts(&rows), [2, 1]);
    }

    #[test]
    fn gaps_get_what_the_training_part_says() {
        // The last two rows are held back for testing: their 500 says nothing.
        let all = [1.0, 1.0, 2.0, GAP, 9.0, 1.0, GAP, 0.0, 500.0, 0.0, GAP, GAP];
        let check = |how: Missing, expected: [f32; 4]| {
            let whole = Part::whole(rows(all.to_vec()));
            let mut train = whole.select(&[0, 1, 2, 3]);
            let mut validation = whole.select(&[]);
            let mut test = whole.select(&[4, 5]);
            let fills = Fills::fit(&train, how).unwrap();
            fills.fill_parts([&mut train, &mut validation, &mut test]);
            let [category, number, unseen @ ..] = expected;
            let mut filled = all;
            (filled[3], filled[6], filled[10], filled[11]) =
                (category, number, unseen[0], unseen[1]);
            assert_eq!(values(&train.samples), filled);
            assert!(train.samples.is_same(&test.samples), "still shared");
            assert_eq!(values(&whole.samples)[..3], all[..3], "as it was read");
        };
        check(Missing::Zero, [0.0; 4]);
        check(Missing::Mean, [1.0, 4.0, 4.0, 1.0]);
        check(Missing::DropRows, [1.0, 4.0, 4.0, 1.0]);
        check(Missing::Median, [1.0, 2.0, 2.0, 1.0]);
    }

    #[test]
    fn rows_with_gaps_are_dropped_from_what_has_labels() {
        let mut loaded = Loaded {
            train: Some(rows(vec![1.0, 1.0, 2.0, GAP, 9.0, 1.0])),
            test: Some(rows(vec![GAP, 0.0])),
            unlabelled: Some(Unlabelled::Features {
                columns: columns(),
                values: vec![GAP, 0.0],
            }),
            ..Loaded::default()
        };
        drop_rows(&mut loaded);
        assert_eq!(values(loaded.train.as_ref().unwrap()), [1.0, 1.0, 9.0, 1.0]);
        assert_eq!(loaded.test, None);
        assert_eq!(loaded.unlabelled.as_ref().map(Unlabelled::len), Some(1));
        assert_eq!(loaded.report.bytes, loaded.bytes());
    }

    #[test]
    fn middles_are_numpy_s() {
        assert!((median(vec![4.0, 1.0, 3.0, 2.0]) - 2.5).abs() < 1e-6);
        assert!(median(vec![]).abs() < 1e-6 && mean(&[]).abs() < 1e-6);
    }
}
