//! From tables that are read to samples: codes in their final order, rows with gaps dropped.

use super::dictionary::{Dictionary, MOST};
use super::reader::{Body, Dictionaries, Table};
use super::schema::Schema;
use super::slot::Slot;
use crate::data::files::naming;
use crate::data::{
    Column, ColumnKind, DataError, Features, Loaded, Missing, Pictures, ReadOptions, Role,
    Unlabelled, Usage, missing,
};

/// What the tables of a load hold.
pub(super) fn loaded(
    mut tables: Vec<(Table, Slot)>,
    dictionaries: &Dictionaries,
    options: &ReadOptions,
    warnings: Vec<String>,
) -> Result<Loaded, DataError> {
    let (classes, order) = dictionaries.labels.sorted();
    let mut loaded = Loaded {
        classes,
        ..Loaded::default()
    };
    loaded.report.warnings = warnings;
    without_label(&mut tables, &mut loaded)?;
    one_class(&tables, &dictionaries.labels)?;
    let fills = pixel_fills(&tables, options.missing);
    let columns = Columns::of(&tables, dictionaries);
    columns.some_left(&tables)?;
    loaded
        .report
        .warnings
        .extend(columns.warnings.iter().cloned());
    let trains = tables
        .iter()
        .any(|(_, slot)| *slot == Slot::Labelled(Role::Train));
    for (mut table, slot) in tables {
        for label in &mut table.labels {
            *label = order[usize::from(*label)];
        }
        note_missing(&table, options, &mut loaded);
        match table.body {
            Body::Pixels(mut pixels, gaps) => {
                pixels.shrink_to_fit();
                let side = table.schema.side.unwrap_or_default();
                fill(&mut pixels, side * side, &gaps, &fills);
                let drop = options.missing == Some(Missing::DropRows) && slot != Slot::Unlabelled;
                if drop {
                    drop_rows(&mut pixels, &mut table.labels, side * side, &gaps);
                }
                let shape = [side, side, 1];
                match slot {
                    Slot::Labelled(role) => {
                        let pictures = Pictures::new(shape, pixels, table.labels)?;
                        *loaded.part_mut(role) = Some(pictures.into());
                    }
                    Slot::Unlabelled => {
                        loaded.unlabelled = Some(Unlabelled::Pictures {
                            shape,
                            pixels,
                            names: Vec::new(),
                        });
                    }
                }
            }
            Body::Values(values) => {
                let values = columns.applied(values);
                let columns = columns.kept.clone();
                match slot {
                    Slot::Labelled(role) => {
                        let features = Features::new(columns, values, table.labels)?;
                        *loaded.part_mut(role) = Some(features.into());
                    }
                    Slot::Unlabelled => {
                        loaded.unlabelled = Some(Unlabelled::Features { columns, values });
                    }
                }
            }
        }
        loaded.report.tables.push(table.report);
    }
    if options.missing == Some(Missing::DropRows) {
        missing::drop_rows(&mut loaded);
    }
    some_left(&loaded, trains)?;
    loaded.report.bytes = loaded.bytes();
    Ok(loaded)
}

/// Says which tables lost rows for want of a label, and fails if all did.
fn without_label(tables: &mut [(Table, Slot)], loaded: &mut Loaded) -> Result<(), DataError> {
    for (table, _) in tables {
        let lost = table.report.rows - table.rows;
        let name = &table.report.name;
        if table.rows == 0 {
            return Err(DataError::new(
                format!("{name}: no row has a label"),
                "Choose the column that holds the classes, or none to load rows without labels.",
            ));
        }
        if lost > 0 {
            let warning = format!("{name}: {lost} rows without a label are left out");
            loaded.report.warnings.push(warning);
        }
    }
    Ok(())
}

