//! The columns of a table: detected in its first rows, and then required of all rows.

use std::collections::{HashMap, HashSet};

use csv::ByteRecord;

use super::cells::{LABEL_NAMES, is_missing, number, trimmed};
use super::dialect::Dialect;
use crate::data::files::naming;
use crate::data::{ColumnUse, DataError, LabelColumn, ReadOptions, Rows, TableFormat, Usage};

/// Rows that decide on a column.
const SAMPLE: usize = 1000;
/// Different values of a column that is taken for the label though nothing says so.
pub(super) const MOST_GUESSED: usize = 100;
/// The pixels of MNIST's pictures.
const MNIST_PIXELS: usize = 784;

/// The columns of a table.
#[derive(Clone, Debug)]
pub(super) struct Schema {
    /// Names, from the header or made up.
    pub names: Vec<String>,
    /// Whether the first row is a header.
    pub header: bool,
    /// What each column is used as.
    pub usages: Vec<Usage>,
    /// The side of a picture, where rows are pictures.
    pub side: Option<usize>,
    /// Whether the label may be in the first or the last column, which only all rows decide: until
    /// then it is taken to be in the first.
    pub label_at_either_end: bool,
    /// Guesses that people should know of.
    pub warnings: Vec<String>,
}

impl Schema {
    /// The columns of a table by its first rows.
    pub fn find(name: &str, dialect: &Dialect, options: &ReadOptions) -> Result<Self, DataError> {
        let header = options.header.unwrap_or_else(|| dialect.has_header());
        let rows = dialect
            .sample
            .get(usize::from(header)..)
            .unwrap_or_default();
        let Some(first) = dialect.sample.first() else {
            return Err(empty(name));
        };
        let names = names(first, header);
        let rows = &rows[..rows.len().min(SAMPLE)];
        let numeric: Vec<Numeric> = (0..names.len())
            .map(|column| Numeric::of(rows, column, dialect.comma()))
            .collect();
        let mut warnings = Vec::new();
        let (label, label_at_either_end) =
            label(name, &names, header, &numeric, rows, options, &mut warnings)?;
        let mut usages: Vec<Usage> = (0..names.len())
            .map(|column| {
                if Some(column) == label {
                    Usage::Label
                } else if numeric[column].is_number() {
                    Usage::Number
                } else {
                    Usage::Category
                }
            })
            .collect();
        let side = side(name, &names, label, &numeric, options.rows)?;
        if side.is_some() {
            for usage in &mut usages {
                if *usage != Usage::Label {
                    *usage = Usage::Pixel;
                }
            }
        } else {
            chosen(name, &names, &mut usages, options)?;
            leave_out_row_numbers(name, header, first, &mut usages, &mut warnings);
        }
        Ok(Self {
            names,
            header,
            usages,
            side,
            label_at_either_end,
            warnings,
        })
    }

    /// The same columns as they stand in another table, which may lack that of the labels.
    pub fn matched(
        &self,
        name: &str,
        dialect: &Dialect,
        options: &ReadOptions,
    ) -> Result<Self, DataError> {
        let Some(first) = dialect.sample.first() else {
            return Err(empty(name));
        };
        let header = options.header.unwrap_or_else(|| dialect.has_header());
        let label = self.usages.iter().position(|&usage| usage == Usage::Label);
        let found = names(first, header);
        if !header || !self.header {
            // Without names, the position says which column it is.
            let mut usages = self.usages.clone();
            if found.len() + 1 == self.names.len()
                && let Some(label) = label
            {
                usages.remove(label);
            }
            if usages.len() != found.len() {
                return Err(DataError::new(
                    format!(
                        "{name} has {} columns where the table to train on has {}",
                        found.len(),
                        self.names.len()
                    ),
                    "Give tables with the same columns; only the label may be missing.",
                ));
            }
            return Ok(Self {
                names: found,
                header,
                usages,
                side: self.side,
                label_at_either_end: false,
                warnings: Vec::new(),
            });
        }
        let mut wanted = self.names.iter().zip(&self.usages);
        let needed = |usage: Usage| !matches!(usage, Usage::Label | Usage::Ignored);
        if let Some((lacking, _)) =
            wanted.find(|(column, usage)| needed(**usage) && !found.contains(column))
        {
            return Err(DataError::new(
                format!(
                    "{name} lacks {} of the table to train on",
                    naming::the_column(lacking)
                ),
                "Give tables with the same columns; only the label may be missing.",
            ));
        }
        let order = found.iter().filter_map(|column| {
            let at = self.names.iter().position(|name| name == column)?;
            needed(self.usages[at]).then_some(at)
        });
        if !order.is_sorted() {
            return Err(DataError::new(
                format!("{name} has its columns in another order than the table to train on"),
                "Write both tables with their columns in the same order.",
            ));
        }
        let usage = |column: &String| {
            let at = self.names.iter().position(|name| name == column);
            at.map_or(Usage::Ignored, |at| self.usages[at])
        };
        Ok(Self {
            usages: found.iter().map(usage).collect(),
            names: found,
            header,
            side: self.side,
            label_at_either_end: false,
            warnings: Vec::new(),
        })
    }

