//! Reads the rows of one table, some at a time.

use std::collections::VecDeque;
use std::io::{Cursor, Read};

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::cells::{is_missing, is_whole, number, pixel, shown, trimmed};
use super::dialect::{Dialect, without_mark};
use super::dictionary::{Dictionary, MOST};
use super::schema::{Schema, empty};
use crate::data::files::input::{NamedFile, Position, Stream, unreadable};
use crate::data::files::naming;
use crate::data::{ColumnReport, DataError, Progress, ReadOptions, TableReport, Usage};

/// Bytes of the beginning that say how a table is written.
const START: usize = 1 << 18;
/// Bytes that are read in one portion.
const PORTION: u64 = 1 << 18;
/// First and last rows that are kept for people.
const SHOWN: usize = 5;

/// A table that was opened: how it is written is known, its rows are not read.
pub(super) struct Opened {
    stream: Stream,
    start: Vec<u8>,
    pub dialect: Dialect,
}

impl Opened {
    /// Reads the beginning of a table.
    pub fn new(file: NamedFile, packed: bool, options: &ReadOptions) -> Result<Self, DataError> {
        let mut stream = file.into_stream(packed, options.max_bytes);
        let mut start = Vec::new();
        let n = stream
            .reader
            .by_ref()
            .take(START as u64)
            .read_to_end(&mut start);
        let whole = n.map_err(|e| unreadable(&stream.name, &e))? < START;
        let dialect = Dialect::of(&start, whole, options.separator);
        Ok(Self {
            stream,
            start,
            dialect,
        })
    }

    /// The file.
    pub fn name(&self) -> &str {
        &self.stream.name
    }
}

/// The numbers of rows.
pub(super) enum Body {
    /// Pictures, and which pixels are missing: row and pixel.
    Pixels(Vec<u8>, Vec<[u32; 2]>),
    /// Features.
    Values(Vec<f32>),
}

/// A table that is read.
pub(super) struct Table {
    pub schema: Schema,
    pub body: Body,
    /// Codes of the dictionary of labels; empty without labels.
    pub labels: Vec<u16>,
    /// Rows kept: those with a label, where there are labels.
    pub rows: usize,
    pub report: TableReport,
}

/// The dictionaries that the tables of a load share: that of the labels, and one for each
/// feature.
#[derive(Default)]
pub(super) struct Dictionaries {
    pub labels: Dictionary,
    pub features: Vec<Dictionary>,
}

/// A table in the reading.
pub(super) struct TableReader {
    name: String,
    csv: Reader<Box<dyn Read>>,
    record: ByteRecord,
    comma: bool,
    table: Table,
    missing: Vec<usize>,
    whole: Vec<bool>,
    tail: VecDeque<ByteRecord>,
    header_left: bool,
    max_bytes: u64,
    position: Position,
}

impl TableReader {
    /// Begins to read rows under a schema.
    pub fn new(opened: Opened, schema: Schema, options: &ReadOptions) -> Self {
        let Opened {
            stream,
            start,
            dialect,
        } = opened;
        let body = body(&schema, &dialect, &stream);
        let columns = schema.names.len();
        let skipped = start.len() - without_mark(&start).len();
        let mut start = Cursor::new(start);
        start.set_position(skipped as u64);
        let bytes: Box<dyn Read> = Box::new(start.chain(stream.reader));
        let csv = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(dialect.separator.byte())
            .buffer_capacity(1 << 16)
            .from_reader(bytes);
        Self {
            csv,
            record: ByteRecord::new(),
            comma: dialect.comma(),
            missing: vec![0; columns],
            whole: vec![true; columns],
            tail: VecDeque::new(),
            header_left: schema.header,
            max_bytes: options.max_bytes,
            position: stream.position,
            table: Table {
                report: TableReport {
                    name: stream.name.clone(),
                    ..TableReport::default()
                },
                schema,
                body,
                labels: Vec::new(),
                rows: 0,
            },
            name: stream.name,
        }
    }

    /// How far the table is read.
    pub fn progress(&self) -> Progress {
        self.position.progress()
    }

