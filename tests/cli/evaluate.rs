//! Classifiers, and `hearth evaluate` with its report.

use super::*;

#[test]
fn a_classifier_is_trained_in_the_place_of_a_network() {
    let spec = |classifier: &str| {
        format!(
            r#"{{"version": 1, "model": {{"classifier": {classifier}}},
            "data": {{"source": {{"type": "Points", "layout": "moons", "samples": 300}}, "split": {{"validation": 0.2}}}}}}"#
        )
    };
    for classifier in [
        r#"{"type": "SVC", "C": 10}"#,
        r#"{"type": "SVC", "C": 10, "probability": "platt"}"#,
        r#"{"type": "KNeighborsClassifier"}"#,
    ] {
        let metrics = metrics(&spec(classifier), &[]);
        assert!(test_accuracy(&metrics) > 0.93, "{classifier}: {metrics}");
        assert!(
            metrics["validation"]["loss"].as_f64().expect("a loss") < 0.4,
            "{metrics}"
        );
    }
    let linear = metrics(&spec(r#"{"type": "LogisticRegression"}"#), &[]);
    assert!(test_accuracy(&linear) > 0.7, "{linear}");
    let events = hearth(&spec(r#"{"type": "SVC"}"#), &["--events"]);
    let events = text(&events.stdout);
    for event in ["{\"portions\"", "{\"epoch_end\"", "{\"evaluated\""] {
        assert!(events.contains(event), "{event}");
    }
    let both = r#"{"version": 1, "model": {"classifier": {"type": "SVC"}, "layers": [{"type": "Flatten"}]}}"#;
    check_failure(&hearth(both, &[]), "model.layers stands beside SVC");
    check_failure(
        &hearth(&spec(r#"{"type": "SVC", "C": 0}"#), &[]),
        "model.classifier.C",
    );
    let from = hearth(
        &spec(r#"{"type": "SVC"}"#),
        &["--from", "/tmp/never.safetensors"],
    );
    check_failure(&from, "--from is for networks");
}

#[test]
fn a_classifier_is_evaluated_and_reported_in_one_file() {
    let folder = folder("evaluate-classifier");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (spec, report) = (path("spec.json"), path("report.html"));
    let text = r#"{"version": 1, "model": {"classifier": {"type": "SVC", "C": 10}},
        "data": {"source": {"type": "Points", "layout": "moons", "samples": 300}, "split": {"validation": 0.0}}}"#;
    std::fs::write(&spec, text).expect("written");
    let output = command(&["evaluate", &spec, "--report", &report]);
    assert!(output.status.success(), "{output:?}");
    let scores: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a line");
    assert!(
        scores["accuracy"].as_f64().expect("a number") > 0.93,
        "{scores}"
    );
    assert!(
        scores["roc_auc_micro"].as_f64().expect("a number") > 0.97,
        "{scores}"
    );
    let html = std::fs::read_to_string(&report).expect("a report");
    assert!(html.contains("SVC") && html.contains("Receiver operating characteristic"));
    let none = command(&["evaluate", &spec, "--part", "validation"]);
    check_failure(&none, "no such samples");
}

#[test]
fn a_network_is_evaluated_as_its_run_did_and_reported_in_one_file() {
    let folder = folder("evaluate");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let [model, report, spec] = [
        path("m.safetensors"),
        path("report.html"),
        path("spec.json"),
    ];
    std::fs::write(&spec, SMALL).expect("a file");
    let trained = metrics(SMALL, &["--save", &model]);
    for subject in [&model, &spec] {
        let output = command(&["evaluate", subject, "--report", &report]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let scores: Value = serde_json::from_slice(&output.stdout).expect("a line of JSON");
        assert_eq!(scores["confusion"], trained["confusion"]);
        assert_eq!(scores["samples"], 50);
        let auc = scores["roc_auc_macro"].as_f64().expect("an area");
        assert!((0.0..=1.0).contains(&auc));
        let html = std::fs::read_to_string(&report).expect("a report");
        assert!(html.contains("Classification report") && html.contains("data:image/png"));
        std::fs::remove_file(&report).expect("removed");
    }
    let output = command(&["evaluate", &model, "--part", "train"]);
    let scores: Value = serde_json::from_slice(&output.stdout).expect("a line of JSON");
    assert_eq!(scores["samples"], 285);
    let output = command(&["evaluate", &path("none.safetensors")]);
    check_failure(&output, "none.safetensors");
    std::fs::remove_dir_all(&folder).expect("removed");
}
