//! A confusion matrix as an annotated heat map.

use maud::{Markup, Render, html};

use crate::metrics::{Normalization, by_mistakes, normalized};

/// How a confusion matrix is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix<'a> {
    /// `confusion[label][prediction]`, in samples.
    pub confusion: &'a [Vec<u32>],
    /// The classes' names.
    pub classes: &'a [String],
    /// What the cells are parts of.
    pub by: Normalization,
    /// The classes that are mistaken most often come first.
    pub is_sorted: bool,
    /// Leaves out what is right.
    pub hides_diagonal: bool,
}

/// Side of a cell.
const CELL: usize = 34;
/// Room for the names.
const NAMES: usize = 110;

impl Matrix<'_> {
    /// The classes in the order in which they are shown.
    #[must_use]
    pub fn order(&self) -> Vec<usize> {
        if self.is_sorted {
            by_mistakes(self.confusion)
        } else {
            (0..self.confusion.len()).collect()
        }
    }

    /// The cells, as counts or parts; not reordered. What is right is 0 where it is left out.
    #[must_use]
    pub fn cells(&self) -> Vec<Vec<f64>> {
        let mut cells = normalized(self.confusion, self.by);
        if self.hides_diagonal {
            for (class, row) in cells.iter_mut().enumerate() {
                row[class] = 0.0;
            }
        }
        cells
    }

    /// What stands in a cell; nothing in one without samples.
    #[must_use]
    pub fn text(&self, cell: f64) -> String {
        match self.by {
            _ if cell <= 0.0 => String::new(),
            Normalization::Counts => format!("{cell:.0}"),
            _ => format!("{:.1}", cell * 100.0),
        }
    }

    /// How strong each cell is, from 0 to 1: what is right by the strongest that is, mistakes by theirs.
    #[must_use]
    pub fn strengths(&self, cells: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let most = |is_right: bool| {
            let all = cells.iter().enumerate();
            let all = all.flat_map(|(label, row)| {
                let row = row.iter().enumerate();
                row.filter(move |(predicted, _)| (*predicted == label) == is_right)
            });
            all.map(|(_, cell)| *cell).fold(f64::MIN_POSITIVE, f64::max)
        };
        let most = [most(false), most(true)];
        let rows = cells.iter().enumerate();
        rows.map(|(label, row)| {
            let cells = row.iter().enumerate();
            cells
                .map(|(predicted, cell)| cell / most[usize::from(predicted == label)])
                .collect()
        })
        .collect()
    }

    /// It as SVG.
    #[must_use]
    pub fn to_svg(&self) -> Markup {
        let (order, cells) = (self.order(), self.cells());
        let strengths = self.strengths(&cells);
        let n = order.len();
        let size = NAMES + n * CELL + 10;
        let name = |class: usize| self.classes.get(class).map_or("", String::as_str);
        let ink = "var(--ink, #221d18)";
        let middle = |i: usize| NAMES + i * CELL + CELL / 2;
        html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {size} {size}")) width=(size) height=(size)
                role="img" aria-label="Confusion matrix: rows are labels, columns predictions"
                style="font-family: system-ui, sans-serif; font-size: 11px; max-width: 100%; height: auto" {
                rect width="100%" height="100%" fill="var(--surface, #ffffff)" {}
                @for (i, &class) in order.iter().enumerate() {
                    text x=(NAMES - 8) y=(middle(i) + 4) text-anchor="end" fill=(ink) { (name(class)) }
                    text x="0" y="0" fill=(ink)
                        transform=(format!("translate({} {}) rotate(-60)", middle(i), NAMES - 8)) { (name(class)) }
                }
                @for (i, &label) in order.iter().enumerate() {
                    @for (j, &predicted) in order.iter().enumerate() {
                        @let strength = strengths[label][predicted];
                        @let colour = if label == predicted { "var(--matrix-right, #155a9c)" } else { "var(--ember, #c2410c)" };
                        rect x=(NAMES + j * CELL) y=(NAMES + i * CELL) width=(CELL - 1) height=(CELL - 1)
                            fill=(colour) fill-opacity=(format!("{:.3}", 0.04 + 0.9 * strength)) {}
                        text x=(middle(j)) y=(middle(i) + 4) text-anchor="middle"
                            fill=(if strength > 0.6 { "var(--surface, #ffffff)" } else { ink }) {
                            (self.text(cells[label][predicted]))
                        }
                    }
                }
            }
        }
    }

    /// It as an SVG file.
    #[must_use]
    pub fn to_file(&self) -> String {
        self.to_svg().render().into_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_counts_or_parts_and_the_diagonal_can_be_left_out() {
        let confusion = [vec![8, 2], vec![1, 3]];
        let classes = ["a", "b"].map(str::to_owned);
        let mut matrix = Matrix {
            confusion: &confusion,
            classes: &classes,
            by: Normalization::Counts,
            is_sorted: true,
            hides_diagonal: false,
        };
        assert_eq!(matrix.order(), [1, 0]);
        assert_eq!(matrix.text(matrix.cells()[0][1]), "2");
        let strengths = matrix.strengths(&matrix.cells());
        assert!((strengths[0][0] - 1.0).abs() < 1e-9 && (strengths[1][0] - 0.5).abs() < 1e-9);
        matrix.by = Normalization::Label;
        matrix.hides_diagonal = true;
        assert_eq!(matrix.text(matrix.cells()[1][0]), "25.0");
        assert_eq!(matrix.text(matrix.cells()[0][0]), "");
        assert_eq!(matrix.to_file().matches("<rect").count(), 5);
    }
}
