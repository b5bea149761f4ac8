//! Outside data: samples without labels that come from elsewhere than the data itself, and are
//! made to go with it.

use super::naming;
use crate::data::{
    Colour, Column, ColumnKind, ColumnUse, DataError, LabelColumn, Loaded, ReadOptions, Rows,
    Samples, Unlabelled,
};

impl Loaded {
    /// How outside files are to be read to go with these samples: pictures in their size and
    /// colours, rows by their columns and without a label.
    #[must_use]
    pub fn outside_options(&self, options: &ReadOptions) -> ReadOptions {
        let mut options = options.clone();
        match self.parts().next() {
            Some((_, Samples::Pictures(pictures))) => {
                let [height, width, channels] = pictures.shape;
                options.size.get_or_insert([height, width]);
                options.colour = options.colour.or(Colour::of_channels(channels));
            }
            Some((_, Samples::Features(features))) => {
                options.rows = Rows::Features;
                if options.label == LabelColumn::Find {
                    options.label = LabelColumn::None;
                }
                for column in &features.columns {
                    let usage = match column.kind {
                        ColumnKind::Number => ColumnUse::Number,
                        ColumnKind::Category { .. } => ColumnUse::Category,
                    };
                    options.columns.entry(column.name.clone()).or_insert(usage);
                }
            }
            None => {}
        }
        options
    }

    /// These samples, and outside ones instead of those that they had without labels.
    ///
    /// # Errors
    /// The outside samples have labels, or are none that a network for these could be asked
    /// about.
    pub fn with_outside(self, outside: Self) -> Result<Self, DataError> {
        let format = outside.report.format.clone();
        let joined = self.joined(outside);
        joined.map_err(|error| error.with_table(format.as_ref()))
    }

    fn joined(mut self, outside: Self) -> Result<Self, DataError> {
        let has_labels = outside.parts().next().is_some();
        let Loaded {
            unlabelled, report, ..
        } = outside;
        let Some(unlabelled) = unlabelled.filter(|_| !has_labels) else {
            return Err(DataError::new(
                "The outside files have labels",
                "Load them as the data itself, or give files without labels.",
            ));
        };
        let warnings = &mut self.report.warnings;
        warnings.extend(report.warnings);
        let own = [&self.train, &self.validation, &self.test];
        let own = own.into_iter().flatten().next();
        let unlabelled = match (own, unlabelled) {
            (Some(Samples::Features(own)), Unlabelled::Features { columns, values }) => {
                aligned(&own.columns, &columns, &values, warnings)?
            }
            (Some(Samples::Pictures(own)), Unlabelled::Pictures { shape, .. })
                if own.shape != shape =>
            {
                let size_text = |[height, width, channels]: [usize; 3]| {
                    let colours = if channels == 1 { "grey" } else { "coloured" };
                    format!("{height}×{width} and {colours}")
                };
                return Err(DataError::new(
                    format!(
                        "The outside pictures are {}, and those of the data {}",
                        size_text(shape),
                        size_text(own.shape)
                    ),
                    "Give pictures of the same size and colours.",
                ));
            }
            (Some(Samples::Pictures(_)), Unlabelled::Features { .. }) => {
                return Err(DataError::new(
                    "The files hold rows of numbers without labels, and the loaded data is of pictures",
                    "To train on the rows, choose the column of their labels; to classify files \
                     without labels, load pictures.",
                ));
            }
            (Some(Samples::Features(_)), Unlabelled::Pictures { .. }) => {
                return Err(DataError::new(
                    "The files hold pictures without labels, and the loaded data is rows of numbers",
                    "To train on the pictures, put those of each class into a folder of its name; to \
                     classify files without labels, load a table with the columns of the data.",
                ));
            }
            (_, same) => same,
        };
        self.unlabelled = Some(unlabelled);
        self.report.tables.extend(report.tables);
        self.report.bytes = self.bytes();
        Ok(self)
    }
}

/// Outside rows with the data's columns, by name. A category that the data does not know is
/// missing.
fn aligned(
    own: &[Column],
    found: &[Column],
    values: &[f32],
    warnings: &mut Vec<String>,
) -> Result<Unlabelled, DataError> {
    let index = |column: &Column| {
        let index = found.iter().position(|other| other.name == column.name);
        index.ok_or_else(|| {
            DataError::new(
                format!("The outside table has no {}", naming::column(&column.name)),
                "Give a table with the columns of the data; only that of the label may lack.",
            )
        })
    };
    let indices = own.iter().map(index).collect::<Result<Vec<usize>, _>>()?;
    let codes = own.iter().zip(&indices);
    let codes: Vec<_> = codes.map(|(own, &at)| codes_of(own, &found[at])).collect();
    let mut made = Vec::with_capacity(values.len() / found.len().max(1) * own.len());
    let mut unknown = vec![0_usize; own.len()];
    for row in values.chunks_exact(found.len().max(1)) {
        for ((codes, &index), unknown) in codes.iter().zip(&indices).zip(&mut unknown) {
            let value = row[index];
            made.push(match codes {
                Some(codes) if !value.is_nan() => {
                    let code = codes[value as usize];
                    *unknown += usize::from(code.is_nan());
                    code
                }
                _ => value,
            });
        }
    }
    for (column, n) in own.iter().zip(unknown).filter(|(_, n)| *n > 0) {
        warnings.push(format!(
            "{n} outside rows have texts in {} that the data has not: they count as missing",
            naming::column(&column.name)
        ));
    }
    Ok(Unlabelled::Features {
        columns: own.to_vec(),
        values: made,
    })
}

/// What each text of a category is in the data's; NaN where it is none. Nothing for quantities.
fn codes_of(own: &Column, found: &Column) -> Option<Vec<f32>> {
    let (ColumnKind::Category { values }, ColumnKind::Category { values: texts }) =
        (&own.kind, &found.kind)
    else {
        return None;
    };
    let code = |text| {
        let index = values.iter().position(|value| value == text);
        index.map_or(f32::NAN, |index| index as f32)
    };
    Some(texts.iter().map(code).collect())
}

#[cfg(test)]
#[path = "outside_tests.rs"]
mod tests;
