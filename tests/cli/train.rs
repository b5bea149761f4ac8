//! `hearth train`: events, metrics, devices, and the search for a learning rate.

use super::*;

#[test]
fn a_run_prints_events_and_ends_with_its_metrics() {
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
    assert_eq!(count("epoch_classes"), 2);
    assert!(count("batch_classes") >= 2, "one in each epoch");
    assert!(count("layers") >= 1);
    assert_eq!(count("snapshot"), 0);
    let classes = events.iter().rfind(|e| e.get("epoch_classes").is_some());
    let test = &classes.expect("classes")["epoch_classes"]["test"];
    assert_eq!(test["classes"].as_array().map(Vec::len), Some(10));
    assert_eq!(test["macro_avg"], metrics["macro_avg"]);
    let layers = events.iter().find_map(|e| e.get("layers")).expect("layers");
    assert_eq!(layers["step"], 1);
    let layer = &layers["layers"][0];
    assert_eq!(layer["name"], "conv2d");
    assert!(
        layer["gradient_norm"]
            .as_f64()
            .is_some_and(|norm| norm > 0.0)
    );
    assert_eq!(
        layer["weights"]["counts"].as_array().map(Vec::len),
        Some(24)
    );
    let phases = events
        .iter()
        .filter_map(|e| e["phase_changed"]["phase"].as_str());
    assert_eq!(phases.collect::<Vec<_>>(), ["running", "finished"]);
    assert!(
        events
            .last()
            .expect("events")
            .get("phase_changed")
            .is_some()
    );
    let epochs = events.iter().filter_map(|e| e.get("epoch_end"));
    for (i, epoch) in epochs.enumerate() {
        assert_eq!(
            (&epoch["run"], &epoch["epoch"]),
            (&1.into(), &(i + 1).into())
        );
        assert!(epoch["test"]["loss"].is_f64() && epoch["seconds"].is_f64());
    }
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
fn layers_are_not_looked_at_where_that_is_not_wanted() {
    let end = |arguments: &[&str]| {
        let output = hearth(SMALL, arguments);
        let text = text(&output.stdout);
        let has_layers = text.lines().any(|line| line.starts_with("{\"layers\""));
        let metrics: Value =
            serde_json::from_str(text.lines().last().expect("a line")).expect("JSON");
        (has_layers, metrics["test"].clone())
    };
    let (with, without) = (end(&["--events"]), end(&["--events", "--no-layers"]));
    assert_eq!((with.0, without.0), (true, false));
    assert_eq!(with.1, without.1);
}

#[test]
fn without_events_only_the_metrics_are_printed() {
    let output = hearth(SMALL, &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).lines().count(), 1);
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

#[test]
fn synthetic_points_are_learned() {
    let spec = format!(
        r#"{{"version": 1, "model": {DENSE},
        "data": {{"source": {{"type": "Points", "layout": "moons", "samples": 600}}, "prepare": {{"scaling": "standardize"}}}},
        "optimizer": {{"type": "Adam", "learning_rate": 0.02}}, "training": {{"batch_size": 32, "epochs": 20}}}}"#
    );
    let metrics = metrics(&spec, &[]);
    assert!(test_accuracy(&metrics) > 0.9, "{metrics}");
    let tested: u64 = metrics["confusion"]
        .as_array()
        .expect("rows")
        .iter()
        .flat_map(|row| row.as_array().expect("a row"))
        .map(|n| n.as_u64().expect("a count"))
        .sum();
    assert_eq!(tested, 120);
}

#[test]
fn a_learning_rate_is_suggested() {
    let path = folder("find-rate").join("experiment.json");
    std::fs::write(&path, SMALL).expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_hearth"))
        .arg("find-rate")
        .arg(&path)
        .args(["--steps", "40", "--lowest", "1e-5"])
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let suggested = found["suggested"].as_f64().expect("a number");
    assert!((1e-5..0.5).contains(&suggested), "{found}");
    assert!(found["tried"].as_array().expect("a list").len() > 10);
}
