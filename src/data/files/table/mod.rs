//! Tables as text: CSV, TSV and other separators.

mod cells;
mod dialect;
mod dictionary;
mod finish;
mod label_end;
mod reader;
mod schema;
mod slot;

use std::collections::VecDeque;

use self::dictionary::Dictionary;
use self::reader::{Dictionaries, Opened, Table, TableReader};
use self::schema::Schema;
use self::slot::Slot;
use super::input::NamedFile;
use super::naming;
use crate::data::{DataError, Loaded, Progress, ReadOptions, Role, TableFormat, Usage};

/// The reading of all tables of a load.
pub(super) struct Tables {
    options: ReadOptions,
    /// How the table is read that says what the columns are.
    format: TableFormat,
    waiting: VecDeque<(Opened, Schema, Slot)>,
    current: Option<(TableReader, Slot)>,
    done: Vec<(Table, Slot)>,
    dictionaries: Dictionaries,
    warnings: Vec<String>,
}

impl Tables {
    /// Opens tables, each with whether it is packed, and settles what their columns are and
    /// which part each is.
    pub fn new(
        files: Vec<(NamedFile, bool)>,
        options: &ReadOptions,
        warnings: Vec<String>,
    ) -> Result<Self, DataError> {
        let mut opened = Vec::new();
        for (file, packed) in files {
            let table = Opened::new(file, packed, options)?;
            // A table to predict may lack the column of labels that people named: that the
            // schema of another fits it is all that is asked of it.
            let schema = Schema::find(table.name(), &table.dialect, options);
            opened.push((table, schema));
        }
        // The table to train on says what the columns are: the one with labels that is named
        // so, or the widest with labels.
        let rank = |(table, schema): &(Opened, Result<Schema, DataError>)| {
            let role = naming::role(table.name());
            let (labelled, columns) = schema.as_ref().map_or((None, 0), |schema| {
                (Some(schema.labelled()), schema.names.len())
            });
            (labelled, role == Some(Role::Train), role.is_none(), columns)
        };
        let most = opened.iter().map(rank).max();
        let first = opened.iter().position(|table| Some(rank(table)) == most);
        opened.swap(0, first.unwrap_or_default());
        let mut opened = opened.into_iter();
        let Some((table, main)) = opened.next() else {
            return Err(schema::empty("the load"));
        };
        let found = main.as_ref().ok();
        let format = Schema::format(table.name(), &table.dialect, options, found);
        Self::matched((table, main), opened, format.clone(), options, warnings)
            .map_err(|error| error.with_table(Some(&format)))
    }

    /// The reading of the table that says what the columns are, and of others that fit it.
    fn matched(
        (table, main): (Opened, Result<Schema, DataError>),
        others: impl Iterator<Item = (Opened, Result<Schema, DataError>)>,
        format: TableFormat,
        options: &ReadOptions,
        mut warnings: Vec<String>,
    ) -> Result<Self, DataError> {
        let main = main?;
        warnings.extend(main.warnings.iter().cloned());
        let slot = |table: &Opened, schema: &Schema| match naming::role(table.name()) {
            _ if !schema.labelled() => Slot::Unlabelled,
            role => Slot::Labelled(role.unwrap_or(Role::Train)),
        };
        let features = main
            .usages
            .iter()
            .filter(|usage| matches!(usage, Usage::Number | Usage::Category | Usage::Pixel));
        let dictionaries = Dictionaries {
            labels: options
                .classes
                .as_deref()
                .map_or_else(Dictionary::default, Dictionary::of),
            features: vec![Dictionary::default(); features.count()],
        };
        if main.side.is_none() && dictionaries.features.is_empty() {
            return Err(DataError::new(
                format!("{} has no column beside the label", table.name()),
                "Give a table with at least one column to learn from.",
            ));
        }
        let first_slot = slot(&table, &main);
        let mut waiting: VecDeque<(Opened, Schema, Slot)> = VecDeque::new();
        waiting.push_back((table, main, first_slot));
        for (table, _) in others {
            let main = &waiting[0].1;
            let schema = match main.matched(table.name(), &table.dialect, options) {
                Ok(schema) => schema,
                // A table that is named for no part and fits no other came along by chance.
                Err(error) if naming::role(table.name()).is_none() => {
                    warnings.push(format!("{} is left out: {}", table.name(), error.message));
                    continue;
                }
                Err(error) => return Err(error),
            };
            let slot = slot(&table, &schema);
            if let Some((other, ..)) = waiting.iter().find(|(.., taken)| *taken == slot) {
                return Err(DataError::new(
                    format!(
                        "{} and {} are both {}",
                        other.name(),
                        table.name(),
                        slot.tables()
                    ),
                    "Load one of them, or have `train`, `validation` or `test` in their names.",
                ));
            }
            waiting.push_back((table, schema, slot));
        }
        Ok(Self {
            options: options.clone(),
            format,
            waiting,
            current: None,
            done: Vec::new(),
            dictionaries,
            warnings,
        })
    }

    /// How far the table that is being read is read.
    pub fn progress(&self) -> Progress {
        let current = self.current.as_ref();
        current.map_or_else(Progress::default, |(reader, _)| reader.progress())
    }

    /// Reads some more rows; what was loaded once all are read.
    pub fn advance(&mut self) -> Result<Option<Loaded>, DataError> {
        let more = self.read_more();
        more.map_err(|error| error.with_table(Some(&self.format)))
    }

    fn read_more(&mut self) -> Result<Option<Loaded>, DataError> {
        if let Some((mut reader, slot)) = self.current.take() {
            if reader.advance(&mut self.dictionaries)? {
                self.done.push((reader.finish()?, slot));
            } else {
                self.current = Some((reader, slot));
            }
            return Ok(None);
        }
        if let Some((table, schema, slot)) = self.waiting.pop_front() {
            self.current = Some((TableReader::new(table, schema, &self.options), slot));
            return Ok(None);
        }
        let mut done = std::mem::take(&mut self.done);
        let mut warnings = std::mem::take(&mut self.warnings);
        label_end::settle(&mut done, &mut self.dictionaries.labels, &mut warnings);
        let main = done.first().and_then(|(table, _)| table.schema.label());
        self.format.label = main.map(str::to_owned);
        let mut loaded = finish::loaded(done, &self.dictionaries, &self.options, warnings)?;
        loaded.report.format = Some(self.format.clone());
        Ok(Some(loaded))
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
