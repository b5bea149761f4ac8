//! Models that are saved, asked, recorded, and gone on from.

use super::*;

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
fn a_saved_classifier_predicts_and_is_evaluated_as_its_training_was() {
    let data = folder("save-classifier");
    let path = |name: &str| data.join(name).to_str().expect("ASCII").to_owned();
    let rows = |from: u32, to: u32| -> String {
        let row = |i: u32| {
            let noise = f64::from(i * 7919 % 101) / 101.0;
            let side = f64::from(i % 3) * 0.4;
            format!(
                "{},{},{}\n",
                noise + side,
                noise - side,
                ["oak", "ash", "elm"][i as usize % 3]
            )
        };
        "length,width,class\n".to_owned() + &(from..to).map(row).collect::<String>()
    };
    std::fs::write(path("train.csv"), rows(0, 90)).expect("a table");
    std::fs::write(path("test.csv"), rows(90, 150)).expect("a table");
    std::fs::write(path("new.csv"), "length,width\n0.9,0.1\n0.2,0.2\n").expect("a table");
    let [model, record, folder, predictions] =
        ["model.safetensors", "run.json", "", "predicted.csv"].map(path);
    for classifier in [
        r#"{"type": "SVC", "kernel": "poly"}"#,
        r#"{"type": "LogisticRegression"}"#,
        r#"{"type": "KNeighborsClassifier"}"#,
    ] {
        let spec = format!(
            r#"{{"version": 1, "model": {{"classifier": {classifier}}},
            "data": {{"source": {{"type": "Files", "names": ["train.csv", "test.csv"]}},
                "outside": {{"names": ["new.csv"]}}, "prepare": {{"scaling": "standardize"}}}}}}"#
        );
        let options = ["--data", &folder, "--save", &model, "--record", &record];
        let options = [&options[..], &["--predictions", &predictions]].concat();
        let trained = metrics(&spec, &options);
        let output = command(&["evaluate", &model, "--data", &folder]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let scores: Value = serde_json::from_slice(&output.stdout).expect("a line");
        assert_eq!(scores["confusion"], trained["confusion"], "{classifier}");
        assert_eq!(scores["accuracy"], trained["test"]["accuracy"]);
        let output = command(&["predict", &model, &path("new.csv")]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let table = std::fs::read_to_string(&predictions).expect("a table");
        assert_eq!((text(&output.stdout), table.lines().count()), (table, 3));
        let record = std::fs::read_to_string(&record).expect("a record");
        let record = hearth::run::RunRecord::from_json(&record).expect("a record");
        let known = record.predictions.expect("it was asked").labels.len();
        assert_eq!((known, record.history.len()), (60, 1));
    }
    let bytes = std::fs::read(&model).expect("a model");
    std::fs::write(&model, &bytes[..bytes.len() - 9]).expect("a file");
    let output = command(&["predict", &model, &path("new.csv")]);
    check_failure(&output, "model.safetensors: the model's file is damaged");
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
