//! The command line: a whole run, and clear errors for bad input.

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

/// An experiment on a table with a category and a missing number.
fn table_spec(options: &str, more: &str, model: &str) -> String {
    format!(
        r#"{{"version": 1, "model": {model},
        "data": {{"source": {{"type": "Files", "names": ["flowers.csv"], "options": {options}}}{more}}},
        "optimizer": {{"type": "Adam", "learning_rate": 0.05}}, "training": {{"batch_size": 8, "epochs": 20}}}}"#
    )
}

#[test]
fn a_table_is_learned_and_what_does_not_go_with_it_is_named() {
    let data = folder("table");
    let rows = (0..80).map(|i| match i % 2 {
        0 => format!("{},red,rose\n", 2.0 + f64::from(i) / 100.0),
        _ => format!("{},blue,iris\n", 5.0 - f64::from(i) / 100.0),
    });
    let mut table: String = rows.collect();
    table.insert_str(0, "length,colour,class\n,red,rose\n");
    std::fs::write(data.join("flowers.csv"), table).expect("a table");
    let arguments = ["--data", data.to_str().expect("a path of ASCII")];

    let standardize = r#", "prepare": {"scaling": "standardize"}, "split": {"stratify": true}"#;
    let mean = r#"{"missing": "mean"}"#;
    let metrics = metrics(&table_spec(mean, standardize, DENSE), &arguments);
    assert!(test_accuracy(&metrics) > 0.9, "{metrics}");

    let check = |options, more, model, expected: &str| {
        let spec = table_spec(options, more, model);
        check_failure(&hearth(&spec, &arguments), expected);
    };
    check("{}", "", DENSE, "missing (length: ");
    let outside = r#", "outside": {"names": ["new.csv"]}"#;
    check(mean, outside, DENSE, "data.outside.names: there is no file");
    std::fs::write(data.join("new.csv"), "length\n2\n").expect("a table");
    check(mean, outside, DENSE, "new.csv has no column colour");
    std::fs::write(data.join("new.csv"), "length,colour\n2,red\n").expect("a table");
    let more = format!("{outside}{standardize}");
    let accurate = test_accuracy(&self::metrics(&table_spec(mean, &more, DENSE), &arguments));
    assert!(
        (accurate - test_accuracy(&metrics)).abs() < 1e-9,
        "they teach nothing"
    );

    std::fs::write(data.join("new.csv"), "length,colour\n2,red\n4.9,blue\n").expect("a table");
    let table = data.join("predictions.csv");
    let to_table = ["--predictions", table.to_str().expect("a path of ASCII")];
    let with_table = [arguments, to_table].concat();
    self::metrics(&table_spec(mean, &more, DENSE), &with_table);
    let predicted = std::fs::read_to_string(&table).expect("a table");
    let rows: Vec<Vec<&str>> = predicted.lines().map(|l| l.split(',').collect()).collect();
    assert_eq!(rows[0], ["sample", "prediction", "probability"]);
    assert_eq!(
        [&rows[1][..2], &rows[2][..2]],
        [["1", "rose"], ["2", "iris"]]
    );
    let probability = rows[1][2].parse::<f64>().expect("a number");
    assert!(probability > 0.5 && probability <= 1.0);
    let without = hearth(&table_spec(mean, standardize, DENSE), &with_table);
    check_failure(&without, "has no samples without labels");
    let nowhere = [arguments, ["--predictions", "/nonexistent/p.csv"]].concat();
    let output = hearth(&table_spec(mean, &more, DENSE), &nowhere);
    check_failure(&output, "/nonexistent/p.csv: ");
    let folder = [arguments, ["--predictions", arguments[1]]].concat();
    let output = hearth(&table_spec(mean, &more, DENSE), &folder);
    check_failure(&output, &format!("{}: ", arguments[1]));
    check_failed_run_leaves_predictions(&data, &table_spec(mean, &more, DENSE), &with_table);

    let size = r#", "prepare": {"size": [8, 8]}"#;
    check(mean, size, DENSE, "data.prepare.size is for pictures");
    let turned = r#", "augmentation": {"rotation_range": 5}"#;
    check(mean, turned, DENSE, "data.augmentation is for pictures");
    let convolution = r#"{"layers": [{"type": "Conv2D", "filters": 2, "kernel_size": 3}]}"#;
    check(mean, "", convolution, "model.layers[0] is Conv2D");
    let three = DENSE.replace("\"units\": 2", "\"units\": 3");
    check(mean, "", &three, "the data has 2 classes");
    std::fs::remove_dir_all(&data).expect("removed");
    check(mean, "", DENSE, "data.source.names: there is no file");
}