/// Fails if the training part has one class only.
fn one_class(tables: &[(Table, Slot)], labels: &Dictionary) -> Result<(), DataError> {
    let train = tables
        .iter()
        .find(|(_, slot)| *slot == Slot::Labelled(Role::Train));
    let Some((table, _)) = train else {
        return Ok(());
    };
    let first = table.labels[0];
    if table.labels.iter().any(|&label| label != first) {
        return Ok(());
    }
    let (names, order) = labels.sorted();
    let class = &names[usize::from(order[usize::from(first)])];
    let column = naming::column(table.schema.label().unwrap_or("label"));
    Err(DataError::new(
        format!(
            "{}: every row has the same class, {class}, in {column}",
            table.report.name
        ),
        "Give rows of two classes at least, or choose another column for the label.",
    ))
}

fn note_missing(table: &Table, options: &ReadOptions, loaded: &mut Loaded) {
    let columns = &table.report.columns;
    let gaps = columns.iter().filter(|column| {
        column.missing > 0 && !matches!(column.usage, Usage::Label | Usage::Ignored)
    });
    let (mut cells, mut named) = (0, Vec::new());
    for column in gaps {
        cells += column.missing;
        named.push(format!("{} {}", column.name, column.missing));
    }
    if cells == 0 {
        return;
    }
    let more = if named.len() > 5 { ", …" } else { "" };
    named.truncate(5);
    let fate = match options.missing {
        Some(_) => "",
        None if table.schema.side.is_some() => "; missing pixels are 0",
        None => "; choose what to do about them before training",
    };
    loaded.report.warnings.push(format!(
        "{}: {cells} values are missing ({}{more}){fate}",
        table.report.name,
        named.join(", ")
    ));
}

/// Columns of features in their final form.
struct Columns {
    kept: Vec<Column>,
    /// For each column before: whether it is kept, and the final indices of its codes.
    each: Vec<(bool, Option<Vec<u16>>)>,
    warnings: Vec<String>,
}

impl Columns {
    fn of(tables: &[(Table, Slot)], dictionaries: &Dictionaries) -> Self {
        let mut columns = Self {
            kept: Vec::new(),
            each: Vec::new(),
            warnings: Vec::new(),
        };
        let Some((table, _)) = tables.first() else {
            return columns;
        };
        let Schema {
            names,
            usages,
            side,
            ..
        } = &table.schema;
        if side.is_some() {
            return columns;
        }
        let used = names.iter().zip(usages);
        let used = used.filter(|(_, usage)| matches!(usage, Usage::Number | Usage::Category));
        let all_rows: usize = tables.iter().map(|(table, _)| table.rows).sum();
        for ((name, usage), dictionary) in used.zip(&dictionaries.features) {
            if *usage == Usage::Number {
                columns.kept.push(Column::number(name));
                columns.each.push((true, None));
                continue;
            }
            // A text that is another in nearly every row says nothing about new rows.
            let many = dictionary.len() > 50 && dictionary.len() * 2 > all_rows;
            if dictionary.overflowed || many {
                let more = if dictionary.overflowed {
                    "more than "
                } else {
                    ""
                };
                let n = if dictionary.overflowed {
                    MOST
                } else {
                    dictionary.len()
                };
                columns.warnings.push(format!(
                    "{}: {} holds {more}{n} different texts and is left out",
                    table.report.name,
                    naming::column(name)
                ));
                columns.each.push((false, None));
                continue;
            }
            let (values, order) = dictionary.sorted();
            columns.kept.push(Column {
                name: name.clone(),
                kind: ColumnKind::Category { values },
            });
            columns.each.push((true, Some(order)));
        }
        columns
    }

    /// Fails if features have no column left.
    fn some_left(&self, tables: &[(Table, Slot)]) -> Result<(), DataError> {
        let featured = |(table, _): &&(Table, Slot)| table.schema.side.is_none();
        match tables.iter().find(featured) {
            Some((table, _)) if self.kept.is_empty() => Err(DataError::new(
                format!(
                    "{} has no column to learn from: texts differ in nearly every row",
                    table.report.name
                ),
                "Give a table with numbers or repeated categories in its columns.",
            )),
            _ => Ok(()),
        }
    }

