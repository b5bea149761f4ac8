//! The results of a sweep as figures: a heat map over two parameters, lines over one with a line for each value of
//! another, and parallel coordinates.

use super::choices_text::text;
use crate::experiment::sweep::SweptValue;
use crate::report::{Axis, GridMap, Line, Parallel, ParallelAxis, ParallelLine, Plot, Stroke};
use crate::sweep::Row;
use crate::ui::class_colour::class_colour;

/// Values of a parameter beyond which it has no column, row or line of its own for each.
pub const MOST_VALUES: usize = 24;

/// The values of a parameter among trials, numbers in their order and others as they come.
#[must_use]
pub fn values_of(rows: &[Row], name: &str) -> Vec<SweptValue> {
    let mut values: Vec<SweptValue> = Vec::new();
    for value in rows.iter().filter_map(|row| row.values.get(name)) {
        if !values.iter().any(|other| other.is_same(value)) {
            values.push(value.clone());
        }
    }
    if values.iter().all(|value| value.number().is_some()) {
        values.sort_by(|a, b| {
            let [a, b] = [a, b].map(|value| value.number().unwrap_or(0.0));
            a.total_cmp(&b)
        });
    }
    values
}

/// Parameters that have a few values each: those that the heat map and the lines can show.
#[must_use]
pub fn countable(rows: &[Row], names: &[String]) -> Vec<String> {
    let has_few = |name: &&String| (1..=MOST_VALUES).contains(&values_of(rows, name).len());
    names.iter().filter(has_few).cloned().collect()
}

/// The mean score of trials that have these values.
fn mean(rows: &[Row], wanted: &[(&str, &SweptValue)]) -> Option<f64> {
    let has = |row: &&Row| {
        wanted
            .iter()
            .all(|(name, value)| row.values.get(*name).is_some_and(|own| own.is_same(value)))
    };
    let scores = rows.iter().filter(has).filter_map(|row| row.score);
    let scores: Vec<f64> = scores.filter(|score| score.is_finite()).collect();
    (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
}

/// A heat map: a column for each value of the one parameter, a row for each of the other.
#[must_use]
pub fn heat_map(
    rows: &[Row],
    [x, y]: [&str; 2],
    monitor: &str,
    is_greater_better: bool,
) -> GridMap {
    let (columns, lines) = (values_of(rows, x), values_of(rows, y));
    let cells = lines.iter().map(|line| {
        let cell = |column| mean(rows, &[(x, column), (y, line)]);
        columns.iter().map(cell).collect()
    });
    GridMap {
        axes: [x, y].map(str::to_owned),
        quantity: monitor.to_owned(),
        cells: cells.collect(),
        columns: columns.iter().map(text).collect(),
        rows: lines.iter().map(text).collect(),
        is_greater_better,
    }
}

/// Lines over one parameter, one for each value of another, if there is another.
#[must_use]
pub fn lines(rows: &[Row], x: &str, by: Option<&str>, monitor: &str) -> Plot {
    let columns = values_of(rows, x);
    let groups: Vec<Option<SweptValue>> = match by {
        Some(by) => values_of(rows, by).into_iter().map(Some).collect(),
        None => vec![None],
    };
    let groups = groups.iter().enumerate();
    let lines: Vec<Line> = groups
        .map(|(i, group)| {
            let points = columns.iter().enumerate().filter_map(|(at, column)| {
                let mut wanted = vec![(x, column)];
                if let (Some(by), Some(value)) = (by, group) {
                    wanted.push((by, value));
                }
                Some([at as f64, mean(rows, &wanted)?])
            });
            Line {
                name: match (by, group) {
                    (Some(by), Some(value)) => format!("{by} {}", text(value)),
                    _ => monitor.to_owned(),
                },
                colour: class_colour(i),
                points: points.collect(),
                stroke: Stroke::Marked,
            }
        })
        .collect();
    let scores = lines
        .iter()
        .flat_map(|line| &line.points)
        .map(|point| point[1]);
    let (low, high) = ends(scores);
    let space = ((high - low) * 0.08).max(1e-4);
    Plot {
        x: Axis {
            name: x.to_owned(),
            range: [-0.3, columns.len() as f64 - 0.7],
            names: columns.iter().map(text).collect(),
        },
        y: Axis {
            name: monitor.to_owned(),
            range: [low - space, high + space],
            ..Axis::default()
        },
        lines,
        bars: Vec::new(),
    }
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let ends = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
        (low.min(v), high.max(v))
    });
    if ends.0 <= ends.1 { ends } else { (0.0, 1.0) }
}

/// Where trials cross the axis of a parameter that they do not have: below its values.
const ABSENT: f64 = -0.12;