    /// The name of the column of labels.
    pub fn label(&self) -> Option<&str> {
        let mut columns = self.names.iter().zip(&self.usages);
        let (name, _) = columns.find(|(_, usage)| **usage == Usage::Label)?;
        Some(name)
    }

    /// How the table is read, for people; some of it is known even of one that cannot be.
    pub fn format(
        name: &str,
        dialect: &Dialect,
        options: &ReadOptions,
        schema: Option<&Self>,
    ) -> TableFormat {
        let header = options.header.unwrap_or_else(|| dialect.has_header());
        let first = dialect.sample.first();
        let mut columns = first.map_or_else(Vec::new, |first| names(first, header));
        columns.truncate(TableFormat::MOST_COLUMNS);
        TableFormat {
            name: name.to_owned(),
            columns,
            label: schema.and_then(Self::label).map(str::to_owned),
            header,
            separator: dialect.separator,
        }
    }

    /// Whether there is a column of labels.
    pub fn labelled(&self) -> bool {
        self.usages.contains(&Usage::Label)
    }
}

/// How many of a column's first cells are numbers.
struct Numeric {
    numbers: usize,
    texts: usize,
    fractions: bool,
}

impl Numeric {
    fn of(rows: &[ByteRecord], column: usize, comma: bool) -> Self {
        let (mut numbers, mut texts, mut fractions) = (0, 0, false);
        let cells = rows.iter().filter_map(|row| row.get(column)).map(trimmed);
        for cell in cells.filter(|cell| !is_missing(cell)) {
            match number(cell, comma) {
                Some(value) => {
                    numbers += 1;
                    fractions |= value.fract() != 0.0;
                }
                None => texts += 1,
            }
        }
        Self {
            numbers,
            texts,
            fractions,
        }
    }

    /// Few texts among many numbers are slips, which are reported when they are read.
    fn is_number(&self) -> bool {
        let slips = ((self.numbers + self.texts) / 4).max(1);
        self.texts == 0 || (self.numbers > self.texts && self.texts <= slips)
    }
}

/// The names of columns: those of the header, with `.1` after a second of the same name as
/// pandas does, or `column N`.
fn names(first: &ByteRecord, header: bool) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(first.len());
    let mut seen = HashMap::new();
    for (i, cell) in first.iter().enumerate() {
        let name = String::from_utf8_lossy(trimmed(cell)).into_owned();
        if !header || name.is_empty() {
            names.push(format!("column {}", i + 1));
            continue;
        }
        let times = seen.entry(name.clone()).or_insert(0_usize);
        names.push(match *times {
            0 => name,
            n => format!("{name}.{n}"),
        });
        *times += 1;
    }
    names
}

