//! How the user's own files are read.

use std::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::{ExperimentError, ensure};
use super::prepare::{Colour, Interpolation, check_classes, check_size};

/// The user's own files. They stay where they are: an experiment only names them.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct OwnFiles {
    /// Their names.
    pub names: Vec<String>,
    /// How they are read.
    #[serde(default)]
    pub options: ReadOptions,
}

impl OwnFiles {
    /// Checks what needs no file; fields are named as seen from here.
    pub(super) fn validate(&self) -> Result<(), ExperimentError> {
        ensure(
            !self.names.is_empty() && self.names.iter().all(|name| !name.is_empty()),
            "names",
            "names no files",
            "Give the name of one file or more.",
        )?;
        self.options.validate().map_err(|e| e.within("options"))
    }
}

/// How files are read. The default detects everything.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(default, deny_unknown_fields)]
pub struct ReadOptions {
    /// Whether a table's first row is its header; nothing: find out.
    pub header: Option<bool>,
    /// What separates a table's fields; nothing: find out.
    pub separator: Option<Separator>,
    /// Which column holds the classes.
    pub label: LabelColumn,
    /// What the rows of a table are.
    pub rows: Rows,
    /// What columns are, by name, where the guess is wrong.
    pub columns: BTreeMap<String, ColumnUse>,
    /// What is done about missing values; nothing: features keep them as NaN, pixels are 0.
    pub missing: Option<Missing>,
    /// Names of the classes, in the order of the labels; a label beyond them is an error.
    /// Nothing: as many as there are.
    pub classes: Option<Vec<String>>,
    /// Height and width that picture files are resized to. Nothing: those of the first, made
    /// smaller if a side is above 128.
    pub size: Option<[usize; 2]>,
    /// How they are resized.
    pub interpolation: Interpolation,
    /// Colours that picture files are read in; nothing: those of the first.
    pub colour: Option<Colour>,
    /// Leaves damaged pictures out instead of stopping at the first.
    pub skip_damaged: bool,
    /// Bytes that a file may unpack to, and that all samples together may take.
    pub max_bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            header: None,
            separator: None,
            label: LabelColumn::default(),
            rows: Rows::default(),
            columns: BTreeMap::new(),
            missing: None,
            classes: None,
            size: None,
            interpolation: Interpolation::default(),
            colour: None,
            skip_damaged: false,
            max_bytes: 1 << 30,
        }
    }
}

/// What separates the fields of a table.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    /// `,`
    Comma,
    /// A tab.
    Tab,
    /// `;`, beside which a comma is the decimal point of numbers.
    Semicolon,
    /// `|`
    Pipe,
}

impl Separator {
    /// All of them; the first wins where several would do.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Tab, Self::Semicolon, Self::Pipe];

    /// The character itself.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
            Self::Pipe => b'|',
        }
    }
}

/// Which column of a table holds the classes.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Default,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum LabelColumn {
    /// The one named `label`, `class`, `target` or `y`; a last column that alone is text; or
    /// the first of 785 columns, and the last of them where the first cannot be it.
    #[default]
    Find,
    /// The one of this name.
    Name {
        /// Its name in the header, or `column N`, counted from 1, without one.
        name: String,
    },
    /// None: the rows have no labels.
    None,
}

/// What the rows of a table are.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Default,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// Pictures, if there are 784 columns of whole numbers beside the label, or a square number
    /// of columns named `pixel…`; otherwise features.
    #[default]
    Find,
    /// Square grey pictures.
    Pictures,
    /// Features.
    Features,
}

/// What a column of features is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ColumnUse {
    /// A quantity.
    Number,
    /// A category, by its text.
    Category,
    /// Left out.
    Ignore,
}

/// What is done about missing values.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Rows with any are left out.
    DropRows,
    /// They become 0.
    Zero,
    /// They become the mean of their column over the training part; a category becomes the most
    /// frequent one. A missing pixel, which is filled as it is read, becomes the mean of that pixel
    /// over the file to train on.
    Mean,
    /// The same, with the median instead of the mean.
    Median,
}

impl ReadOptions {
    /// Checks what needs no file; fields are named as seen from the options.
    fn validate(&self) -> Result<(), ExperimentError> {
        if let Some(classes) = &self.classes {
            check_classes("classes", classes)?;
        }
        if let Some(size) = self.size {
            check_size("size", size)?;
        }
        ensure(
            self.max_bytes > 0,
            "max_bytes",
            "is 0",
            "Use as many bytes as the samples take, for example 1073741824.",
        )
    }
}
