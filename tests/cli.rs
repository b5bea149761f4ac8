//! The command line: a whole run, and clear words on bad input.

#![cfg(not(target_family = "wasm"))]

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

#[test]
fn a_run_tells_events_and_ends_with_its_metrics() {
    let output = hearth(SMALL, &["--events"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines: Vec<Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    let (metrics, events) = lines.split_last().expect("lines");
    let count = |name: &str| events.iter().filter(|e| e.get(name).is_some()).count();
    assert_eq!(count("run_ready"), 1);
    assert_eq!(count("epoch_end"), 2);
    assert_eq!(count("evaluated"), 2);
    assert_eq!(
        events.last().expect("events")["phase_changed"]["phase"],
        "finished"
    );
    let steps: usize = events
        .iter()
        .filter_map(|e| e["progress"]["progress"]["steps"].as_array().map(Vec::len))
        .sum();
    assert_eq!(metrics["steps"], steps);
    let accuracy = metrics["test"]["accuracy"].as_f64().expect("a number");
    assert!((0.0..=1.0).contains(&accuracy));
    assert_eq!(metrics["epochs"], 2);
}

#[test]
fn without_events_only_the_metrics_are_printed() {
    let output = hearth(SMALL, &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).lines().count(), 1);
}

#[test]
fn bad_input_is_named_and_fails() {
    let cases: [(&str, &[&str], &str); 5] = [
        ("{", &[], "cannot be read"),
        (
            r#"{"version": 1, "training": {"epochs": 0}}"#,
            &[],
            "training.epochs",
        ),
        (
            r#"{"version": 1, "model": {"layers": [{"type": "Flatten"}, {"type": "Dense", "units": 7}]}}"#,
            &[],
            "model.layers[1]",
        ),
        (
            r#"{"version": 1, "data": {"source": {"type": "MNIST"}}}"#,
            &["--data", "/nonexistent"],
            "/nonexistent/mnist/train-images-idx3-ubyte.gz",
        ),
        (SMALL, &["--device", "tpu"], "tpu"),
    ];
    for (spec, arguments, expected) in cases {
        check_failure(&hearth(spec, arguments), expected);
    }
}

#[test]
fn a_missing_experiment_is_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_hearth"))
        .args(["train", "/nonexistent/experiment.json"])
        .output()
        .expect("the program runs");
    check_failure(&output, "/nonexistent/experiment.json: ");
}

#[test]
fn data_that_is_cut_off_or_cannot_be_read_is_named() {
    let check = |data: &Path, expected: &str| {
        let spec = r#"{"version": 1, "data": {"source": {"type": "MNIST"}}}"#;
        let data = data.to_str().expect("a path of ASCII");
        check_failure(&hearth(spec, &["--data", data]), expected);
    };
    let name = "train-images-idx3-ubyte.gz";
    let data = folder("cut-off");
    // The header of a gzip file and the first bytes of nothing.
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x63];
    std::fs::write(data.join(name), header).expect("a file");
    check(&data, &format!("{name} cannot be unpacked"));
    std::fs::remove_dir_all(&data).expect("removed");

    // It is there, and is no file: not the same as a file that is not there.
    let data = folder("unreadable");
    std::fs::create_dir_all(data.join("mnist").join(name)).expect("a folder");
    check(&data, &format!("mnist/{name}: "));
    std::fs::remove_dir_all(&data).expect("removed");
}

#[test]
fn the_gpu_trains_or_says_why_not() {
    let output = hearth(SMALL, &["--device", "wgpu"]);
    let message = text(&output.stderr);
    assert!(!message.contains("panicked"), "{message}");
    if !output.status.success() {
        assert!(message.contains("the device failed"), "{message}");
        assert!(message.contains("--device cpu"), "{message}");
    }
}
