//! `hearth data describe`: what files hold, as text or JSON.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hearth::data::describe::{Description, describe};
use hearth::data::{self, LabelColumn, ReadOptions, files};
use hearth::protocol::WireError;
use serde::Serialize;

use super::failure::Failure;
use super::files::find;
use super::output::{print, print_line};
use super::progress::ProgressPrinter;

/// The files, and how they are read.
#[derive(Args)]
pub struct Options {
    /// Files and folders that belong together: idx, CSV, TSV, npy, npz, pictures in a folder a
    /// class, or a zip of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Print JSON: the description, or `{"error": {"kind", "message", "hint"}}` with how
    /// the `table` was read, if it is about one.
    #[arg(long)]
    json: bool,
    /// The column of a table that holds the classes.
    #[arg(long, value_name = "COLUMN")]
    label: Option<String>,
    /// The first row of a table is its header.
    #[arg(long, conflicts_with = "no_header")]
    header: bool,
    /// The first row of a table is no header.
    #[arg(long)]
    no_header: bool,
    /// What separates the fields of a table.
    #[arg(long, value_enum)]
    separator: Option<Separator>,
    /// How missing values are treated.
    #[arg(long, value_enum)]
    missing: Option<Missing>,
}

/// How missing values are treated.
#[derive(Clone, Copy, ValueEnum)]
enum Missing {
    /// Rows with any are left out.
    DropRows,
    /// They become 0.
    Zero,
    /// They become the mean of their column, or its most frequent category.
    Mean,
    /// They become the median of their column, or its most frequent category.
    Median,
}

/// What separates the fields of a table.
#[derive(Clone, Copy, ValueEnum)]
enum Separator {
    /// `,`
    Comma,
    /// A tab.
    Tab,
    /// `;`, beside which a comma is the decimal point.
    Semicolon,
    /// `|`
    Pipe,
}

impl From<Separator> for data::Separator {
    fn from(separator: Separator) -> Self {
        match separator {
            Separator::Comma => Self::Comma,
            Separator::Tab => Self::Tab,
            Separator::Semicolon => Self::Semicolon,
            Separator::Pipe => Self::Pipe,
        }
    }
}

/// What is added to an error about a table.
const TABLE_OPTIONS: &str =
    "How a table is read is set by --label, --header or --no-header, --separator and --missing.";

impl From<Missing> for data::Missing {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::DropRows => Self::DropRows,
            Missing::Zero => Self::Zero,
            Missing::Mean => Self::Mean,
            Missing::Median => Self::Median,
        }
    }
}

/// A failure as JSON.
#[derive(Serialize)]
struct Refused<'a> {
    error: &'a WireError,
}

/// Describes the files.
pub fn run(options: Options) -> Result<(), Failure> {
    let json = options.json;
    let result = described(options);
    if !json {
        return print(&result?);
    }
    match &result {
        Ok(description) => print_line(description),
        Err(failure) => {
            print_line(&Refused { error: &failure.0 })?;
            result.map(drop)
        }
    }
}

fn described(options: Options) -> Result<Description, Failure> {
    let files = find(&options.paths)?;
    let options = ReadOptions {
        label: options
            .label
            .map_or(LabelColumn::Find, |name| LabelColumn::Name { name }),
        header: (options.header || options.no_header).then_some(options.header),
        separator: options.separator.map(data::Separator::from),
        missing: options.missing.map(data::Missing::from),
        ..ReadOptions::default()
    };
    let mut printer = ProgressPrinter::new();
    let loaded = files::read(files, &options, &mut |progress| {
        printer.reading(&progress);
        ControlFlow::Continue(())
    });
    if loaded.is_ok() {
        printer.now("comparing samples");
    }
    let description = loaded.map(|loaded| describe(&loaded));
    printer.done();
    description.map_err(|error| Failure::from(error).with_table_options(TABLE_OPTIONS))
}
