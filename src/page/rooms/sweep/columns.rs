//! The columns of the table of trials: their heads, cells and order.

use std::cmp::Ordering;

use super::choices_text::text;
use crate::sweep::Row;

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// The trial's number.
    Trial,
    /// Its value of this parameter.
    Parameter(String),
    /// Where it is in Hyperband: bracket, round and the trial that it goes on from.
    Hyperband,
    /// Its score.
    Score(&'static str),
    /// Accuracy on the test samples.
    TestAccuracy,
    /// Loss on the test samples.
    TestLoss,
    /// Mean precision of the classes.
    Precision,
    /// Mean recall of the classes.
    Recall,
    /// Mean F1 of the classes.
    F1,
    /// Epochs of all its runs.
    Epochs,
    /// Seconds of all its runs.
    Seconds,
    /// How far it is, or why it failed.
    State,
}

/// The columns of a table.
#[must_use]
pub fn columns(names: &[String], monitor: &'static str, rows: &[Row]) -> Vec<Column> {
    let mut columns = vec![Column::Trial];
    columns.extend(names.iter().cloned().map(Column::Parameter));
    if rows.iter().any(|row| row.hyperband.is_some()) {
        columns.push(Column::Hyperband);
    }
    columns.extend([
        Column::Score(monitor),
        Column::TestAccuracy,
        Column::TestLoss,
        Column::Precision,
        Column::Recall,
        Column::F1,
        Column::Epochs,
        Column::Seconds,
        Column::State,
    ]);
    columns
}

impl Column {
    /// Its head.
    #[must_use]
    pub fn head(&self) -> &str {
        match self {
            Self::Trial => "Trial",
            Self::Parameter(name) => name,
            Self::Hyperband => "Bracket, round",
            Self::Score(monitor) => monitor,
            Self::TestAccuracy => "Test accuracy",
            Self::TestLoss => "Test loss",
            Self::Precision => "Precision",
            Self::Recall => "Recall",
            Self::F1 => "F1",
            Self::Epochs => "Epochs",
            Self::Seconds => "Seconds",
            Self::State => "State",
        }
    }

    /// Whether its cells are texts rather than numbers.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Parameter(_) | Self::State | Self::Hyperband)
    }

    /// Its number in a row, if it has one.
    fn number(&self, row: &Row) -> Option<f64> {
        match self {
            Self::Trial => Some(row.trial as f64),
            Self::Parameter(name) => row.values.get(name)?.number(),
            Self::Hyperband => {
                let round = row.hyperband?;
                Some((round.iteration * 10_000 + round.round) as f64 - round.bracket as f64 * 100.0)
            }
            Self::Score(_) => row.score,
            Self::TestAccuracy => row.test_accuracy,
            Self::TestLoss => row.test_loss,
            Self::Precision => row.precision,
            Self::Recall => row.recall,
            Self::F1 => row.f1,
            Self::Epochs => Some(row.epochs as f64),
            Self::Seconds => row.seconds,
            Self::State => None,
        }
    }

    /// Its cell in a row.
    #[must_use]
    pub fn cell(&self, row: &Row) -> String {
        match self {
            Self::Parameter(name) => row.values.get(name).map_or_else(|| "–".to_owned(), text),
            Self::Hyperband => row.hyperband.map_or_else(String::new, |round| {
                let from = round
                    .promoted_from
                    .map(|n| format!(" from trial {}", n + 1));
                format!(
                    "{}, {}{}",
                    round.bracket,
                    round.round,
                    from.unwrap_or_default()
                )
            }),
            Self::State => row.state.clone(),
            Self::Trial | Self::Epochs => self
                .number(row)
                .map_or_else(String::new, |n| format!("{n:.0}")),
            Self::Seconds => row.seconds.map_or_else(String::new, |v| {
                if v < 10.0 {
                    format!("{v:.2}")
                } else {
                    format!("{v:.0}")
                }
            }),
            _ => self
                .number(row)
                .map_or_else(String::new, |v| format!("{v:.4}")),
        }
    }
}

/// Rows in the order of a column; those without a value come last either way.
pub fn sort(rows: &mut [Row], by: &Column, is_descending: bool) {
    rows.sort_by(|a, b| {
        let turned = |order: Ordering| {
            if is_descending {
                order.reverse()
            } else {
                order
            }
        };
        match (by.number(a), by.number(b)) {
            (Some(a), Some(b)) => turned(a.total_cmp(&b)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) if by.is_text() => turned(by.cell(a).cmp(&by.cell(b))),
            (None, None) => Ordering::Equal,
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(trial: usize, score: Option<f64>, rule: &str) -> Row {
        Row {
            trial,
            values: [("rule".to_owned(), rule.into())].into(),
            hyperband: None,
            score,
            is_best: false,
            best_epoch: None,
            epochs: 2,
            test_loss: None,
            test_accuracy: score,
            precision: None,
            recall: None,
            f1: None,
            seconds: Some(1.26),
            state: "ended".to_owned(),
        }
    }

    #[test]
    fn rows_are_sorted_by_any_column_and_those_without_a_value_come_last() {
        let mut rows = vec![
            row(1, None, "SGD"),
            row(2, Some(0.5), "Adam"),
            row(3, Some(0.9), "Nadam"),
        ];
        let numbers = |rows: &[Row]| rows.iter().map(|row| row.trial).collect::<Vec<_>>();
        sort(&mut rows, &Column::Score("val_accuracy"), true);
        assert_eq!(numbers(&rows), [3, 2, 1]);
        sort(&mut rows, &Column::Score("val_accuracy"), false);
        assert_eq!(numbers(&rows), [2, 3, 1]);
        sort(&mut rows, &Column::Parameter("rule".to_owned()), false);
        assert_eq!(numbers(&rows), [2, 3, 1]);
        let columns = columns(&["rule".to_owned()], "val_accuracy", &rows);
        let cells: Vec<String> = columns.iter().map(|column| column.cell(&rows[0])).collect();
        assert_eq!(
            cells,
            [
                "2", "Adam", "0.5000", "0.5000", "", "", "", "", "2", "1.26", "ended"
            ]
        );
    }
}
