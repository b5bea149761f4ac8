//! The classes that a network sees all over a plane, as files.

use std::fmt::Write;

use super::state::GRID;
use crate::data::{ColumnRange, Predicted};
use crate::ui::class_colour::class_colour;
use crate::ui::csv::csv_text;

/// Units of the drawing for each cell.
const CELL: usize = 10;

/// How strong the colour of an answer is: the surer, the stronger.
#[must_use]
pub fn strength(answer: Predicted) -> f64 {
    f64::from(answer.probability.clamp(0.0, 1.0)).powi(2) * 0.85
}

/// A drawing of the plane.
#[must_use]
pub fn to_svg(answers: &[Predicted]) -> String {
    let side = GRID * CELL;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}\" height=\"{side}\" viewBox=\"0 0 {side} {side}\"><rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
    );
    for (i, answer) in answers.iter().enumerate() {
        let (row, column) = (i / GRID * CELL, i % GRID * CELL);
        let colour = class_colour(usize::from(answer.class));
        // Writing to a string cannot fail.
        let _ = write!(
            svg,
            "<rect x=\"{column}\" y=\"{row}\" width=\"{CELL}\" height=\"{CELL}\" fill=\"{colour}\" fill-opacity=\"{:.3}\"/>",
            strength(*answer)
        );
    }
    svg + "</svg>"
}

/// A row for each place of the plane: the two columns' values, the class, and how sure the network is.
#[must_use]
pub fn to_csv(answers: &[Predicted], columns: [&ColumnRange; 2], classes: &[String]) -> String {
    let names = columns.map(|column| column.column.name.clone());
    let head = names
        .into_iter()
        .chain(["class", "probability"].map(str::to_owned));
    let along =
        |[low, high]: [f32; 2], i: usize| low + (high - low) * (i as f32 + 0.5) / GRID as f32;
    let rows = answers.iter().enumerate().map(|(i, answer)| {
        let x = along(columns[0].range, i % GRID);
        let y = along(columns[1].range, GRID - 1 - i / GRID);
        let class = classes.get(usize::from(answer.class)).cloned();
        let class = class.unwrap_or_else(|| answer.class.to_string());
        vec![
            x.to_string(),
            y.to_string(),
            class,
            answer.probability.to_string(),
        ]
    });
    csv_text(std::iter::once(head.collect()).chain(rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;

    #[test]
    fn a_plane_has_a_row_and_a_square_for_each_place() {
        let answer = |class| Predicted {
            class,
            probability: 0.5,
        };
        let column = |name: &str, range| ColumnRange {
            column: Column::number(name.to_owned()),
            range,
            typical: 0.0,
        };
        let answers: Vec<Predicted> = (0..GRID * GRID).map(|i| answer((i % 2) as u16)).collect();
        let columns = [column("a", [0.0, 48.0]), column("b", [0.0, 96.0])];
        let csv = to_csv(&answers, [&columns[0], &columns[1]], &["no".to_owned()]);
        let mut lines = csv.lines();
        assert_eq!(lines.next(), Some("a,b,class,probability"));
        assert_eq!(lines.next(), Some("0.5,95,no,0.5"), "the upper left corner");
        assert_eq!(lines.next(), Some("1.5,95,1,0.5"));
        assert_eq!(lines.count(), GRID * GRID - 2);
        assert_eq!(
            to_svg(&answers).matches("fill-opacity").count(),
            GRID * GRID
        );
    }
}