    /// Values with final codes, without the columns that are left out.
    fn applied(&self, mut values: Vec<f32>) -> Vec<f32> {
        for row in values.chunks_mut(self.each.len().max(1)) {
            for (value, (_, order)) in row.iter_mut().zip(&self.each) {
                if let Some(order) = order
                    && !value.is_nan()
                {
                    *value = f32::from(order[*value as usize]);
                }
            }
        }
        if self.kept.len() < self.each.len() {
            let mut column = self.each.iter().cycle();
            values.retain(|_| column.next().is_some_and(|(kept, _)| *kept));
        }
        values.shrink_to_fit();
        values
    }
}

/// What a missing pixel becomes, by its position in the picture; empty for 0.
fn pixel_fills(tables: &[(Table, Slot)], how: Option<Missing>) -> Vec<u8> {
    let train = tables
        .iter()
        .find(|(_, slot)| *slot == Slot::Labelled(Role::Train));
    let Some((table, _)) = train.or(tables.first()) else {
        return Vec::new();
    };
    let gapless = |(table, _): &(Table, Slot)| match &table.body {
        Body::Pixels(_, gaps) => gaps.is_empty(),
        Body::Values(_) => true,
    };
    let (Body::Pixels(pixels, gaps), Some(how)) = (&table.body, how) else {
        return Vec::new();
    };
    if how == Missing::Zero || tables.iter().all(gapless) {
        return Vec::new();
    }
    let size = table.schema.side.map_or(1, |side| side * side);
    let mut needed = vec![false; size];
    for (table, _) in tables {
        if let Body::Pixels(_, gaps) = &table.body {
            for gap in gaps {
                needed[gap[1] as usize] = true;
            }
        }
    }
    let gaps: std::collections::HashSet<[u32; 2]> = gaps.iter().copied().collect();
    let fill = |position: usize| {
        if !needed[position] {
            return 0;
        }
        let there = pixels.iter().skip(position).step_by(size).enumerate();
        let there = there.filter(|(row, _)| !gaps.contains(&[*row as u32, position as u32]));
        let there: Vec<f32> = there.map(|(_, &pixel)| f32::from(pixel)).collect();
        match how {
            Missing::Median => missing::median(there),
            _ => missing::mean(&there),
        }
        .round() as u8
    };
    (0..size).map(fill).collect()
}

fn fill(pixels: &mut [u8], size: usize, gaps: &[[u32; 2]], fills: &[u8]) {
    for [row, position] in gaps.iter().map(|gap| gap.map(|i| i as usize)) {
        if let Some(&fill) = fills.get(position) {
            pixels[row * size + position] = fill;
        }
    }
}

fn drop_rows(pixels: &mut Vec<u8>, labels: &mut Vec<u16>, size: usize, gaps: &[[u32; 2]]) {
    let mut gaps = gaps.iter().map(|gap| gap[0] as usize).peekable();
    let mut kept = 0;
    for row in 0..labels.len() {
        let mut gap = false;
        while gaps.next_if_eq(&row).is_some() {
            gap = true;
        }
        if !gap {
            pixels.copy_within(row * size..(row + 1) * size, kept * size);
            labels[kept] = labels[row];
            kept += 1;
        }
    }
    pixels.truncate(kept * size);
    labels.truncate(kept);
}

/// Fails if dropping rows left none to train on.
fn some_left(loaded: &Loaded, trains: bool) -> Result<(), DataError> {
    if !trains || loaded.train.as_ref().is_some_and(|train| !train.is_empty()) {
        return Ok(());
    }
    let name = loaded
        .report
        .tables
        .first()
        .map_or("The table", |table| &table.name);
    Err(DataError::new(
        format!("{name}: every row has a missing value, so dropping rows leaves none"),
        "Fill the missing values instead, or leave the emptiest columns out.",
    ))
}
