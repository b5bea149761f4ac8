//! A number for each pair of values of two parameters, as a heat map.

use maud::{Markup, html};

use super::Drawing;

/// A heat map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridMap {
    /// What its columns and its rows are the values of.
    pub axes: [String; 2],
    /// What its numbers are.
    pub quantity: String,
    /// The values of the columns.
    pub columns: Vec<String>,
    /// The values of the rows.
    pub rows: Vec<String>,
    /// The numbers, row by row; absent where there is none.
    pub cells: Vec<Vec<Option<f64>>>,
    /// Whether greater numbers are better, and so stronger in colour.
    pub is_greater_better: bool,
}

/// Width and height of a cell.
const CELL: [f64; 2] = [72.0, 40.0];
/// Space for the names of columns and rows.
const MARGIN: [f64; 2] = [130.0, 52.0];
/// Characters of a value that have room.
const LETTERS: usize = 16;

impl GridMap {
    /// How good a number is among all, from 0 to 1.
    fn strength(&self, value: f64) -> f64 {
        let all = self.cells.iter().flatten().flatten().copied();
        let all = all.filter(|v| v.is_finite());
        let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        let part = if high > low {
            (value - low) / (high - low)
        } else {
            1.0
        };
        if self.is_greater_better {
            part
        } else {
            1.0 - part
        }
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= LETTERS {
        return text.to_owned();
    }
    text.chars().take(LETTERS - 1).chain(['…']).collect()
}

impl Drawing for GridMap {
    fn size(&self) -> [f64; 2] {
        let [width, height] = CELL;
        [
            MARGIN[0] + self.columns.len().max(2) as f64 * width + 10.0,
            MARGIN[1] + self.rows.len().max(1) as f64 * height + 10.0,
        ]
    }

    fn to_svg(&self, name: &str) -> Markup {
        let [width, height] = self.size();
        let (ink, muted) = ("var(--ink, #221d18)", "var(--muted, #6b6257)");
        let x = |i: usize| MARGIN[0] + i as f64 * CELL[0];
        let y = |i: usize| MARGIN[1] + i as f64 * CELL[1];
        html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(name)
                style=(format!("font-family: system-ui, sans-serif; font-size: 12px; max-width: {width}px")) {
                text x=(MARGIN[0]) y="16" fill=(muted) { (self.axes[0]) }
                text x=(MARGIN[0] - 10.0) y=(MARGIN[1] - 12.0) text-anchor="end" fill=(muted) { (short(&self.axes[1])) }
                @for (i, column) in self.columns.iter().enumerate() {
                    text x=(x(i) + CELL[0] / 2.0) y=(MARGIN[1] - 12.0) text-anchor="middle" fill=(ink) { (short(column)) }
                }
                @for (j, (row, cells)) in self.rows.iter().zip(&self.cells).enumerate() {
                    text x=(MARGIN[0] - 10.0) y=(y(j) + CELL[1] / 2.0 + 4.0) text-anchor="end" fill=(ink) { (short(row)) }
                    @for (i, cell) in cells.iter().enumerate() {
                        @let strength = cell.map_or(0.0, |cell| self.strength(cell));
                        rect x=(x(i)) y=(y(j)) width=(CELL[0] - 2.0) height=(CELL[1] - 2.0)
                            fill=(if cell.is_some() { "var(--matrix-right, #155a9c)" } else { "var(--sunken, #f3eee7)" })
                            fill-opacity=(format!("{:.3}", if cell.is_some() { 0.06 + 0.9 * strength } else { 1.0 })) {}
                        text x=(x(i) + CELL[0] / 2.0 - 1.0) y=(y(j) + CELL[1] / 2.0 + 3.0) text-anchor="middle"
                            fill=(if strength > 0.6 { "var(--surface, #ffffff)" } else { ink }) {
                            (cell.map_or_else(|| "–".to_owned(), |cell| format!("{cell:.4}")))
                        }
                    }
                }
            }
        }
    }

    fn legend(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    fn table(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let mut head = vec![format!("{} / {}", self.axes[1], self.axes[0])];
        head.extend(self.columns.iter().cloned());
        let rows = self.rows.iter().zip(&self.cells).map(|(row, cells)| {
            let cells = cells
                .iter()
                .map(|cell| cell.map_or_else(String::new, |v| format!("{v:.6}")));
            std::iter::once(row.clone()).chain(cells).collect()
        });
        (head, rows.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_is_the_strongest_and_what_is_missing_is_no_number() {
        let map = GridMap {
            axes: ["epochs", "batch & size"].map(str::to_owned),
            quantity: "val_loss".into(),
            columns: vec!["2".into(), "5".into()],
            rows: vec!["32".into()],
            cells: vec![vec![Some(0.5), None]],
            is_greater_better: false,
        };
        let svg = map.to_svg("Scores").into_string();
        assert!(
            svg.contains("batch &amp; size") && svg.contains("0.5000") && svg.contains('–'),
            "{svg}"
        );
        assert_eq!(map.to_csv(), "batch & size / epochs,2,5\n32,0.500000,\n");
        let map = GridMap {
            cells: vec![vec![Some(0.5), Some(0.25)]],
            ..map
        };
        assert!(map.strength(0.25) > 0.99 && map.strength(0.5) < 0.01);
    }
}
