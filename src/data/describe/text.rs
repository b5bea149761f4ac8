//! A description as text for a terminal.

use std::fmt;

use super::aligned::{Aligned, printable};
use super::{Description, Form, Numbers, Part, PartName, Repeat};
use crate::data::{ColumnKind, ColumnReport, TableReport, Usage};

/// Classes and columns that are listed, one a line.
const LISTED: usize = 40;
/// Columns of a table's rows that are shown side by side, and letters of a cell.
const ACROSS: usize = 8;
const LETTERS: usize = 20;

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{}", self.headline())?;
        write!(f, "\n{}", self.samples())?;
        for table in &self.tables {
            write!(
                f,
                "\n{}: {}\n",
                printable(&table.name),
                count(table.rows, "row")
            )?;
            write!(f, "\n{}", self.columns(table))?;
            if !table.head.is_empty() {
                write!(f, "\n{}", rows(table))?;
            }
        }
        writeln!(f, "\nDuplicates: {}", self.repeats())?;
        if !self.warnings.is_empty() {
            writeln!(f, "\nWarnings:")?;
        }
        for warning in &self.warnings {
            writeln!(f, "  - {}", printable(warning))?;
        }
        Ok(())
    }
}

impl Description {
    fn headline(&self) -> String {
        let what = match &self.form {
            None => "No samples".to_owned(),
            Some(Form::Features { columns }) => {
                format!("Rows of {}", count(columns.len(), "column"))
            }
            Some(Form::Pictures {
                height,
                width,
                channels,
            }) => {
                let colour = if *channels == 1 { "grey" } else { "colour" };
                format!("Pictures of {height}×{width} in {colour}")
            }
        };
        let classes = match self.classes.len() {
            0 => "no classes".to_owned(),
            1 => "1 class".to_owned(),
            n => format!("{n} classes"),
        };
        format!("{what}, {classes}, {} of memory", bytes(self.bytes))
    }

    /// How many samples of each class are in each part.
    fn samples(&self) -> Aligned {
        let mut table = Aligned::new(1);
        let line = |first: &str, of: &dyn Fn(&Part) -> String, last: Option<String>| {
            let cells = self.parts.iter().map(of);
            let cells = std::iter::once(first.to_owned()).chain(cells);
            cells.chain(last).collect::<Vec<_>>()
        };
        let weighted = self.class_weights.is_some();
        let title = weighted.then(|| "Weight".to_owned());
        table.row(line("Class", &|part| heading(part.name).to_owned(), title));
        for (i, class) in self.classes.iter().enumerate().take(LISTED) {
            let weights = self.class_weights.as_ref();
            let weight = weights.and_then(|weights| weights.get(i));
            let cell = |part: &Part| part.counts.get(i).map_or_else(String::new, u32::to_string);
            table.row(line(
                class,
                &cell,
                weight.map(|weight| format!("{weight:.3}")),
            ));
        }
        if self.classes.len() > LISTED {
            table.note(format!("({} more)", self.classes.len() - LISTED));
        }
        table.row(line("All", &|part| part.samples.to_string(), None));
        if self.parts.iter().any(|part| part.pixels.is_some()) {
            let range = |part: &Part| {
                let range = part.pixels.map(|[least, most]| format!("{least}–{most}"));
                range.unwrap_or_default()
            };
            table.row(line("Pixels", &range, None));
        }
        table.row(line("Memory", &|part| bytes(part.bytes), None));
        table
    }

    /// What the columns of a table are. Pixels next to each other are one line.
    fn columns(&self, table: &TableReport) -> Aligned {
        let mut lines = Aligned::new(3);
        let runs: Vec<&[ColumnReport]> = table
            .columns
            .chunk_by(|a, b| a.usage == Usage::Pixel && b.usage == Usage::Pixel)
            .collect();
        let numbers = runs.iter().any(|run| self.numbers(&run[0].name).is_some());
        let mut titles = vec!["Column", "Type", "Used as", "Missing"];
        if numbers {
            titles.extend(["Least", "Mean", "Most"]);
        }
        lines.row(titles);
        for run in runs.iter().take(LISTED) {
            let (first, last) = (&run[0], &run[run.len() - 1]);
            let name = match run.len() {
                1 => first.name.clone(),
                _ => format!("{} … {}", first.name, last.name),
            };
            let whole = run.iter().all(|column| column.dtype == first.dtype);
            let missing: usize = run.iter().map(|column| column.missing).sum();
            let dtype = if whole { &first.dtype[..] } else { "mixed" };
            let mut cells = vec![
                name,
                dtype.to_owned(),
                self.usage(first, run.len()),
                missing.to_string(),
            ];
            if let (Some(Numbers { least, mean, most }), 1) = (self.numbers(&first.name), run.len())
            {
                cells.extend([least, mean, most].map(number));
            }
            lines.row(cells);
        }
        if runs.len() > LISTED {
            lines.note(format!("({} more)", runs.len() - LISTED));
        }
        lines
    }