    /// Reads some more rows. Whether that was all.
    pub fn advance(&mut self, dictionaries: &mut Dictionaries) -> Result<bool, DataError> {
        let until = self.csv.position().byte() + PORTION;
        while self.csv.position().byte() < until {
            let more = self.csv.read_byte_record(&mut self.record);
            if !more.map_err(|e| self.unreadable(&e))? {
                return Ok(true);
            }
            if std::mem::take(&mut self.header_left) {
                continue;
            }
            self.row(dictionaries)?;
        }
        let held = match &self.table.body {
            Body::Pixels(pixels, _) => pixels.len(),
            Body::Values(values) => size_of_val(&values[..]),
        };
        if held as u64 > self.max_bytes {
            return Err(DataError::new(
                format!(
                    "{} holds more than {} bytes of samples",
                    self.name, self.max_bytes
                ),
                "Load fewer rows.",
            ));
        }
        Ok(false)
    }

    /// The table, read to its end.
    pub fn finish(mut self) -> Result<Table, DataError> {
        if self.table.report.rows == 0 {
            return Err(empty(&self.name));
        }
        let schema = &self.table.schema;
        let columns = schema.names.iter().zip(&schema.usages).enumerate();
        let columns = columns.map(|(i, (name, &usage))| ColumnReport {
            name: name.clone(),
            dtype: match usage {
                Usage::Category => "object",
                _ if self.whole[i] && self.missing[i] == 0 => "int64",
                Usage::Label | Usage::Ignored if !self.whole[i] => "object",
                _ => "float64",
            }
            .into(),
            missing: self.missing[i],
            usage,
        });
        self.table.report.columns = columns.collect();
        self.table.report.tail = self.tail.iter().map(cells).collect();
        Ok(self.table)
    }

    fn row(&mut self, dictionaries: &mut Dictionaries) -> Result<(), DataError> {
        let columns = self.table.schema.names.len();
        self.table.report.rows += 1;
        if self.record.len() != columns {
            return Err(DataError::new(
                format!(
                    "{} row {} has {} fields, and the first row has {columns}",
                    self.name,
                    self.line(),
                    self.record.len()
                ),
                "Correct that row; a field that holds the separator or a line break needs quotes \
                 around it.",
            ));
        }
        self.show();
        let label = self.label(dictionaries)?;
        let labelled = self.table.schema.labelled();
        if labelled && label.is_none() {
            return Ok(());
        }
        self.cells(dictionaries)?;
        self.table.labels.extend(label);
        self.table.rows += 1;
        Ok(())
    }

    /// The code of the row's label; nothing if it is missing or there is none.
    fn label(&mut self, dictionaries: &mut Dictionaries) -> Result<Option<u16>, DataError> {
        let usages = &self.table.schema.usages;
        let Some(column) = usages.iter().position(|&usage| usage == Usage::Label) else {
            return Ok(None);
        };
        let cell = trimmed(&self.record[column]);
        if is_missing(cell) {
            self.missing[column] += 1;
            return Ok(None);
        }
        self.whole[column] &= is_whole(cell);
        // `3.0` is the class `3`.
        let class = cell.strip_suffix(b".0").filter(|whole| is_whole(whole));
        if let Some(code) = dictionaries.labels.code(class.unwrap_or(cell)) {
            return Ok(Some(code));
        }
        if let Some(classes) = dictionaries.labels.closed() {
            let what = format!("is no label: there are {classes} classes");
            return Err(self.cell_fault(column, &what, "Correct the label, or add its class."));
        }
        Err(DataError::new(
            format!(
                "{} there are more than {MOST} different labels up to here",
                self.cell(column)
            ),
            "Choose the column that holds the class; quantities cannot be learnt as classes.",
        ))
    }

