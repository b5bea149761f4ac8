//! Which end of a row holds the label, where all rows are needed to decide: some tables of MNIST
//! have the label first, others last.

use super::cells::number;
use super::dictionary::Dictionary;
use super::reader::{Body, Table};
use super::schema::{MOST_GUESSED, guessed};
use super::slot::Slot;
use crate::data::Usage;
use crate::data::files::naming;

/// Takes the last column for the label instead of the first, if the first is the same in every
/// row of the table to train on, which comes first, and the last may hold classes.
pub(super) fn settle(
    tables: &mut [(Table, Slot)],
    labels: &mut Dictionary,
    warnings: &mut Vec<String>,
) {
    let Some((main, _)) = tables.first() else {
        return;
    };
    if !main.schema.label_at_either_end || distinct(&main.labels) != 1 {
        return;
    }
    let mut of_last = labels.without_entries();
    let labelled = || tables.iter().filter(|(table, _)| table.schema.labelled());
    let codes = labelled().map(|(table, _)| last_labels(table, &mut of_last));
    let Some(codes) = codes.collect::<Option<Vec<_>>>() else {
        return;
    };
    if !(2..=MOST_GUESSED).contains(&distinct(&codes[0])) {
        return;
    }
    let firsts = labelled().map(|(table, _)| first_values(table, labels));
    let Some(firsts) = firsts.collect::<Option<Vec<_>>>() else {
        return;
    };
    let names = &main.schema.names;
    let because = format!("{} is the same in every row", naming::the_column(&names[0]));
    let last = &names[names.len() - 1];
    warnings.push(guessed(&main.report.name, last, &because));
    let labelled = tables
        .iter_mut()
        .filter(|(table, _)| table.schema.labelled());
    for (((table, _), codes), firsts) in labelled.zip(codes).zip(firsts) {
        move_label(table, codes, &firsts);
    }
    *labels = of_last;
}

/// How many different codes there are.
fn distinct(codes: &[u16]) -> usize {
    let mut codes = codes.to_vec();
    codes.sort_unstable();
    codes.dedup();
    codes.len()
}

/// The codes of the last column as labels; nothing if it cannot be the label of every row.
fn last_labels(table: &Table, labels: &mut Dictionary) -> Option<Vec<u16>> {
    let (label, others) = table.schema.usages.split_first()?;
    let is_plain = |usage: &Usage| matches!(usage, Usage::Pixel | Usage::Number);
    let is_whole = table.rows == table.report.rows;
    if *label != Usage::Label || !others.iter().all(is_plain) || !is_whole {
        return None;
    }
    let (width, last) = (others.len(), others.len().checked_sub(1)?);
    let mut code = |value: f32| {
        let text = (value.fract() == 0.0).then(|| value.to_string())?;
        labels.code(text.as_bytes())
    };
    match &table.body {
        Body::Pixels(_, gaps) if gaps.iter().any(|gap| gap[1] as usize == last) => None,
        Body::Pixels(pixels, _) => {
            let lasts = pixels.iter().skip(last).step_by(width);
            lasts.map(|&pixel| code(f32::from(pixel))).collect()
        }
        Body::Values(values) => {
            let lasts = values.iter().skip(last).step_by(width);
            lasts.map(|&value| code(value)).collect()
        }
    }
}

/// The first column's values, which were read as labels; nothing if one is no number.
fn first_values(table: &Table, labels: &Dictionary) -> Option<Vec<f32>> {
    let is_pixel = |value: &f32| value.fract() == 0.0 && (0.0..=255.0).contains(value);
    let value = |&code: &u16| {
        let value = match labels.closed() {
            // A class may have any name; its number stood in the table.
            Some(_) => f32::from(code),
            None => number(labels.text(code).as_bytes(), false)?,
        };
        (table.schema.side.is_none() || is_pixel(&value)).then_some(value)
    };
    table.labels.iter().map(value).collect()
}

/// Makes the last column the label, and the first a feature.
fn move_label(table: &mut Table, labels: Vec<u16>, firsts: &[f32]) {
    let width = table.schema.names.len() - 1;
    match &mut table.body {
        Body::Pixels(pixels, gaps) => {
            for (row, &first) in pixels.chunks_exact_mut(width).zip(firsts) {
                row.rotate_right(1);
                row[0] = first as u8;
            }
            for gap in gaps {
                gap[1] += 1;
            }
        }
        Body::Values(values) => {
            for (row, &first) in values.chunks_exact_mut(width).zip(firsts) {
                row.rotate_right(1);
                row[0] = first;
            }
        }
    }
    table.labels = labels;
    table.schema.usages.rotate_left(1);
    for (column, &usage) in table.report.columns.iter_mut().zip(&table.schema.usages) {
        column.usage = usage;
    }
}
