//! Tabular samples in memory: rows of numbers under named columns.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use super::DataError;

/// What the numbers of a column mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ColumnKind {
    /// A quantity.
    Number,
    /// Indices into these texts, which are in order: by value if all are numbers, by letter
    /// otherwise.
    Category {
        /// The texts.
        values: Vec<String>,
    },
}

/// A column of [`Features`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Column {
    /// Its name in the file, or `column N`, counted from 1.
    pub name: String,
    /// What its numbers mean.
    pub kind: ColumnKind,
}

impl Column {
    /// A column of quantities.
    pub fn number(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: ColumnKind::Number,
        }
    }

    /// How many numbers a network gets of it: one, or for a category one a value.
    #[must_use]
    pub fn width(&self) -> usize {
        match &self.kind {
            ColumnKind::Number => 1,
            ColumnKind::Category { values } => values.len(),
        }
    }
}

/// Labelled rows of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    /// The columns, without that of the labels.
    pub columns: Vec<Column>,
    /// The rows one after another, a number a column. What is missing is NaN.
    pub values: Vec<f32>,
    /// The class of each row.
    pub labels: Vec<u16>,
}

impl Features {
    /// Puts columns, numbers and labels together.
    ///
    /// # Errors
    /// The numbers are not exactly one a column and label.
    pub fn new(
        columns: Vec<Column>,
        values: Vec<f32>,
        labels: Vec<u16>,
    ) -> Result<Self, DataError> {
        if columns.is_empty() || columns.len().checked_mul(labels.len()) != Some(values.len()) {
            return Err(DataError::new(
                format!(
                    "{} labels and {} numbers do not make rows of {} columns",
                    labels.len(),
                    values.len(),
                    columns.len()
                ),
                "Give as many labels as there are rows.",
            ));
        }
        Ok(Self {
            columns,
            values,
            labels,
        })
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// How many numbers a network gets of a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.columns.iter().map(Column::width).sum()
    }

    /// The numbers of a row.
    ///
    /// # Panics
    /// There is no such row.
    #[must_use]
    pub fn get(&self, i: usize) -> &[f32] {
        let width = self.columns.len();
        &self.values[i * width..(i + 1) * width]
    }

    /// What is usual for a column in these rows: its mean, or its most frequent value where it is of categories; 0
    /// where all are missing.
    ///
    /// # Panics
    /// There is no such column, or no row at one of the indices.
    #[must_use]
    pub fn typical(&self, column: usize, rows: &[u32]) -> f32 {
        let values = rows.iter().map(|&row| self.get(row as usize)[column]);
        let known: Vec<f32> = values.filter(|value| value.is_finite()).collect();
        if matches!(self.columns[column].kind, ColumnKind::Category { .. }) {
            let mut counts = std::collections::BTreeMap::new();
            for &value in &known {
                *counts.entry(value as usize).or_insert(0_usize) += 1;
            }
            // Of equally frequent ones the first.
            let most = counts.iter().rev().max_by_key(|(_, n)| **n);
            return most.map_or(0.0, |(value, _)| *value as f32);
        }
        let sum: f64 = known.iter().map(|&value| f64::from(value)).sum();
        (sum / known.len().max(1) as f64) as f32
    }

    /// The rows at these indices, in this order.
    ///
    /// # Panics
    /// There is no row at one of the indices.
    #[must_use]
    pub fn select(&self, indices: &[u32]) -> Self {
        let row = |&i: &u32| self.get(i as usize).iter().copied();
        Self {
            columns: self.columns.clone(),
            values: indices.iter().flat_map(row).collect(),
            labels: indices.iter().map(|&i| self.labels[i as usize]).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_usually_its_mean_or_its_most_frequent_value() {
        let kind = ColumnKind::Category {
            values: ["x", "y", "z"].map(str::to_owned).to_vec(),
        };
        let mut of_kind = Column::number("b");
        of_kind.kind = kind;
        let columns = vec![Column::number("a"), of_kind];
        let values = vec![1.0, 2.0, f32::NAN, 1.0, 4.0, 2.0, 100.0, 0.0];
        let rows = Features::new(columns, values, vec![0; 4]).unwrap();
        assert!((rows.typical(0, &[0, 1, 2]) - 2.5).abs() < 1e-6);
        assert!((rows.typical(1, &[0, 1, 2]) - 2.0).abs() < 1e-6);
        assert!((rows.typical(1, &[1, 3]) - 0.0).abs() < 1e-6);
    }

    #[test]
    fn rows_are_found_by_index() {
        let columns = vec![Column::number("a"), Column::number("b")];
        let rows = Features::new(columns.clone(), vec![1.0, 2.0, 3.0, 4.0], vec![0, 1]).unwrap();
        assert_eq!((rows.len(), rows.get(1)), (2, &[3.0, 4.0][..]));
        let error = Features::new(columns, vec![1.0; 3], vec![0, 1]).unwrap_err();
        assert_eq!(
            error.message,
            "2 labels and 3 numbers do not make rows of 2 columns"
        );
        assert!(Features::new(vec![], vec![], vec![]).is_err());
    }
}
