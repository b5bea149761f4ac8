//! Questions about runs that are kept, which the loader answers: it reads JSON and archives. The page hands them on
//! without reading them ([`Packed`](super::Packed)).

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Buffer, WireError};
use crate::experiment::Difference;

/// What is asked.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum RunsQuery {
    /// What the test part of the loaded data is known by. Answers `Fingerprint`.
    Fingerprint,
    /// In what the experiments of these JSON texts differ. Answers `Differences`.
    Differences(Vec<String>),
    /// Write runs as one zip. Answers `Exported`.
    Export(Vec<ExportedRun>),
    /// Read the runs that are in files. Answers `Imported`.
    Import(Vec<RunsFile>),
}

/// A run to be written.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct ExportedRun {
    /// Its record as JSON.
    pub record: String,
    /// The address of its model's file.
    pub model: Option<String>,
}

/// A file with runs.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct RunsFile {
    /// What people know it by.
    pub name: String,
    /// Where it is.
    pub address: String,
}

/// A run that was read.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct ImportedRun {
    /// Its record as JSON.
    pub record: String,
    /// Its model's file.
    pub model: Option<Buffer>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum RunsReply {
    /// What the test part is known by.
    Fingerprint(String),
    /// The fields that differ, or which experiment cannot be read.
    Differences(Result<Vec<Difference>, WireError>),
    /// The zip, or why there is none.
    Exported(Result<Buffer, WireError>),
    /// So many per cent of the files of an import are read; more comes.
    Progress(u8),
    /// What was read.
    Imported {
        /// The runs.
        runs: Vec<ImportedRun>,
        /// What could not be read, and why, for people.
        faults: Vec<String>,
    },
}