/// A run that diverges leaves the predictions of the run before as they were, and nothing beside
/// them.
fn check_failed_run_leaves_predictions(data: &Path, spec: &str, arguments: &[&str]) {
    let files = || -> Vec<(PathBuf, Vec<u8>)> {
        let entries = std::fs::read_dir(data).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let mut files: Vec<_> = paths
            .map(|path| (path.clone(), std::fs::read(path).expect("a file")))
            .collect();
        files.sort();
        files
    };
    let before = files();
    assert!(
        before
            .iter()
            .any(|(path, _)| path.ends_with("predictions.csv"))
    );
    let spec = spec.replace(
        r#"{"type": "Adam", "learning_rate": 0.05}"#,
        r#"{"type": "SGD", "learning_rate": 1e38}"#,
    );
    check_failure(&hearth(&spec, arguments), "learning rate");
    assert!(files() == before, "the failed run changed files");
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

#[test]
fn pictures_in_class_folders_are_learned() {
    let data = folder("pictures");
    zip_of_pictures(&data.join("set.zip"));
    let spec = |prepare: &str, augmentation: &str| {
        format!(
            r#"{{"version": 1, "data": {{"source": {{"type": "Files", "names": ["set.zip"]}},
            "prepare": {{"limit": 50, "size": [8, 8]{prepare}}}, "split": {{"test": 0.3, "stratify": true}},
            "augmentation": {{{augmentation}}}}},
            "model": {{"layers": [{{"type": "Conv2D", "filters": 4, "kernel_size": 3, "activation": "relu"}},
                {{"type": "Flatten"}}, {{"type": "Dense", "units": 2, "activation": "softmax"}}]}},
            "optimizer": {{"type": "Adam", "learning_rate": 0.02}}, "training": {{"batch_size": 8, "epochs": 8}}}}"#
        )
    };
    let arguments = ["--data", data.to_str().expect("a path of ASCII")];
    for (prepare, augmentation, steps) in [
        ("", "", 5 * 8),
        (
            r#", "scaling": "min_max", "invert": true"#,
            r#""horizontal_flip": true"#,
            5 * 8,
        ),
        (
            r#", "colour": "grey""#,
            r#""width_shift_range": 0.1, "copies": 2"#,
            13 * 8,
        ),
    ] {
        let metrics = metrics(&spec(prepare, augmentation), &arguments);
        assert!(test_accuracy(&metrics) > 0.9, "{prepare}: {metrics}");
        assert_eq!(metrics["steps"], steps, "{prepare}");
    }
    let classes = r#", "classes": ["above", "beside"]"#;
    let expected = "data.prepare.classes names beside, which does not exist";
    check_failure(&hearth(&spec(classes, ""), &arguments), expected);
    std::fs::remove_dir_all(&data).expect("removed");
}

