//! A table of texts in columns of even width, for a terminal.

use std::fmt::{self, Write};

/// Spaces between columns.
const GAP: usize = 3;

enum Line {
    Cells(Vec<String>),
    Note(String),
}

/// A table whose first columns are texts and whose others are numbers, or all texts.
pub(super) struct Aligned {
    lines: Vec<Line>,
    /// Columns that are aligned at their left; those after them are at their right.
    left: usize,
}

impl Aligned {
    /// An empty table whose first `left` columns are texts.
    pub fn new(left: usize) -> Self {
        Self {
            lines: Vec::new(),
            left,
        }
    }

    /// Adds a row, whose cells are made safe to print.
    pub fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let cells = cells.into_iter().map(|cell| printable(cell.as_ref()));
        self.lines.push(Line::Cells(cells.collect()));
    }

    /// Adds a line that is in no column.
    pub fn note(&mut self, text: String) {
        self.lines.push(Line::Note(text));
    }
}

impl fmt::Display for Aligned {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut widths: Vec<usize> = Vec::new();
        for line in &self.lines {
            if let Line::Cells(cells) = line {
                widths.resize(widths.len().max(cells.len()), 0);
                for (width, cell) in widths.iter_mut().zip(cells) {
                    *width = (*width).max(cell.chars().count());
                }
            }
        }
        for line in &self.lines {
            let cells = match line {
                Line::Cells(cells) => cells,
                Line::Note(text) => {
                    writeln!(f, "{text}")?;
                    continue;
                }
            };
            let mut line = String::new();
            for (i, (cell, &width)) in cells.iter().zip(&widths).enumerate() {
                let gap = if i > 0 { GAP } else { 0 };
                if i < self.left {
                    write!(line, "{:gap$}{cell:<width$}", "")?;
                } else {
                    write!(line, "{:gap$}{cell:>width$}", "")?;
                }
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// A text from a file without its escape sequences, on which a terminal would act.
pub(super) fn printable(text: &str) -> String {
    let shown = |letter: char| {
        if letter.is_control() {
            '\u{fffd}'
        } else {
            letter
        }
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_of_even_width() {
        let mut table = Aligned::new(1);
        table.row(["class", "train", "test"]);
        table.row(["é\u{1b}[31m", "10"]);
        table.note("(in no column, however long)".into());
        table.row(["all", "5", "123456"]);
        assert_eq!(
            table.to_string(),
            "class    train     test\n\
             é\u{fffd}[31m      10\n\
             (in no column, however long)\n\
             all          5   123456\n"
        );
    }
}
