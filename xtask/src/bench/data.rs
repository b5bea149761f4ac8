//! Reading files, and augmentation: natively beside pandas, and in the page.

use super::kaggle;
use super::native::{PICTURES, Program, native, pictures};
use super::python::Peer;
use crate::process::{capture, run as run_command};
use crate::project::Project;
use crate::report::{say, timed};
use crate::setup::{self, Browser};
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::Path;

const PANDAS: Peer = Peer {
    module: "pandas",
    package: "pandas",
    version: "3.1.1",
};
/// Rotation, shifts and zoom as in study C.
const USUAL: &str = r#"{"rotation_range": 10, "width_shift_range": 0.1, "height_shift_range": 0.1,
    "zoom_range": 0.1}"#;
/// Every change there is, at strengths that people choose for digits.
const ALL: &str = r#"{"rotation_range": 10, "width_shift_range": 0.1, "height_shift_range": 0.1,
    "zoom_range": 0.1, "shear_range": 10, "horizontal_flip": true, "vertical_flip": true,
    "brightness_range": [0.8, 1.2], "contrast": 0.2, "gaussian_noise": 0.05,
    "random_erasing": 0.5, "random_crop": 2}"#;
/// How often each reads the table, in turns.
const RUNS: usize = 7;
/// Bytes of those pictures, 600 of 128×128 in colour, and of their labels.
const PICTURES_SAMPLES: usize = 600 * (128 * 128 * 3 + 2);

/// Measures and prints rows of a table in Markdown.
pub fn run(project: &Project, browser: &Browser) -> Result<()> {
    setup::data(project)?;
    let folder = std::env::temp_dir().join(format!("hearth-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let measured = measure(project, browser, &folder.join("train.csv"));
    // What it held is of no use to anybody, whether or not measuring went well.
    let _ = fs::remove_dir_all(&folder);
    measured
}

fn measure(project: &Project, browser: &Browser, table: &Path) -> Result<()> {
    timed("bench", "writing the table", || {
        kaggle::write(project, table)
    })?;
    let pictures = pictures(project);
    if pictures.is_none() {
        let line = format!("no {PICTURES} beside the checkout: its rows are left out");
        say("bench", &line);
    }
    timed("bench", "compiling what runs natively", || {
        run_command(native(project, READ).arg("--no-run"))?;
        run_command(native(project, AUGMENT).arg("--no-run"))
    })?;
    println!("| what | measured | bound or ratio |\n|---|---|---|");
    timed("bench", "reading natively, and pandas", || {
        read_table(project, table)?;
        pictures.as_deref().map_or(Ok(()), |pictures| {
            let read = read(project, pictures)?;
            let what = "pandas-bears.zip: memory at most, natively";
            memory(what, &read)
        })
    })?;
    timed("bench", "training with augmentation", || {
        augmentation(project)
    })?;
    timed("bench", "in the browser", || {
        let mut node = project.command("node");
        node.env("HEARTH_CHROMIUM", &browser.program)
            .arg("benches/data.mjs")
            .arg(format!("{}={}=", table.display(), kaggle::SAMPLES));
        if let Some(pictures) = pictures {
            node.arg(format!("{}={PICTURES_SAMPLES}=≤ 6 s", pictures.display()));
        }
        run_command(&mut node)
    })
}

/// The table read here and by pandas, in turns.
fn read_table(project: &Project, table: &Path) -> Result<()> {
    let python = PANDAS.python(project, "pandas");
    if let Err(error) = &python {
        say("bench", &format!("no pandas to compare with: {error:#}"));
    }
    let (mut here, mut there) = (Vec::new(), Vec::new());
    let mut last = Value::Null;
    for _ in 0..RUNS {
        last = read(project, table)?;
        here.push(seconds(&last)?);
        if let Ok(python) = &python {
            let mut pandas = project.command(python);
            let line = capture(pandas.arg("benches/pandas_csv.py").arg(table))?;
            there.push(seconds(&serde_json::from_str(&line)?)?);
        }
    }
    let here = median(here);
    let what = "42 000 × 785 CSV to labels and pixels, natively";
    if there.is_empty() {
        println!("| {what} | {here:.2} s | without pandas |");
    } else {
        let (there, version) = (median(there), PANDAS.version);
        println!(
            "| {what} | {here:.2} s | {:.2} × pandas {version}, {there:.2} s (≤ 1.5 ×) |",
            here / there
        );
    }
    memory("its memory at most", &last)
}

fn memory(what: &str, read: &Value) -> Result<()> {
    let number = |key: &str| read[key].as_f64().with_context(|| format!("no {key}"));
    let (peak, samples) = (number("peak")?, number("samples")?);
    println!(
        "| {what} | {:.0} MB, {:.2} × the samples | ≤ 3 × |",
        peak / 1e6,
        peak / samples
    );
    Ok(())
}

/// Steps with augmentation beside those without: the middle of the ratios in many turns, for what
/// else goes on meanwhile makes both longer.
fn augmentation(project: &Project) -> Result<()> {
    let mut command = native(project, AUGMENT);
    let folder = project.stage().join("data");
    let line = capture(command.arg("--").arg(folder).args(["{}", USUAL, ALL]))?;
    let [none, usual, all]: [Vec<f64>; 3] =
        serde_json::from_str(&line).context("what the bench printed")?;
    let what = "Default model, MNIST, one step of batch 64, CPU, natively";
    println!("| {what} | {:.2} ms | |", median(none.clone()) * 1e3);
    for (what, with) in [
        ("the same with rotation, shifts and zoom", usual),
        ("the same with every augmentation at once", all),
    ] {
        let ratios = with.iter().zip(&none).map(|(with, none)| with / none);
        let more = (median(ratios.collect()) - 1.0) * 100.0;
        println!(
            "| {what} | {:.2} ms, {more:+.1} % | < +10 % |",
            median(with) * 1e3
        );
    }
    Ok(())
}

/// What one reading in a process of its own took.
fn read(project: &Project, path: &Path) -> Result<Value> {
    let line = capture(native(project, READ).arg("--").arg(path))?;
    serde_json::from_str(&line).context("what the bench printed")
}

const READ: Program = ["read", "files"];
const AUGMENT: Program = ["augment", "flex"];

fn seconds(line: &Value) -> Result<f64> {
    line["seconds"].as_f64().context("no time was printed")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
