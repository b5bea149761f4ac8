//! `hearth sweep` and `hearth train --tensorboard`: whole sweeps in processes of their own, interrupted and
//! resumed.

#![cfg(not(target_family = "wasm"))]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A folder of its own for a test's files, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hearth-sweep-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("a file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn hearth(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearth"));
    command.args(arguments).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path of ASCII")
}

/// Moons, which a small network learns in a moment.
fn experiment(sweep: &str) -> String {
    format!(
        r#"{{"version": 1, "name": "Moons",
        "data": {{"source": {{"type": "Points", "layout": "moons", "samples": 300}}, "split": {{"validation": 0.2}}}},
        "model": {{"layers": [{{"type": "Dense", "units": 8, "activation": "relu"}}, {{"type": "Dense", "units": 2, "activation": "softmax"}}]}},
        "optimizer": {{"type": "Adam", "learning_rate": 0.02}}, "training": {{"batch_size": 32, "epochs": 4}},
        "sweep": {sweep}}}"#
    )
}

const GRID: &str = r#"{"parameters": [
    {"name": "units", "fields": ["model.layers[0].units"], "choices": [2, 8]},
    {"name": "rate", "fields": ["optimizer.learning_rate"], "choices": [0.001, 0.02]}
]}"#;
/// A sweep by Hyperband, and what it comes to; `tests/e2e/sweep.spec.ts` carries it out in the page.
const HYPERBAND: &str = include_str!("fixtures/sweep/hyperband.json");
const HYPERBAND_RESULTS: &str = include_str!("fixtures/sweep/hyperband.results.json");

/// The results of a sweep, without what depends on the machine.
fn results(file: &Path, arguments: &[&str]) -> Value {
    let mut all = vec!["sweep", path(file), "--format", "json"];
    all.extend(arguments);
    let output = hearth(&all);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let mut results: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    for trial in results["trials"].as_array_mut().expect("trials") {
        trial["seconds"] = Value::Null;
    }
    results
}

fn trials(results: &Value) -> &Vec<Value> {
    results["trials"].as_array().expect("trials")
}

#[test]
fn a_grid_is_carried_out_and_each_trial_is_a_run_like_any_other() {
    let folder = Folder::new("grid");
    let file = folder.write("moons.json", &experiment(GRID));
    let results = results(&file, &["--jobs", "2"]);
    assert_eq!(trials(&results).len(), 4);
    let best: Vec<&Value> = trials(&results)
        .iter()
        .filter(|t| t["is_best"] == true)
        .collect();
    assert_eq!(best.len(), 1);
    assert_eq!(best[0]["values"]["rate"], 0.02);
    assert_eq!(best[0]["epochs"], 4);
    // The same trial alone.
    let out = folder.0.join("trials");
    let expanded = hearth(&["sweep", "expand", path(&file), "--out", path(&out)]);
    assert!(expanded.status.success(), "{}", text(&expanded.stderr));
    let list = std::fs::read_to_string(out.join("trials.jsonl")).expect("a list");
    let list: Vec<Value> = list
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(list.len(), 4);
    for (line, trial) in list.iter().zip(trials(&results)) {
        assert_eq!(
            (&line["trial"], &line["values"]),
            (&trial["trial"], &trial["values"])
        );
    }
    let single = hearth(&["train", path(&out.join("trial-0003.json"))]);
    let metrics: Value = serde_json::from_slice(&single.stdout).expect("metrics");
    assert_eq!(
        metrics["test"]["accuracy"],
        trials(&results)[2]["test_accuracy"]
    );
    assert_eq!(metrics["test"]["loss"], trials(&results)[2]["test_loss"]);
    // Once more: all is in the journal, and nothing is trained again.
    let again = hearth(&["sweep", path(&file), "--format", "csv"]);
    let table = text(&again.stdout);
    assert!(
        table.starts_with("trial,units,rate,val_loss,test accuracy,"),
        "{table}"
    );
    assert_eq!(table.lines().count(), 5);
    let people = text(&hearth(&["sweep", path(&file)]).stdout);
    assert!(
        people
            .lines()
            .nth(1)
            .is_some_and(|line| line.ends_with("best")),
        "{people}"
    );
    assert!(people.contains("explains: "), "{people}");
}

/// Trials, values, promotions and epochs exactly; scores but for the rounding of other instructions.
fn are_as_expected(trials: &[Value]) {
    let expected: Vec<Value> = serde_json::from_str(HYPERBAND_RESULTS).expect("JSON");
    assert_eq!(trials.len(), expected.len());
    for (trial, expected) in trials.iter().zip(&expected) {
        for field in ["trial", "values", "hyperband", "epochs"] {
            assert_eq!(trial[field], expected[field], "{field} of {expected}");
        }
        for field in ["score", "test_accuracy"] {
            let [is, wanted] = [trial, expected].map(|row| row[field].as_f64().expect(field));
            assert!((is - wanted).abs() < 1e-4, "{field} of {expected}: {is}");
        }
    }
}

