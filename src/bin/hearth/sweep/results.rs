//! The results of a sweep, as a table for people, as CSV or as JSON.

use clap::ValueEnum;
use hearth::experiment::sweep::{Parameter, SweptValue};
use hearth::sweep::{Course, Importance, Row, importances, rows};
use serde::Serialize;

use super::super::failure::Failure;
use super::super::output::{print, print_line};

/// How results are printed.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    /// A table, best first.
    Text,
    /// A table of comma-separated values, in the order of the trials.
    Csv,
    /// A line of JSON.
    Json,
}

/// All results.
#[derive(Serialize)]
struct Results {
    objective: &'static str,
    trials: Vec<Row>,
    importance: Vec<Importance>,
}

/// Prints the results.
pub fn print_all(course: &Course, format: Format) -> Result<(), Failure> {
    let mut rows = rows(course);
    match format {
        Format::Json => print_line(&Results {
            objective: course.sweep().objective.monitor.name(),
            trials: rows,
            importance: importances(course),
        }),
        Format::Csv => print(&csv(&table(course, &rows))),
        Format::Text => {
            let greater = course.sweep().objective.is_greater_better();
            let key = |row: &Row| match (row.score, greater) {
                (Some(score), true) => -score,
                (Some(score), false) => score,
                (None, _) => f64::INFINITY,
            };
            rows.sort_by(|a, b| key(a).total_cmp(&key(b)));
            print(&text(&table(course, &rows)))?;
            print(&importance(course))
        }
    }
}

/// The cells, the header first.
fn table(course: &Course, rows: &[Row]) -> Vec<Vec<String>> {
    let sweep = course.sweep();
    let names: Vec<&str> = sweep.parameters.iter().map(Parameter::name).collect();
    let has_rounds = rows.iter().any(|row| row.hyperband.is_some());
    let mut header = vec!["trial".to_owned()];
    header.extend(names.iter().map(|name| (*name).to_owned()));
    if has_rounds {
        header.extend(["bracket", "round", "promoted from"].map(str::to_owned));
    }
    header.push(sweep.objective.monitor.name().to_owned());
    let scores = [
        "test accuracy",
        "test loss",
        "precision",
        "recall",
        "F1",
        "epochs",
        "seconds",
        "state",
    ];
    header.extend(scores.map(str::to_owned));
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.4}"));
    let cells = |row: &Row| {
        let mut cells = vec![row.trial.to_string()];
        let value = |name: &&str| {
            row.values
                .get(*name)
                .map_or_else(String::new, SweptValue::to_string)
        };
        cells.extend(names.iter().map(value));
        if has_rounds {
            cells.extend(row.hyperband.map_or_else(Default::default, |round| {
                let parent = round
                    .promoted_from
                    .map_or_else(String::new, |n| (n + 1).to_string());
                [round.bracket.to_string(), round.round.to_string(), parent]
            }));
        }
        cells.push(number(row.score));
        cells.extend(
            [
                row.test_accuracy,
                row.test_loss,
                row.precision,
                row.recall,
                row.f1,
            ]
            .map(number),
        );
        cells.push(row.epochs.to_string());
        cells.push(
            row.seconds
                .map_or_else(String::new, |seconds| format!("{seconds:.1}")),
        );
        cells.push(if row.is_best {
            "best".to_owned()
        } else {
            row.state.clone()
        });
        cells
    };
    std::iter::once(header)
        .chain(rows.iter().map(cells))
        .collect()
}

fn csv(table: &[Vec<String>]) -> String {
    let quoted = |cell: &String| {
        if cell.contains([',', '"', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let line = |cells: &Vec<String>| cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n";
    table.iter().map(line).collect()
}

/// The cells in columns.
fn text(table: &[Vec<String>]) -> String {
    let columns = table.first().map_or(0, Vec::len);
    let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..columns)
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let line = |cells: &Vec<String>| {
        let padded = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    table.iter().map(line).collect()
}

fn importance(course: &Course) -> String {
    let known = importances(course)
        .into_iter()
        .filter_map(|i| Some((i.name, i.explained?)));
    let mut known: Vec<(String, f64)> = known.collect();
    if known.is_empty() {
        return String::new();
    }
    known.sort_by(|a, b| b.1.total_cmp(&a.1));
    let parts = known
        .iter()
        .map(|(name, part)| format!("{name} {:.0} %", 100.0 * part));
    let parts: Vec<String> = parts.collect();
    format!(
        "\nof the scores' variance, each parameter alone explains: {}\n",
        parts.join(", ")
    )
}