    fn cells(&mut self, dictionaries: &mut Dictionaries) -> Result<(), DataError> {
        let Table {
            schema, body, rows, ..
        } = &mut self.table;
        let row = *rows as u32;
        let mut feature = 0;
        for (column, (cell, usage)) in self.record.iter().zip(&schema.usages).enumerate() {
            let cell = trimmed(cell);
            let kept = match (usage, &mut *body) {
                (Usage::Pixel, Body::Pixels(pixels, gaps)) => {
                    if let Some(pixel) = pixel(cell) {
                        pixels.push(pixel);
                    } else if is_missing(cell) {
                        self.missing[column] += 1;
                        gaps.push([row, feature]);
                        pixels.push(0);
                    } else {
                        let what = "is no pixel, which is a whole number from 0 to 255";
                        let hint = "Correct that cell, or read the rows as features.";
                        return Err(self.cell_fault(column, what, hint));
                    }
                    true
                }
                (Usage::Number | Usage::Category, Body::Values(values)) => {
                    let value = if is_missing(cell) {
                        self.missing[column] += 1;
                        f32::NAN
                    } else if *usage == Usage::Category {
                        let dictionary = &mut dictionaries.features[feature as usize];
                        dictionary.code(cell).map_or(f32::NAN, f32::from)
                    } else if let Some(value) = number(cell, self.comma) {
                        self.whole[column] &= is_whole(cell);
                        value
                    } else {
                        let hint = "Correct that cell, or read its column as a category, or leave \
                                    the column out.";
                        return Err(self.cell_fault(column, "is not a number", hint));
                    };
                    values.push(value);
                    true
                }
                _ => {
                    if is_missing(cell) {
                        self.missing[column] += usize::from(*usage == Usage::Ignored);
                    } else if *usage == Usage::Ignored {
                        self.whole[column] &= is_whole(cell);
                    }
                    false
                }
            };
            feature += u32::from(kept);
        }
        Ok(())
    }

    /// Keeps a row to be shown.
    fn show(&mut self) {
        if self.table.report.head.len() < SHOWN {
            self.table.report.head.push(cells(&self.record));
            return;
        }
        let mut oldest = if self.tail.len() == SHOWN {
            self.tail.pop_front().unwrap_or_default()
        } else {
            ByteRecord::new()
        };
        oldest.clone_from(&self.record);
        self.tail.push_back(oldest);
    }

    /// The row in the file as a spreadsheet counts them; lines that are empty do not count.
    fn line(&self) -> usize {
        self.table.report.rows + usize::from(self.table.schema.header)
    }

    /// A cell of the row that was read last, as messages begin.
    fn cell(&self, column: usize) -> String {
        let column = naming::column(&self.table.schema.names[column]);
        format!("{} row {}, {column}:", self.name, self.line())
    }

    fn cell_fault(&self, column: usize, what: &str, hint: &str) -> DataError {
        let cell = shown(trimmed(&self.record[column]));
        DataError::new(format!("{} “{cell}” {what}", self.cell(column)), hint)
    }

    fn unreadable(&self, error: &csv::Error) -> DataError {
        match error.kind() {
            csv::ErrorKind::Io(error) => unreadable(&self.name, error),
            _ => DataError::new(
                format!("{} cannot be read: {error}", self.name),
                "Save the table anew as CSV.",
            ),
        }
    }
}

/// The cells of a row for people.
fn cells(row: &ByteRecord) -> Vec<String> {
    row.iter().map(shown).collect()
}

/// An empty body with room for about as many rows as the file will have, and never for more
/// than its bytes can hold.
fn body(schema: &Schema, dialect: &Dialect, stream: &Stream) -> Body {
    let sample: usize = dialect
        .sample
        .iter()
        .map(|row| row.as_slice().len() + row.len())
        .sum();
    let per_row = (sample / dialect.sample.len().max(1)).max(1) as u64;
    let columns = schema.names.len();
    let cells = if stream.packed {
        0
    } else {
        stream.total / per_row * columns as u64
    };
    let cells = (cells + cells / 50).min(stream.total / 2) as usize;
    if schema.side.is_some() {
        Body::Pixels(Vec::with_capacity(cells), Vec::new())
    } else {
        Body::Values(Vec::with_capacity(cells))
    }
}
