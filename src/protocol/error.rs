//! Errors as they cross to the page: what kind, what happened, what to do.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;
use thiserror::Error;

use crate::data::{DataError, Fault, TableFormat};
use crate::experiment::ExperimentError;

/// What an error is about; decides where the page shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The experiment: a field out of range or layers that do not fit.
    Experiment,
    /// The data: a file that cannot be had or read.
    Data,
    /// The data: values are missing, and nothing says what becomes of them.
    MissingValues,
    /// The data: none of its samples has a label.
    NoLabels,
    /// The device: it cannot be started, or it was lost.
    Device,
    /// A run: it cannot go on.
    Run,
    /// A fault in Hearth itself.
    Internal,
    /// A command of a page that Hearth is a part of: it is none, or cannot be carried out now.
    Command,
}

/// An error that a person reads.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, BorshSerialize, BorshDeserialize)]
#[error("{message}")]
pub struct WireError {
    /// What it is about.
    pub kind: ErrorKind,
    /// What happened, naming the file, row or field.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// How the table was read that it is about, where there is one: another label column,
    /// header or separator may mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<Box<TableFormat>>,
}

impl WireError {
    /// An error of a kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: hint.into(),
            table: None,
        }
    }
}

impl From<ExperimentError> for WireError {
    fn from(error: ExperimentError) -> Self {
        Self::new(ErrorKind::Experiment, error.to_string(), error.hint)
    }
}

impl From<DataError> for WireError {
    fn from(error: DataError) -> Self {
        let kind = match error.fault {
            Fault::MissingValues => ErrorKind::MissingValues,
            Fault::NoLabels => ErrorKind::NoLabels,
            Fault::Other => ErrorKind::Data,
        };
        Self {
            table: error.table,
            ..Self::new(kind, error.message, error.hint)
        }
    }
}
