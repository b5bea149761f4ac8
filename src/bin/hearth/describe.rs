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
use super::progress::Teller;

/// The files, and how they are read.
#[derive(Args)]
pub struct Options {
    /// Files and folders that belong together: idx, CSV, TSV, npy, npz, pictures in a folder a
    /// class, or a zip of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Print JSON: the description, or `{"error": {"kind", "message", "hint"}}`.
    #[arg(long)]
    json: bool,
    /// The column of a table that holds the classes.
    #[arg(long, value_name = "COLUMN")]
    label: Option<String>,
    /// The first row of a table is no header.
    #[arg(long)]
    no_header: bool,
    /// What is done about missing values.
    #[arg(long, value_enum)]
    missing: Option<Missing>,
}

/// What is done about missing values.
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
struct Told<'a> {
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
            print_line(&Told { error: &failure.0 })?;
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
        header: options.no_header.then_some(false),
        missing: options.missing.map(data::Missing::from),
        ..ReadOptions::default()
    };
    let mut teller = Teller::new();
    let loaded = files::read(files, &options, &mut |progress| {
        teller.reading(&progress);
        ControlFlow::Continue(())
    });
    if loaded.is_ok() {
        teller.now("comparing samples");
    }
    let description = loaded.map(|loaded| describe(&loaded));
    teller.done();
    Ok(description?)
}
