//! MNIST in the shape of Kaggle's file: a table of a label and 784 pixels a row.

use crate::project::Project;
use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

/// The rows of Kaggle's file.
pub const ROWS: usize = 42_000;
const PIXELS: usize = 784;
/// Bytes of its labels and pixels, as they are held.
pub const SAMPLES: usize = ROWS * (PIXELS + 2);

/// Writes the table of MNIST's first training pictures.
pub fn write(project: &Project, path: &Path) -> Result<()> {
    let images = unpacked(project, "train-images-idx3-ubyte.gz")?;
    let labels = unpacked(project, "train-labels-idx1-ubyte.gz")?;
    let rows = images.get(16..).unwrap_or_default().chunks_exact(PIXELS);
    let rows = rows.zip(labels.get(8..).unwrap_or_default()).take(ROWS);
    ensure!(rows.len() == ROWS, "MNIST's files are too short");
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut table = BufWriter::new(file);
    write!(table, "label")?;
    (0..PIXELS).try_for_each(|i| write!(table, ",pixel{i}"))?;
    for (pixels, label) in rows {
        write!(table, "\n{label}")?;
        pixels
            .iter()
            .try_for_each(|pixel| write!(table, ",{pixel}"))?;
    }
    writeln!(table)?;
    table.flush().context("cannot write the table")
}

fn unpacked(project: &Project, name: &str) -> Result<Vec<u8>> {
    let path = project.stage().join("data/mnist").join(name);
    let file = File::open(&path)
        .with_context(|| format!("{} is missing: run `cargo xtask setup`", path.display()))?;
    let mut bytes = Vec::new();
    GzDecoder::new(file).read_to_end(&mut bytes)?;
    Ok(bytes)
}