#[test]
fn a_set_that_was_not_fetched_names_the_command_that_does() {
    let empty = folder("empty");
    let empty = empty.to_str().expect("a path");
    for (source, name) in [
        (r#"{"type": "FashionMNIST"}"#, "fashion-mnist"),
        (r#"{"type": "CIFAR10"}"#, "cifar10"),
        (
            r#"{"type": "QuickDraw", "classes": ["cat", "dog"]}"#,
            "quickdraw",
        ),
    ] {
        let spec = format!(r#"{{"version": 1, "data": {{"source": {source}}}}}"#);
        let expected = format!("cargo xtask setup {name}");
        check_failure(&hearth(&spec, &["--data", empty]), &expected);
    }
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

#[test]
fn a_saved_model_predicts_as_its_run_did() {
    let data = folder("save-table");
    let path = |name: &str| data.join(name).to_str().expect("ASCII").to_owned();
    // Noisy: some are confused.
    let rows = |from: u32, to: u32| -> String {
        let row = |i: u32| {
            let noise = f64::from(i * 7919 % 101) / 101.0;
            match i % 2 {
                0 => format!("{},red,rose\n", noise + 0.3),
                _ if i.is_multiple_of(5) => ",blue,iris\n".to_owned(),
                _ => format!(
                    "{},{},iris\n",
                    noise - 0.3,
                    ["blue", "red"][i as usize % 3 % 2]
                ),
            }
        };
        "length,colour,class\n".to_owned() + &(from..to).map(row).collect::<String>()
    };
    std::fs::write(path("train.csv"), rows(0, 80)).expect("a table");
    std::fs::write(path("test.csv"), rows(80, 140)).expect("a table");
    let spec = format!(
        r#"{{"version": 1, "model": {DENSE},
        "data": {{"source": {{"type": "Files", "names": ["train.csv", "test.csv"], "options": {{"missing": "median"}}}},
            "prepare": {{"scaling": "standardize"}}}},
        "optimizer": {{"type": "Adam", "learning_rate": 0.01}}, "training": {{"batch_size": 8, "epochs": 3}}}}"#
    );
    let [model, folder] = [path("model.safetensors"), path("")];
    let metrics = metrics(&spec, &["--data", &folder, "--save", &model]);
    assert_eq!(metrics["confusion"][0].as_array().map(Vec::len), Some(2));
    let output = command(&["predict", &model, &path("test.csv")]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let table = text(&output.stdout);
    // In order of the classes' names.
    let found = confusion(&table, ["iris", "rose"], |i, _| 1 - i % 2);
    assert_eq!(found, metrics["confusion"]);

    let saved = path("predicted.csv");
    let output = command(&["predict", &model, &path("test.csv"), "--output", &saved]);
    assert!(output.status.success() && output.stdout.is_empty());
    assert_eq!(std::fs::read_to_string(&saved).expect("a table"), table);

    // What the model needs may come in another order, and nothing else may lack.
    std::fs::write(path("new.csv"), "colour,length\nred,0.9\n").expect("a table");
    let output = command(&["predict", &model, &path("new.csv")]);
    assert!(text(&output.stdout).contains("\n1,rose,"), "{output:?}");
    std::fs::write(path("less.csv"), "colour,size\nred,0.9\n").expect("a table");
    let output = command(&["predict", &model, &path("less.csv")]);
    check_failure(&output, "no column length");

    let output = command(&["predict", &path("test.csv"), &path("test.csv")]);
    check_failure(&output, "test.csv: the file is no safetensors file");
    let bytes = std::fs::read(&model).expect("a model");
    std::fs::write(path("short.safetensors"), &bytes[..bytes.len() / 2]).expect("a file");
    let output = command(&["predict", &path("short.safetensors"), &path("test.csv")]);
    check_failure(
        &output,
        "short.safetensors: the model's file is damaged or cut short",
    );
    let output = hearth(
        &spec,
        &["--data", &folder, "--save", "/nonexistent/m.safetensors"],
    );
    check_failure(&output, "Give --save a file that can be written");
    std::fs::remove_dir_all(&data).expect("removed");
}

#[test]
fn a_run_is_recorded_as_the_page_keeps_it() {
    let data = folder("record");
    let path = data.join("run.json").to_str().expect("ASCII").to_owned();
    let metrics = metrics(SMALL, &["--record", &path]);
    let text = std::fs::read_to_string(&path).expect("a record");
    let record = hearth::run::RunRecord::from_json(&text).expect("a record");
    let summary = &record.summary;
    assert_eq!(metrics["epochs"], summary.epochs);
    assert_eq!(metrics["steps"], summary.steps);
    let scores = summary.test.expect("it was evaluated");
    assert_eq!(metrics["test"]["accuracy"], scores.accuracy);
    assert_eq!(metrics["macro_avg"]["f1"], scores.f1.expect("of classes"));
    assert_eq!(
        (record.history.len(), record.curve.steps.len()),
        (2, summary.steps)
    );
    assert!(summary.test_fingerprint.is_some());
    let predictions = record.predictions.expect("it was asked");
    let hits = predictions.labels.iter().zip(&predictions.predicted);
    let hits = hits.filter(|(label, predicted)| label == predicted).count();
    assert_eq!(
        metrics["test"]["accuracy"],
        hits as f64 / predictions.labels.len() as f64
    );
    let output = hearth(SMALL, &["--record", "/nonexistent/run.json"]);
    check_failure(&output, "Give --record a file that can be written");
    std::fs::remove_dir_all(&data).expect("removed");
}

#[test]
fn a_run_goes_on_from_a_saved_model_to_the_same_end() {
    let data = folder("go-on");
    let path = |name: &str| data.join(name).to_str().expect("ASCII").to_owned();
    let [half, straight, broken] = ["half", "straight", "broken"].map(path);
    let one = SMALL.replace("\"epochs\": 2", "\"epochs\": 1");
    metrics(SMALL, &["--save", &straight]);
    metrics(&one, &["--save", &half]);
    let output = hearth(SMALL, &["--from", &half, "--save", &broken]);
    assert!(text(&output.stdout).contains("\"epochs\":2"), "{output:?}");
    assert!(
        !text(&output.stderr).contains("another experiment"),
        "{output:?}"
    );
    let other_seed = SMALL.replace("\"version\": 1", "\"version\": 1, \"seed\": 5");
    let output = hearth(&other_seed, &["--from", &half]);
    assert!(
        text(&output.stderr).contains("another experiment"),
        "{output:?}"
    );
    let [straight, broken] = [straight, broken].map(|path| std::fs::read(path).expect("a model"));
    assert!(straight == broken, "the models differ");
    let other = SMALL.replace("\"type\": \"SyntheticDigits\"", "\"type\": \"Points\"");
    let other = other.replace(", \"train\": 300, \"test\": 50", "");
    let output = hearth(
        &other.replace("\"training\"", &format!("\"model\": {DENSE}, \"training\"")),
        &["--from", &half],
    );
    check_failure(&output, "dense/kernel has shape");
    std::fs::remove_dir_all(&data).expect("removed");
}

#[test]
fn pictures_are_predicted_by_their_names_in_the_sizes_that_they_were_trained_in() {
    let data = folder("save-pictures");
    let path = |name: &str| data.join(name).to_str().expect("ASCII").to_owned();
    let picture = |i: u8, is_above: bool| {
        image::RgbImage::from_fn(20, 20, |x, y| {
            let bright = (y < 10) == is_above && (x as u8) < i;
            image::Rgb([if bright { 200 } else { i }, 90, 90])
        })
    };
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path("set.zip")).expect("a file"));
    std::fs::create_dir_all(path("new")).expect("a folder");
    for i in 0..60_u8 {
        let mut png = std::io::Cursor::new(Vec::new());
        let made = picture(i % 20, i % 2 == 0);
        made.write_to(&mut png, image::ImageFormat::Png)
            .expect("a PNG");
        let class = ["above", "below"][usize::from(i % 2)];
        let part = if i < 30 { "train" } else { "test" };
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(format!("{part}/{class}/{i}.png"), options)
            .expect("an entry");
        std::io::Write::write_all(&mut zip, png.get_ref()).expect("written");
        if i >= 30 {
            std::fs::write(path(&format!("new/{class}-{i}.png")), png.get_ref()).expect("a PNG");
        }
    }
    zip.finish().expect("a zip");
    let spec = r#"{"version": 1, "data": {"source": {"type": "Files", "names": ["set.zip"]},
        "prepare": {"size": [9, 7], "colour": "grey", "invert": true, "scaling": "standardize"}},
        "model": {"layers": [{"type": "Conv2D", "filters": 4, "kernel_size": 3, "activation": "relu"},
            {"type": "Flatten"}, {"type": "Dense", "units": 2, "activation": "softmax"}]},
        "training": {"batch_size": 8, "epochs": 2}}"#;
    let [model, folder] = [path("model.safetensors"), path("")];
    let metrics = metrics(spec, &["--data", &folder, "--save", &model]);
    let output = command(&["predict", &model, &path("new")]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let table = text(&output.stdout);
    assert_eq!(table.lines().count(), 31);
    let of_name = |_: usize, name: &str| usize::from(name.contains("below"));
    let found = confusion(&table, ["above", "below"], of_name);
    assert_eq!(found, metrics["confusion"], "{table}");
    // With their labels, too.
    let output = command(&["predict", &model, &path("set.zip")]);
    assert_eq!(text(&output.stdout).lines().count(), 61, "{output:?}");
    std::fs::remove_dir_all(&data).expect("removed");
}

