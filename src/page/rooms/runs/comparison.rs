//! Several runs laid over each other, and whether they differ by more than chance.

use std::sync::Arc;

use crate::metrics::mcnemar::{McNemar, holm};
use crate::page::kept_runs::state::Entry;
use crate::page::series::smoothed;
use crate::report::{Axis, Line, Plot, Stroke};
use crate::run::RunRecord;
use crate::ui::class_colour::class_colour;

/// A run to be compared.
pub type Compared = (Arc<Entry>, Arc<RunRecord>);

/// What curves are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Loss of the steps' batches.
    BatchLoss,
    /// Accuracy on the steps' batches.
    BatchAccuracy,
    /// Loss of the epochs on the validation samples.
    ValidationLoss,
    /// Accuracy of the epochs on the validation samples.
    ValidationAccuracy,
    /// Loss of the epochs on the test samples.
    TestLoss,
    /// Accuracy of the epochs on the test samples.
    TestAccuracy,
}

impl Quantity {
    /// All, in their order.
    pub const ALL: [Self; 6] = [
        Self::BatchLoss,
        Self::BatchAccuracy,
        Self::ValidationLoss,
        Self::ValidationAccuracy,
        Self::TestLoss,
        Self::TestAccuracy,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BatchLoss => "Training loss",
            Self::BatchAccuracy => "Training accuracy",
            Self::ValidationLoss => "Validation loss",
            Self::ValidationAccuracy => "Validation accuracy",
            Self::TestLoss => "Test loss",
            Self::TestAccuracy => "Test accuracy",
        }
    }

    /// Whether it is of steps; otherwise of epochs.
    #[must_use]
    pub fn is_of_steps(self) -> bool {
        matches!(self, Self::BatchLoss | Self::BatchAccuracy)
    }

    fn is_loss(self) -> bool {
        matches!(
            self,
            Self::BatchLoss | Self::ValidationLoss | Self::TestLoss
        )
    }

    fn points(self, record: &RunRecord, smoothing: f64) -> Vec<[f64; 2]> {
        let curve = &record.curve;
        if self.is_of_steps() {
            let values = if self.is_loss() {
                &curve.loss
            } else {
                &curve.accuracy
            };
            let values = smoothed(values.iter().map(|value| f64::from(*value)), smoothing);
            let points = curve.steps.iter().zip(values);
            return finite(points.map(|(step, value)| [*step as f64, value]));
        }
        let points = record.history.iter().filter_map(|epoch| {
            let scores = match self {
                Self::ValidationLoss | Self::ValidationAccuracy => epoch.validation?,
                _ => epoch.test,
            };
            let value = if self.is_loss() {
                scores.loss
            } else {
                scores.accuracy
            };
            Some([epoch.epoch as f64, value])
        });
        finite(points)
    }
}

fn finite(points: impl Iterator<Item = [f64; 2]>) -> Vec<[f64; 2]> {
    points.filter(|[_, y]| y.is_finite()).collect()
}

/// The names of runs, with their numbers among these, since two may have one name.
#[must_use]
pub fn names(runs: &[Compared]) -> Vec<String> {
    let numbered = runs.iter().enumerate();
    numbered
        .map(|(i, (entry, _))| format!("{} {}", i + 1, entry.summary.name))
        .collect()
}

/// The curves of runs, laid over each other.
#[must_use]
pub fn overlay(runs: &[Compared], quantity: Quantity, smoothing: f64) -> Plot {
    let lines = runs.iter().zip(names(runs)).enumerate();
    let lines: Vec<Line> = lines
        .map(|(i, ((_, record), name))| Line {
            name,
            colour: class_colour(i),
            points: quantity.points(record, smoothing),
            stroke: if quantity.is_of_steps() {
                Stroke::Thin
            } else {
                Stroke::Marked
            },
        })
        .collect();
    let points = lines.iter().flat_map(|line| &line.points);
    let most = |axis: usize| {
        let values = points.clone().map(|point| point[axis]);
        values.reduce(f64::max).unwrap_or(1.0)
    };
    let least = points.clone().map(|[_, y]| *y).reduce(f64::min);
    let y = if quantity.is_loss() {
        [0.0, most(1) * 1.05]
    } else {
        [
            least
                .map_or(0.0, |y| (y * 10.0 - 0.2).floor() / 10.0)
                .max(0.0),
            1.0,
        ]
    };
    Plot {
        x: Axis {
            name: if quantity.is_of_steps() {
                "Step"
            } else {
                "Epoch"
            }
            .to_owned(),
            range: [0.0, most(0)],
            ..Axis::default()
        },
        y: Axis {
            name: quantity.name().to_owned(),
            range: y,
            ..Axis::default()
        },
        lines,
        bars: Vec::new(),
    }
}

/// Whether two runs differ by more than chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// McNemar's test.
    pub test: McNemar,
    /// Its p-value, corrected for the number of pairs.
    pub corrected: f64,
}