#[test]
fn hyperband_has_the_same_results_with_any_number_of_jobs_and_after_an_interruption() {
    let folder = Folder::new("hyperband");
    let file = folder.write("moons.json", HYPERBAND);
    let journal = |name: &str| folder.0.join(name);
    let [one, three, broken] = ["one.jsonl", "three.jsonl", "broken.jsonl"].map(journal);
    let whole = results(&file, &["--jobs", "1", "--journal", path(&one)]);
    are_as_expected(trials(&whole));
    let promoted = trials(&whole)
        .iter()
        .find(|trial| !trial["hyperband"]["promoted_from"].is_null());
    let promoted = promoted.expect("a promoted trial");
    // It goes on from its parent: only the epochs of its own round are trained.
    assert_eq!(promoted["hyperband"]["initial_epoch"], 1);
    assert_eq!(promoted["epochs"], 4);
    assert_eq!(
        whole,
        results(&file, &["--jobs", "3", "--journal", path(&three)])
    );

    let mut child = Command::new(env!("CARGO_BIN_EXE_hearth"))
        .args([
            "sweep",
            path(&file),
            "--jobs",
            "2",
            "--journal",
            path(&broken),
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let ended = |journal: &Path| {
        let text = std::fs::read_to_string(journal).unwrap_or_default();
        text.matches("{\"ended\"").count()
    };
    let start = Instant::now();
    while ended(&broken) < 5 && start.elapsed() < Duration::from_mins(2) {
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().expect("killed");
    child.wait().expect("over");
    let before = ended(&broken);
    assert!((5..46).contains(&before), "{before} runs were over");
    // A line that was cut off.
    let mut text = std::fs::read_to_string(&broken).expect("a journal");
    text.push_str("{\"epoch\":{\"trial\":");
    std::fs::write(&broken, text).expect("written");
    assert_eq!(
        whole,
        results(&file, &["--jobs", "2", "--journal", path(&broken)])
    );
}

#[test]
fn a_trial_that_fails_says_why_and_the_others_go_on() {
    let folder = Folder::new("failing");
    let sweep = r#"{"parameters": [{"fields": ["model.layers[1].units"], "choices": [2, 3]}]}"#;
    let file = folder.write("moons.json", &experiment(sweep));
    let results = results(&file, &["--jobs", "1"]);
    assert_eq!(trials(&results)[0]["state"], "ended");
    let state = trials(&results)[1]["state"].as_str().expect("a text");
    assert!(state.starts_with("failed: model.layers[1]"), "{state}");
}

#[test]
fn what_cannot_be_swept_is_named() {
    let folder = Folder::new("bad");
    let check = |arguments: &[&str], expected: &str| {
        let output = hearth(arguments);
        assert!(!output.status.success(), "{expected}");
        let message = text(&output.stderr);
        assert!(
            message.contains(expected) && !message.contains("panicked"),
            "{message}"
        );
    };
    let plain = folder.write("plain.json", r#"{"version": 1}"#);
    check(&["sweep", path(&plain)], "sweep is missing");
    let bad = GRID.replace("units\"], \"choices\": [2", "units\"], \"choices\": [0");
    let bad = folder.write("bad.json", &experiment(&bad));
    check(&["sweep", path(&bad)], "sweep.parameters[0].choices[0]");
    let hyperband = folder.write("hyperband.json", HYPERBAND);
    let out = folder.0.join("out");
    check(
        &["sweep", "expand", path(&hyperband), "--out", path(&out)],
        "Hyperband",
    );
    let grid = folder.write("grid.json", &experiment(GRID));
    let foreign = folder.write("foreign.jsonl", "{\"run\":{\"trial\":0,\"execution\":0}}\n");
    check(
        &["sweep", path(&grid), "--journal", path(&foreign)],
        "does not begin with a sweep",
    );
    let other = folder.write("other.jsonl", "no journal\n");
    check(&["sweep", path(&grid), "--journal", path(&other)], "line 1");
}

#[test]
fn tensorboard_gets_a_file_for_each_part_of_the_data() {
    let folder = Folder::new("tensorboard");
    let text = experiment(GRID);
    let text = text
        .split(",\n        \"sweep\"")
        .next()
        .expect("a part")
        .to_owned()
        + "}";
    let file = folder.write("moons.json", &text);
    let out = folder.0.join("logs");
    let output = hearth(&["train", path(&file), "--tensorboard", path(&out)]);
    assert!(output.status.success(), "{}", self::text(&output.stderr));
    for (part, tags) in [
        (
            "train",
            [
                "epoch_loss",
                "batch_loss",
                "epoch_learning_rate",
                "dense/weights",
            ]
            .as_slice(),
        ),
        ("validation", &["epoch_loss", "epoch_accuracy"]),
        ("test", &["epoch_loss", "epoch_accuracy"]),
    ] {
        let mut files = std::fs::read_dir(out.join(part)).expect(part);
        let entry = files.next().expect("a file").expect("an entry");
        assert!(
            entry
                .file_name()
                .to_string_lossy()
                .starts_with("events.out.tfevents.")
        );
        let bytes = std::fs::read(entry.path()).expect("bytes");
        for tag in tags {
            let found = bytes
                .windows(tag.len())
                .filter(|window| *window == tag.as_bytes())
                .count();
            assert!(found >= 1, "{part}: {tag}");
        }
        let epochs = bytes
            .windows(10)
            .filter(|window| *window == b"epoch_loss")
            .count();
        assert_eq!(epochs, 4, "{part}");
        // Every record has its length.
        let mut at = 0;
        while at < bytes.len() {
            let length = bytes[at..at + 8].try_into().expect("eight bytes");
            at += 16 + u64::from_le_bytes(length) as usize;
        }
        assert_eq!(at, bytes.len(), "{part}");
    }
}