    /// The numbers of a column in the training part, or in the only one.
    fn numbers(&self, name: &str) -> Option<Numbers> {
        let Some(Form::Features { columns }) = &self.form else {
            return None;
        };
        let at = columns.iter().position(|column| column.name == name)?;
        self.parts.first()?.columns.get(at)?.numbers
    }

    fn usage(&self, column: &ColumnReport, n: usize) -> String {
        match column.usage {
            Usage::Label => "label".into(),
            Usage::Pixel => count(n, "pixel"),
            Usage::Number => "number".into(),
            Usage::Category => {
                let Some(Form::Features { columns }) = &self.form else {
                    return "category".into();
                };
                let kinds = columns.iter().find(|other| other.name == column.name);
                match kinds.map(|column| &column.kind) {
                    Some(ColumnKind::Category { values }) => {
                        format!("category of {}", values.len())
                    }
                    _ => "nothing".into(),
                }
            }
            Usage::Ignored => "nothing".into(),
        }
    }

    fn repeats(&self) -> String {
        let named = |repeats: &[Repeat], how: &str| {
            let one = |repeat: &Repeat| {
                let part = heading(repeat.part.into()).to_lowercase();
                format!("{} {how} {part}", repeat.samples)
            };
            repeats.iter().map(one).collect::<Vec<_>>()
        };
        let mut found = named(&self.duplicates.within, "within");
        found.extend(named(&self.duplicates.in_train, "of train again in"));
        if found.is_empty() {
            return "none".into();
        }
        found.join(", ")
    }
}

/// The first and last rows of a table, as they stand in the file.
fn rows(table: &TableReport) -> Aligned {
    let mut lines = Aligned::new(usize::MAX);
    let names: Vec<&str> = table
        .columns
        .iter()
        .map(|column| &column.name[..])
        .collect();
    lines.row(across(&names));
    for row in &table.head {
        lines.row(across(row));
    }
    let left_out = table
        .rows
        .saturating_sub(table.head.len() + table.tail.len());
    if left_out > 0 {
        lines.note(format!("({left_out} more)"));
    }
    for row in &table.tail {
        lines.row(across(row));
    }
    lines
}

/// The cells of a row that are shown: the first and the last, for labels stand at either end.
fn across<T: AsRef<str>>(cells: &[T]) -> Vec<String> {
    let short = |cell: &T| {
        let cell = cell.as_ref();
        if cell.chars().count() <= LETTERS {
            return cell.to_owned();
        }
        cell.chars().take(LETTERS - 1).chain(['…']).collect()
    };
    if cells.len() <= ACROSS {
        return cells.iter().map(short).collect();
    }
    let first = cells[..ACROSS - 1].iter().map(short);
    let dots = std::iter::once("…".to_owned());
    first.chain(dots).chain(cells.last().map(short)).collect()
}

fn heading(name: PartName) -> &'static str {
    match name {
        PartName::Train => "Train",
        PartName::Validation => "Validation",
        PartName::Test => "Test",
        PartName::Unlabelled => "Unlabelled",
    }
}

fn count(n: usize, what: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {what}{plural}")
}

fn bytes(n: usize) -> String {
    match n {
        0..1_000 => format!("{n} B"),
        1_000..1_000_000 => format!("{:.1} kB", n as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", n as f64 / 1e6),
        _ => format!("{:.1} GB", n as f64 / 1e9),
    }
}

/// A number with about four digits.
fn number(value: f32) -> String {
    let size = value.abs();
    if size >= 1e6 || (size > 0.0 && size < 1e-3) {
        return format!("{value:.2e}");
    }
    let decimals = if size >= 1000.0 {
        0
    } else if size >= 100.0 {
        1
    } else if size >= 10.0 {
        2
    } else {
        3
    };
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    text
}