/// The column of labels, and whether it may as well be that at the other end.
fn label(
    file: &str,
    names: &[String],
    header: bool,
    numeric: &[Numeric],
    rows: &[ByteRecord],
    options: &ReadOptions,
    warnings: &mut Vec<String>,
) -> Result<(Option<usize>, bool), DataError> {
    match &options.label {
        LabelColumn::None => return Ok((None, false)),
        LabelColumn::Name { name } => {
            return match names.iter().position(|column| column == name) {
                Some(column) => Ok((Some(column), false)),
                None => Err(no_column(file, name, names)),
            };
        }
        LabelColumn::Find => {}
    }
    if header {
        for known in LABEL_NAMES {
            let found = names.iter().position(|name| name.to_lowercase() == known);
            if found.is_some() {
                return Ok((found, false));
            }
        }
    }
    let texts: Vec<usize> = (0..names.len())
        .filter(|&column| !numeric[column].is_number())
        .collect();
    let last = names.len().saturating_sub(1);
    if last > 0 && texts == [last] {
        warnings.push(guessed(file, &names[last], "it is the only one of text"));
        return Ok((Some(last), false));
    }
    if names.len() != MNIST_PIXELS + 1 {
        return Ok((None, false));
    }
    let is_like_classes =
        |column: usize| !numeric[column].fractions && distinct(rows, column) <= MOST_GUESSED;
    if !is_like_classes(0) && is_like_classes(last) {
        let because = format!("{} holds quantities", naming::the_column(&names[0]));
        warnings.push(guessed(file, &names[last], &because));
        return Ok((Some(last), false));
    }
    Ok((Some(0), true))
}

/// The warning that a column without the name of a label is taken for it.
pub(super) fn guessed(file: &str, column: &str, because: &str) -> String {
    format!(
        "{file}: no column is named label, class, target or y; {column} is taken for the label, \
         because {because}"
    )
}

/// How many different texts a column has.
fn distinct(rows: &[ByteRecord], column: usize) -> usize {
    let cells = rows.iter().filter_map(|row| row.get(column)).map(trimmed);
    cells.collect::<HashSet<_>>().len()
}

/// The side of the pictures, if rows are pictures.
fn side(
    file: &str,
    names: &[String],
    label: Option<usize>,
    numeric: &[Numeric],
    rows: Rows,
) -> Result<Option<usize>, DataError> {
    let pixels = names.len() - usize::from(label.is_some());
    let side = pixels.isqrt();
    let square = side > 0 && side * side == pixels;
    let others = || (0..names.len()).filter(|&column| Some(column) != label);
    match rows {
        Rows::Features => Ok(None),
        Rows::Pictures if square => Ok(Some(side)),
        Rows::Pictures => Err(DataError::new(
            format!("{file} has {pixels} columns beside the label, which is no square picture"),
            "Read it as features, or give rows of side × side pixels.",
        )),
        Rows::Find => {
            let pixel_names =
                others().all(|column| names[column].to_lowercase().starts_with("pixel"));
            let whole = others().all(|column| !numeric[column].fractions);
            let number = others().filter(|&column| numeric[column].is_number());
            let found = square
                && (pixels == MNIST_PIXELS || (pixel_names && side > 1))
                && whole
                && number.count() * 2 > pixels;
            Ok(found.then_some(side))
        }
    }
}

/// Options for columns take precedence over what was detected.
fn chosen(
    file: &str,
    names: &[String],
    usages: &mut [Usage],
    options: &ReadOptions,
) -> Result<(), DataError> {
    for (name, usage) in &options.columns {
        let Some(column) = names.iter().position(|column| column == name) else {
            return Err(no_column(file, name, names));
        };
        if usages[column] != Usage::Label {
            usages[column] = match usage {
                ColumnUse::Number => Usage::Number,
                ColumnUse::Category => Usage::Category,
                ColumnUse::Ignore => Usage::Ignored,
            };
        }
    }
    Ok(())
}

/// A first column without a name is the row number that pandas writes.
fn leave_out_row_numbers(
    file: &str,
    header: bool,
    first: &ByteRecord,
    usages: &mut [Usage],
    warnings: &mut Vec<String>,
) {
    let nameless = first.iter().next().map(trimmed);
    let nameless = nameless.is_some_and(|name| name.is_empty() || name == b"Unnamed: 0");
    if header && nameless && usages.len() > 1 && usages[0] == Usage::Number {
        usages[0] = Usage::Ignored;
        warnings.push(format!(
            "{file}: the first column has no name; it is taken for row numbers and left out"
        ));
    }
}

fn no_column(file: &str, name: &str, names: &[String]) -> DataError {
    let mut known = names[..names.len().min(10)].join(", ");
    if names.len() > 10 {
        known.push('…');
    }
    DataError::new(
        format!("{file} has no {}", naming::column(name)),
        format!("Choose one of its columns: {known}."),
    )
}

/// The error of a table without rows.
pub(super) fn empty(name: &str) -> DataError {
    DataError::new(
        format!("{name} holds no rows"),
        "Give a table with at least one row below the header.",
    )
}