/// `hearth export` of a file in the checkout.
fn export(path: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hearth"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["export", path])
        .args(arguments)
        .output()
        .expect("the program runs")
}

#[test]
fn an_experiment_is_exported_in_every_form() {
    let c3 = "assets/recipes/c3.json";
    for (to, begins, holds) in [
        (
            "keras",
            "\"\"\"Study C",
            "layers.Dense(units=256, activation=\"relu\")",
        ),
        (
            "summary",
            "Model: \"sequential\"",
            " Total params: 858,122 (3.27 MB)",
        ),
        ("diagram", "<svg ", "max_pooling2d_1"),
        ("json", "{\n", "\"version\": 1"),
    ] {
        let output = export(c3, &["--to", to]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let written = text(&output.stdout);
        assert!(
            written.starts_with(begins) && written.contains(holds),
            "{to}: {written}"
        );
    }
    let output = export(c3, &["--to", "summary", "--trained"]);
    assert!(text(&output.stdout).contains(" Optimizer params: 1,715,862 (6.55 MB)"));
    let folder = folder("export");
    let file = folder.join("diagram.svg");
    let output = export(
        c3,
        &["--to", "diagram", "--output", &file.to_string_lossy()],
    );
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(
        std::fs::read_to_string(&file)
            .expect("written")
            .ends_with("</svg>\n")
    );
    std::fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn an_export_that_cannot_be_made_says_why() {
    let own_files = export("assets/recipes/b1.json", &["--to", "keras"]);
    check_failure(&own_files, "pandas-bears.zip");
    let nowhere = ["--to", "json", "--output", "/nonexistent/file.json"];
    check_failure(
        &export("assets/recipes/c3.json", &nowhere),
        "/nonexistent/file.json",
    );
    check_failure(
        &export("/nonexistent.json", &["--to", "json"]),
        "/nonexistent.json",
    );
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

#[test]
fn a_run_goes_on_from_a_checkpoint_as_if_it_had_not_been_ended() {
    let spec = |epochs: usize| {
        format!(
            r#"{{"version": 1,
            "data": {{"source": {{"type": "SyntheticDigits", "train": 300, "test": 50}}}},
            "schedule": {{"type": "ExponentialDecay", "decay_steps": 10, "decay_rate": 0.5}},
            "callbacks": [{{"type": "ModelCheckpoint"}}],
            "training": {{"batch_size": 64, "epochs": {epochs}}}}}"#
        )
    };
    let folder = folder("checkpoints");
    let path = folder.to_str().expect("UTF-8");
    let first = hearth(&spec(1), &["--checkpoints", path]);
    outcome(&first);
    let names = ["last.safetensors", "epoch-0001.safetensors"];
    let [last, of_epoch] = names.map(|name| folder.join(name));
    let whole = outcome(&hearth(&spec(2), &[]));
    for snapshot in [last, of_epoch] {
        let resumed = hearth(&spec(2), &["--resume", snapshot.to_str().expect("UTF-8")]);
        assert_eq!(outcome(&resumed), whole);
    }
    let missing = hearth(&spec(2), &["--resume", "no-such-file"]);
    check_failure(&missing, "no-such-file");
    let over = folder.join("last.safetensors");
    let over = hearth(&spec(1), &["--resume", over.to_str().expect("UTF-8")]);
    check_failure(&over, "without an epoch");
    std::fs::remove_dir_all(&folder).expect("removed");
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
    let save = hearth(
        &spec(r#"{"type": "SVC"}"#),
        &["--save", "/tmp/never.safetensors"],
    );
    check_failure(&save, "--save is for networks");
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
