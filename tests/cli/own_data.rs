//! Networks on own tables and pictures.

use super::*;

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
