//! What is done about missing values: rows dropped, or gaps filled with what the training part
//! says of their column.

use std::sync::Arc;

use super::{Column, ColumnKind, Features, Loaded, Missing, Samples, Unlabelled};

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

/// Does that about the missing values of all features. Rows without labels are never dropped,
/// for answers about them go by their place: their gaps become the mean then.
pub fn handle(loaded: &mut Loaded, how: Missing) {
    let fitted = {
        let train = match (&loaded.train, &loaded.unlabelled) {
            (Some(Samples::Features(train)), _) => Some((&train.columns, &train.values)),
            (None, Some(Unlabelled::Features { columns, values })) => Some((columns, values)),
            _ => None,
        };
        train.map(|(columns, values)| {
            let how = if how == Missing::DropRows {
                Missing::Mean
            } else {
                how
            };
            fit(columns, values, how)
        })
    };
    let Some(fills) = fitted else { return };
    for part in [&mut loaded.train, &mut loaded.validation, &mut loaded.test] {
        let Some(Samples::Features(features)) = part else {
            continue;
        };
        let features = Arc::make_mut(features);
        if how == Missing::DropRows {
            drop_rows(features);
            if features.is_empty() {
                *part = None;
            }
        } else {
            fill(&mut features.values, &fills);
        }
    }
    if let Some(Unlabelled::Features { values, .. }) = &mut loaded.unlabelled {
        fill(values, &fills);
    }
    loaded.report.bytes = loaded.bytes();
}

/// What a gap of each column becomes.
fn fit(columns: &[Column], values: &[f32], how: Missing) -> Vec<f32> {
    let width = columns.len().max(1);
    let fill = |(i, column): (usize, &Column)| {
        let there = values.iter().skip(i).step_by(width).copied();
        let there: Vec<f32> = there.filter(|value| !value.is_nan()).collect();
        match (&column.kind, how) {
            (_, Missing::Zero) => 0.0,
            (ColumnKind::Category { .. }, _) => most_frequent(there),
            (ColumnKind::Number, Missing::Median) => median(there),
            (ColumnKind::Number, _) => mean(&there),
        }
    };
    columns.iter().enumerate().map(fill).collect()
}

fn fill(values: &mut [f32], fills: &[f32]) {
    for row in values.chunks_mut(fills.len().max(1)) {
        for (value, &fill) in row.iter_mut().zip(fills) {
            if value.is_nan() {
                *value = fill;
            }
        }
    }
}

fn drop_rows(features: &mut Features) {
    let width = features.columns.len();
    let mut kept = 0;
    for row in 0..features.len() {
        let from = row * width;
        if features.values[from..from + width]
            .iter()
            .any(|value| value.is_nan())
        {
            continue;
        }
        features
            .values
            .copy_within(from..from + width, kept * width);
        features.labels[kept] = features.labels[row];
        kept += 1;
    }
    features.values.truncate(kept * width);
    features.labels.truncate(kept);
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
    values.sort_by(f32::total_cmp);
    let runs = values.chunk_by(|a, b| a.total_cmp(b).is_eq());
    let longest = runs.reduce(|best, run| if run.len() > best.len() { run } else { best });
    longest.map_or(0.0, |run| run[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAP: f32 = f32::NAN;

    fn loaded() -> Loaded {
        let category = ColumnKind::Category {
            values: vec!["a".into(), "b".into()],
        };
        let columns = vec![
            Column::number("x"),
            Column {
                name: "c".into(),
                kind: category,
            },
        ];
        let train = vec![1.0, 1.0, 2.0, GAP, 9.0, 1.0, GAP, 0.0];
        Loaded {
            train: Features::new(columns.clone(), train, vec![0, 1, 0, 1])
                .map(Samples::from)
                .ok(),
            test: Features::new(columns.clone(), vec![GAP, GAP], vec![1])
                .map(Samples::from)
                .ok(),
            unlabelled: Some(Unlabelled::Features {
                columns,
                values: vec![GAP, 0.0],
            }),
            ..Loaded::default()
        }
    }

    fn check(how: Missing, train: &[f32], test: &[f32], unlabelled: &[f32]) {
        let mut loaded = loaded();
        handle(&mut loaded, how);
        let values = |part: &Option<Samples>| match part {
            Some(Samples::Features(features)) => features.values.clone(),
            _ => vec![],
        };
        assert_eq!(values(&loaded.train), train);
        assert_eq!(values(&loaded.test), test);
        let Some(Unlabelled::Features { values, .. }) = loaded.unlabelled else {
            panic!("lost")
        };
        assert_eq!(values, unlabelled);
    }

    #[test]
    fn gaps_are_counted() {
        let Some(Samples::Features(train)) = loaded().train else {
            panic!("lost")
        };
        assert_eq!(counts(&train), [1, 1]);
    }

    #[test]
    fn gaps_get_what_the_training_part_says() {
        check(
            Missing::Zero,
            &[1.0, 1.0, 2.0, 0.0, 9.0, 1.0, 0.0, 0.0],
            &[0.0; 2],
            &[0.0; 2],
        );
        check(
            Missing::Mean,
            &[1.0, 1.0, 2.0, 1.0, 9.0, 1.0, 4.0, 0.0],
            &[4.0, 1.0],
            &[4.0, 0.0],
        );
        check(
            Missing::Median,
            &[1.0, 1.0, 2.0, 1.0, 9.0, 1.0, 2.0, 0.0],
            &[2.0, 1.0],
            &[2.0, 0.0],
        );
        check(Missing::DropRows, &[1.0, 1.0, 9.0, 1.0], &[], &[4.0, 0.0]);
    }

    #[test]
    fn middles_are_numpy_s() {
        assert!((median(vec![4.0, 1.0, 3.0, 2.0]) - 2.5).abs() < 1e-6);
        assert!(median(vec![]).abs() < 1e-6 && mean(&[]).abs() < 1e-6);
    }
}