/// Parallel coordinates of all trials with a score.
#[must_use]
pub fn parallel(
    rows: &[Row],
    names: &[String],
    monitor: &str,
    is_greater_better: bool,
) -> Parallel {
    let scored: Vec<&Row> = rows
        .iter()
        .filter(|row| row.score.is_some_and(f64::is_finite))
        .collect();
    let all: Vec<Vec<SweptValue>> = names.iter().map(|name| values_of(rows, name)).collect();
    let (low, high) = ends(scored.iter().filter_map(|row| row.score));
    let place_of_score = |score: f64| {
        if high > low {
            (score - low) / (high - low)
        } else {
            0.5
        }
    };
    let of_parameter = |(name, values): (&String, &Vec<SweptValue>)| {
        let mut marks = marks(values);
        if scored.iter().any(|row| !row.values.contains_key(name)) {
            marks.push((ABSENT, "none".to_owned()));
        }
        ParallelAxis {
            name: name.clone(),
            marks,
        }
    };
    let mut axes: Vec<ParallelAxis> = names.iter().zip(&all).map(of_parameter).collect();
    axes.push(ParallelAxis {
        name: monitor.to_owned(),
        marks: vec![(0.0, format!("{low:.4}")), (1.0, format!("{high:.4}"))],
    });
    let mut lines: Vec<ParallelLine> = scored
        .iter()
        .map(|row| {
            let score = row.score.unwrap_or(low);
            let own = names.iter().zip(&all);
            let mut places: Vec<Option<f64>> = own
                .map(|(name, values)| match row.values.get(name) {
                    Some(value) => place(values, value),
                    None => Some(ABSENT),
                })
                .collect();
            places.push(Some(place_of_score(score)));
            let texts = names
                .iter()
                .map(|name| row.values.get(name).map_or_else(String::new, text));
            let strength = place_of_score(score);
            ParallelLine {
                name: format!("Trial {}", row.trial),
                places,
                texts: texts.chain([format!("{score:.6}")]).collect(),
                strength: if is_greater_better {
                    strength
                } else {
                    1.0 - strength
                },
                is_best: row.is_best,
            }
        })
        .collect();
    lines.sort_by(|a, b| a.strength.total_cmp(&b.strength));
    Parallel { axes, lines }
}

/// Where a value is on its axis: numbers of a wide range by their logarithms, numbers of many by their size, and all
/// else one after the other.
fn place(values: &[SweptValue], value: &SweptValue) -> Option<f64> {
    let numbers: Option<Vec<f64>> = values.iter().map(SweptValue::number).collect();
    if let (Some(numbers), Some(v)) = (numbers.filter(|n| n.len() > 6), value.number()) {
        let (low, high) = ends(numbers.into_iter());
        if low > 0.0 && high / low > 50.0 {
            return Some((v / low).ln() / (high / low).ln());
        }
        return Some((v - low) / (high - low));
    }
    let at = values.iter().position(|other| other.is_same(value))?;
    Some(match values.len() {
        1 => 0.5,
        n => at as f64 / (n - 1) as f64,
    })
}

fn marks(values: &[SweptValue]) -> Vec<(f64, String)> {
    let mark = |value: &SweptValue| Some((place(values, value)?, text(value)));
    if values.len() <= 8 {
        return values.iter().filter_map(mark).collect();
    }
    let ends = [values.first(), values.get(values.len() / 2), values.last()];
    ends.into_iter().flatten().filter_map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::sweep::Values;

    fn row(trial: usize, batch: i64, rule: &str, score: Option<f64>) -> Row {
        let values = [("batch", batch.into()), ("rule", rule.into())];
        let values: Values = values.map(|(name, value)| (name.to_owned(), value)).into();
        Row {
            trial,
            values,
            hyperband: None,
            score,
            is_best: score == Some(0.9),
            best_epoch: None,
            epochs: 1,
            test_loss: None,
            test_accuracy: None,
            precision: None,
            recall: None,
            f1: None,
            seconds: None,
            state: String::new(),
        }
    }

    fn rows() -> Vec<Row> {
        vec![
            row(1, 64, "SGD", Some(0.5)),
            row(2, 16, "SGD", Some(0.7)),
            row(3, 16, "Adam", Some(0.9)),
            row(4, 64, "Adam", None),
        ]
    }

    #[test]
    fn a_heat_map_has_a_cell_for_each_pair() {
        let map = heat_map(&rows(), ["batch", "rule"], "val_accuracy", true);
        assert_eq!(
            (map.columns, map.rows),
            (
                vec!["16".into(), "64".into()],
                vec!["SGD".into(), "Adam".into()]
            )
        );
        assert_eq!(map.cells, [[Some(0.7), Some(0.5)], [Some(0.9), None]]);
    }

    #[test]
    fn there_is_a_line_for_each_value_of_the_second() {
        let plot = lines(&rows(), "batch", Some("rule"), "val_accuracy");
        assert_eq!(plot.lines.len(), 2);
        assert_eq!(plot.lines[0].points, [[0.0, 0.7], [1.0, 0.5]]);
        assert_eq!(plot.lines[1].points, [[0.0, 0.9]]);
        let plot = lines(&rows(), "batch", None, "val_accuracy");
        assert!((plot.lines[0].points[0][1] - 0.8).abs() < 1e-12, "the mean");
    }

    #[test]
    fn in_parallel_coordinates_the_best_lies_on_top() {
        let names = ["batch".to_owned(), "rule".to_owned()];
        let all = parallel(&rows(), &names, "val_accuracy", true);
        assert_eq!((all.axes.len(), all.lines.len()), (3, 3));
        let best = all.lines.last().expect("a line");
        assert!(best.is_best);
        assert_eq!(best.places, [Some(0.0), Some(1.0), Some(1.0)]);
        assert_eq!(countable(&rows(), &names), names);
    }
}