/// McNemar's test of every two runs, by their positions; `None` where they were not tested on the same samples, or
/// what they predicted is not known.
#[must_use]
pub fn significance(runs: &[Compared]) -> Vec<Vec<Option<Pair>>> {
    let mut found = Vec::new();
    for second in 1..runs.len() {
        for first in 0..second {
            let test = test_of(&runs[first].1, &runs[second].1);
            found.extend(test.map(|test| (first, second, test)));
        }
    }
    let p: Vec<f64> = found.iter().map(|(.., test)| test.p).collect();
    let mut all = vec![vec![None; runs.len()]; runs.len()];
    for ((first, second, test), corrected) in found.into_iter().zip(holm(&p)) {
        all[first][second] = Some(Pair { test, corrected });
        let mirrored = McNemar {
            only_first: test.only_second,
            only_second: test.only_first,
            ..test
        };
        all[second][first] = Some(Pair {
            test: mirrored,
            corrected,
        });
    }
    all
}

fn test_of(first: &RunRecord, second: &RunRecord) -> Option<McNemar> {
    let fingerprint = first.summary.test_fingerprint.as_ref()?;
    if second.summary.test_fingerprint.as_ref() != Some(fingerprint) {
        return None;
    }
    let (first, second) = (first.predictions.as_ref()?, second.predictions.as_ref()?);
    if first.labels != second.labels {
        return None;
    }
    McNemar::of(&first.labels, &first.predicted, &second.predicted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::run::record::TestPredictions;
    use crate::run::{EpochResult, Scores};

    fn run(name: &str, fingerprint: Option<&str>, predicted: &[u16]) -> Compared {
        let mut record = RunRecord::new(name.to_owned(), &Experiment::default());
        name.clone_into(&mut record.summary.name);
        record.summary.test_fingerprint = fingerprint.map(str::to_owned);
        record.predictions = Some(TestPredictions {
            labels: vec![0; predicted.len()],
            predicted: predicted.to_vec(),
        });
        let entry = Entry {
            summary: record.summary.clone(),
            record_bytes: 0,
            model_bytes: 0,
            is_held: false,
        };
        (Arc::new(entry), Arc::new(record))
    }

    #[test]
    fn only_runs_on_the_same_test_samples_are_compared() {
        let runs = [
            run("a", Some("f"), &[0, 0, 0, 0, 0, 0, 0, 1]),
            run("b", Some("f"), &[1, 1, 1, 1, 1, 1, 1, 0]),
            run("c", Some("g"), &[0; 8]),
            run("d", None, &[0; 8]),
            run("e", Some("f"), &[0; 8]),
        ];
        let found = significance(&runs);
        let pair = found[0][1].expect("the same samples");
        assert_eq!((pair.test.only_first, pair.test.only_second), (7, 1));
        // 2 (1 + 8) / 256, times 2 of 3 pairs since the other of `b` is less likely.
        assert!((pair.test.p - 0.070_312_5).abs() < 1e-12, "{pair:?}");
        assert!((pair.corrected - 0.140_625).abs() < 1e-12, "{pair:?}");
        let mirrored = found[1][0].expect("the same samples");
        assert_eq!(
            (mirrored.test.only_first, mirrored.test.only_second),
            (1, 7)
        );
        assert!(found[0][2].is_none() && found[2][3].is_none() && found[3][3].is_none());
        assert!(found[4][0].is_some() && found[0][0].is_none());
        assert!(significance(&[]).is_empty());
    }

    #[test]
    #[allow(
        clippy::float_cmp,
        reason = "what is only chosen or rounded once stays as it is"
    )]
    fn curves_lie_over_each_other() {
        let (entry, record) = run("a", None, &[]);
        let mut record = (*record).clone();
        record.curve.push(5, 3.0, 0.5);
        record.curve.push(10, 1.0, 1.0);
        record.curve.push(11, f32::NAN, 1.0);
        let scores = Scores {
            loss: 0.5,
            accuracy: 0.75,
        };
        record.history.push(EpochResult {
            epoch: 1,
            step: 10,
            train: scores,
            validation: None,
            test: scores,
            seconds: 1.0,
        });
        let runs = [(entry, Arc::new(record)), run("b", None, &[])];
        let plot = overlay(&runs, Quantity::BatchLoss, 0.0);
        assert_eq!(plot.lines[0].points[..2], [[5.0, 3.0], [10.0, 1.0]]);
        assert_eq!(
            (&plot.lines[1].name[..], plot.x.range),
            ("2 b", [0.0, 11.0])
        );
        let smooth = overlay(&runs, Quantity::BatchLoss, 0.5);
        assert!(smooth.lines[0].points[1][1] > 1.0);
        let plot = overlay(&runs, Quantity::TestAccuracy, 0.9);
        assert_eq!(plot.lines[0].points, [[1.0, 0.75]]);
        assert_eq!(plot.y.range, [0.7, 1.0]);
        let plot = overlay(&runs, Quantity::ValidationLoss, 0.0);
        assert!(plot.lines[0].points.is_empty());
    }
}
