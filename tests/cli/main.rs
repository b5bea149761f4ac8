//! The command line: a whole run, and clear errors for bad input.

#![cfg(not(target_family = "wasm"))]

mod errors;
mod evaluate;
mod export;
mod own_data;
mod saved_models;
mod train;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn hearth(spec: &str, arguments: &[&str]) -> Output {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!(
        "hearth-cli-{}-{}.json",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let path: PathBuf = std::env::temp_dir().join(name);
    std::fs::write(&path, spec).expect("a temporary file");
    let output = Command::new(env!("CARGO_BIN_EXE_hearth"))
        .arg("train")
        .arg(&path)
        .args(arguments)
        .output()
        .expect("the program runs");
    std::fs::remove_file(&path).expect("removed");
    output
}

/// A folder of its own for a test's files.
fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hearth-cli-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&path).expect("a temporary folder");
    path
}

/// Checks that the program failed, and said what is wrong without a panic.
fn check_failure(output: &Output, expected: &str) {
    assert!(!output.status.success(), "{expected}");
    assert!(output.stdout.is_empty(), "{expected}");
    let message = text(&output.stderr);
    assert!(message.contains(expected), "{message}");
    assert!(!message.contains("panicked"), "{message}");
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const SMALL: &str = r#"{
    "version": 1,
    "data": {"source": {"type": "SyntheticDigits", "train": 300, "test": 50}},
    "training": {"batch_size": 64, "epochs": 2}
}"#;

/// What the run of an experiment ends with.
fn metrics(spec: &str, arguments: &[&str]) -> Value {
    let output = hearth(spec, arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let out = text(&output.stdout);
    serde_json::from_str(out.lines().last().expect("a line")).expect("metrics")
}

fn test_accuracy(metrics: &Value) -> f64 {
    metrics["test"]["accuracy"].as_f64().expect("an accuracy")
}

const DENSE: &str = r#"{"layers": [{"type": "Dense", "units": 16, "activation": "relu"},
    {"type": "Dense", "units": 2, "activation": "softmax"}]}"#;

/// An experiment on a table with a category and a missing number.
fn table_spec(options: &str, more: &str, model: &str) -> String {
    format!(
        r#"{{"version": 1, "model": {model},
        "data": {{"source": {{"type": "Files", "names": ["flowers.csv"], "options": {options}}}{more}}},
        "optimizer": {{"type": "Adam", "learning_rate": 0.05}}, "training": {{"batch_size": 8, "epochs": 20}}}}"#
    )
}

/// A zip of class folders: pictures that are bright above, and others that are bright below.
fn zip_of_pictures(path: &Path) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).expect("a file"));
    for i in 0..60_u8 {
        let is_above = i % 2 == 0;
        let picture = image::RgbImage::from_fn(20, 20, |_, y| {
            let bright = (y < 10) == is_above;
            image::Rgb([if bright { 200 + i % 40 } else { i }, 90, 90])
        });
        let mut png = std::io::Cursor::new(Vec::new());
        picture
            .write_to(&mut png, image::ImageFormat::Png)
            .expect("a PNG");
        let class = if is_above { "above" } else { "below" };
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(format!("set/{class}/{i}.png"), options)
            .expect("an entry");
        std::io::Write::write_all(&mut zip, png.get_ref()).expect("written");
    }
    zip.finish().expect("a zip");
}

/// Runs a command of the program.
fn command(arguments: &[&str]) -> Output {
    let program = Command::new(env!("CARGO_BIN_EXE_hearth"))
        .args(arguments)
        .output();
    program.expect("the program runs")
}

/// How often each of two classes was predicted for samples of each, from a table of predictions.
fn confusion(table: &str, classes: [&str; 2], class_of: impl Fn(usize, &str) -> usize) -> Value {
    let mut counts = [[0; 2]; 2];
    for (i, line) in table.lines().skip(1).enumerate() {
        let (sample, rest) = line.split_once(',').expect("columns");
        let predicted = rest.split(',').next().expect("a class");
        let predicted = classes.iter().position(|class| *class == predicted);
        counts[class_of(i, sample)][predicted.expect("a class")] += 1;
    }
    serde_json::json!(counts)
}

/// The metrics that a run printed, without what depends on the machine's speed.
fn outcome(output: &Output) -> Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    let last = text(&output.stdout);
    let last = last.lines().last().expect("a line");
    let mut metrics: Value = serde_json::from_str(last).expect("JSON");
    for key in ["seconds", "images_per_second"] {
        metrics.as_object_mut().expect("an object").remove(key);
    }
    metrics
}
