//! MNIST in the shape of Kaggle's files: tables of a label and 784 pixels a row, and of rows without labels.

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
    let train = digits(project, "train")?;
    ensure!(train.len() >= ROWS, "MNIST's files are too short");
    write_rows(path, train.iter().take(ROWS), true)
}

/// Writes the table that Kaggle asks for predictions of: digits without labels, those that [`write`] leaves.
pub fn write_unlabelled(project: &Project, path: &Path) -> Result<()> {
    let (train, test) = (digits(project, "train")?, digits(project, "t10k")?);
    ensure!(train.len() >= ROWS, "MNIST's files are too short");
    write_rows(path, train.iter().skip(ROWS).chain(&test), false)
}

/// A digit: its label and its pixels.
type Digit = (u8, Vec<u8>);

fn digits(project: &Project, part: &str) -> Result<Vec<Digit>> {
    let images = unpacked(project, &format!("{part}-images-idx3-ubyte.gz"))?;
    let labels = unpacked(project, &format!("{part}-labels-idx1-ubyte.gz"))?;
    let pixels = images.get(16..).unwrap_or_default().chunks_exact(PIXELS);
    let labels = labels.get(8..).unwrap_or_default().iter().copied();
    Ok(labels.zip(pixels.map(<[u8]>::to_vec)).collect())
}

fn write_rows<'a>(
    path: &Path,
    rows: impl Iterator<Item = &'a Digit>,
    has_labels: bool,
) -> Result<()> {
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut table = BufWriter::new(file);
    let pixels = (0..PIXELS).map(|i| format!("pixel{i}"));
    let header = has_labels.then(|| "label".to_owned()).into_iter();
    writeln!(
        table,
        "{}",
        header.chain(pixels).collect::<Vec<_>>().join(",")
    )?;
    for (label, pixels) in rows {
        let label = has_labels.then_some(label);
        let row = label.into_iter().chain(pixels).map(u8::to_string);
        writeln!(table, "{}", row.collect::<Vec<_>>().join(","))?;
    }
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
