//! The experiment format: defaults, errors that name the field, shapes, the schema.

use super::*;

fn error(json: &str) -> ExperimentError {
    Experiment::from_json(json).expect_err("must not be accepted")
}

#[test]
fn the_default_survives_a_round_trip() {
    let experiment = Experiment::default();
    let back = Experiment::from_json(&experiment.to_json()).expect("own JSON");
    assert_eq!(back, experiment);
}

#[test]
fn a_version_alone_is_an_experiment_with_the_defaults_of_keras() {
    let experiment = Experiment::from_json(r#"{"version": 1}"#).expect("all else has defaults");
    let expected = Experiment {
        optimizer: Optimizer::default(),
        schedule: Schedule::default(),
        training: Training::default(),
        ..Experiment::default()
    };
    assert_eq!(experiment, expected);
}

#[test]
fn errors_of_reading_name_the_path() {
    for (json, field) in [
        (
            r#"{"version": 1, "training": {"batch_size": "64"}}"#,
            "training.batch_size",
        ),
        (
            r#"{"version": 1, "model": {"layers": [{"type": "Dense"}]}}"#,
            "model.layers[0]",
        ),
    ] {
        let error = Experiment::from_json(json).expect_err(json);
        assert_eq!(error.field, field, "{json}");
    }
}

#[test]
fn errors_name_the_field() {
    let cases = [
        (r#"{"version": 2}"#, "version"),
        (r"{}", "version"),
        ("{", "The experiment"),
        (
            r#"{"version": 1, "optimizer": {"type": "SGD", "learning_rate": 1e39}}"#,
            "optimizer.learning_rate",
        ),
        (
            r#"{"version": 1, "optimizer": {"type": "Adam", "epsilon": 1e-60}}"#,
            "optimizer.epsilon",
        ),
        (
            r#"{"version": 1, "model": {"layers": [{"type": "BatchNormalization", "epsilon": 1e-60}]}}"#,
            "model.layers[0].epsilon",
        ),
        (
            r#"{"version": 1, "training": {"batch_size": 0}}"#,
            "training.batch_size",
        ),
        (
            r#"{"version": 1, "optimizer": {"type": "Adam", "beta_1": 1.0}}"#,
            "optimizer.beta_1",
        ),
        (
            r#"{"version": 1, "data": {"split": {"validation": 1.5}}}"#,
            "data.split.validation",
        ),
        (
            r#"{"version": 1, "data": {"split": {"test": 0}}}"#,
            "data.split.test",
        ),
        (
            r#"{"version": 1, "data": {"source": {"type": "Points", "layout": "classification", "classes": 3}}}"#,
            "data.source.classes",
        ),
        (
            r#"{"version": 1, "data": {"source": {"type": "Points", "noise": -1}}}"#,
            "data.source.noise",
        ),
        (
            r#"{"version": 1, "data": {"source": {"type": "QuickDraw", "classes": ["cat", "dog", "cat"]}}}"#,
            "data.source.classes",
        ),
        (
            r#"{"version": 1, "data": {"source": {"type": "Files", "names": []}}}"#,
            "data.source.names",
        ),
        (
            r#"{"version": 1, "data": {"source": {"type": "Files", "names": ["a"], "options": {"size": [0, 5]}}}}"#,
            "data.source.options.size",
        ),
        (
            r#"{"version": 1, "data": {"prepare": {"size": [28, 5000]}}}"#,
            "data.prepare.size",
        ),
        (
            r#"{"version": 1, "data": {"prepare": {"classes": ["a"]}}}"#,
            "data.prepare.classes",
        ),
        (
            r#"{"version": 1, "data": {"prepare": {"limit": 1}}}"#,
            "data.prepare.limit",
        ),
        (
            r#"{"version": 1, "data": {"augmentation": {"rotation_range": 200}}}"#,
            "data.augmentation.rotation_range",
        ),
        (
            r#"{"version": 1, "data": {"augmentation": {"copies": 101}}}"#,
            "data.augmentation.copies",
        ),
        (r#"{"version": 1, "model": {"layers": []}}"#, "model.layers"),
        (
            r#"{"version": 1, "model": {"layers": [{"type": "Flatten"}, {"type": "Dropout", "rate": 1.0}]}}"#,
            "model.layers[1].rate",
        ),
        (
            r#"{"version": 1, "model": {"layers": [{"type": "Dense", "units": 3, "activation": "softmax"}, {"type": "Flatten"}]}}"#,
            "model.layers[0].activation",
        ),
    ];
    for (json, field) in cases {
        assert_eq!(error(json).field, field, "{json}");
    }
}

#[test]
fn unknown_fields_are_refused_by_name() {
    let e = error(r#"{"version": 1, "lerning_rate": 0.1}"#);
    assert!(e.message.contains("lerning_rate"), "{e}");
    let e =
        error(r#"{"version": 1, "model": {"layers": [{"type": "Dense", "units": 2, "unit": 3}]}}"#);
    assert!(e.message.contains("unit"), "{e}");
    let e =
        error(r#"{"version": 1, "data": {"source": {"type": "MNIST", "trian": 5}, "split": {}}}"#);
    assert_eq!(e.field, "data.source");
    assert!(e.message.contains("trian"), "{e}");
}

#[test]
fn a_version_that_is_there_is_not_called_missing() {
    let e = error(r#"{"version": "1"}"#);
    assert!(e.message.contains("is \"1\""), "{e}");
    assert!(error("{}").message.contains("is missing"));
}

#[test]
fn a_split_without_a_part_has_the_default() {
    let json = r#"{"version": 1, "data": {"split": {}}}"#;
    let experiment = Experiment::from_json(json).expect("valid");
    assert_eq!(experiment.data.split, Split::default());
}

#[test]
fn absent_options_of_points_have_the_defaults_of_their_layout() {
    let read = |source: &str| {
        let json = format!(r#"{{"version": 1, "data": {{"source": {source}}}}}"#);
        Experiment::from_json(&json).expect("valid").data.source
    };
    assert_eq!(
        read(r#"{"type": "Points"}"#),
        Source::Points(Points::default())
    );
    let spiral = Points {
        classes: 3,
        ..Points::of(Layout::Spiral)
    };
    assert_eq!((spiral.samples, spiral.noise), (300, 0.1));
    assert_eq!(
        read(r#"{"type": "Points", "layout": "spiral", "classes": 3}"#),
        Source::Points(spiral)
    );
    let e = error(r#"{"version": 1, "data": {"source": {"type": "Points", "smaples": 3}}}"#);
    assert!(e.message.contains("smaples"), "{e}");
}

#[test]
fn every_source_survives_a_round_trip() {
    let sources = [
        r#"{"type": "FashionMNIST"}"#,
        r#"{"type": "CIFAR10"}"#,
        r#"{"type": "QuickDraw", "classes": ["cat", "dog"]}"#,
        r#"{"type": "Points", "layout": "moons"}"#,
        r#"{"type": "Files", "names": ["a.csv"], "options": {"missing": "mean", "label": {"type": "name", "name": "y"}}}"#,
    ];
    for source in sources {
        let json = format!(
            r#"{{"version": 1, "data": {{"source": {source}, "prepare": {{"colour": "grey", "limit": 50}},
                "split": {{"stratify": true}}, "augmentation": {{"brightness_range": [0.9, 1.1], "copies": 2}}}}}}"#
        );
        let experiment = Experiment::from_json(&json).expect(source);
        let back = Experiment::from_json(&experiment.to_json());
        assert_eq!(back, Ok(experiment), "{source}");
    }
}

#[test]
fn defaults_are_not_written() {
    let json = Experiment::default().to_json();
    assert!(!json.contains("prepare") && !json.contains("augmentation"));
}

#[test]
fn rows_of_numbers_go_into_dense_layers() {
    let model = |layers| Model::new("", layers);
    let dense = model(vec![
        Layer::dense(8, Activation::Relu),
        Layer::batch_normalization(),
        Layer::dropout(0.1),
        Layer::flatten(),
        Layer::dense(3, Activation::Softmax),
    ]);
    let summary = dense.summary(Shape::Flat(4), 3).expect("fits");
    assert_eq!(summary.total(), 4 * 8 + 8 + 4 * 8 + 8 * 3 + 3);
    for layer in [
        Layer::conv2d(2, 3, Padding::Same, Activation::Relu),
        Layer::max_pooling2d(2),
    ] {
        let error = model(vec![layer]).summary(Shape::Flat(4), 3);
        let error = error.expect_err("no pictures");
        assert_eq!(error.field, "model.layers[0]");
        assert!(error.hint.contains("Dense"), "{}", error.hint);
    }
}

#[test]
fn a_single_number_stands_for_both_sides() {
    let json = r#"{"version": 1, "model": {"layers": [{"type": "Conv2D", "filters": 2, "kernel_size": 3, "strides": [2, 1]}]}}"#;
    let experiment = Experiment::from_json(json).expect("valid");
    let Layer::Conv2D(layer) = &experiment.model.layers[0] else {
        panic!("a convolution")
    };
    assert_eq!((layer.kernel_size, layer.strides), ([3, 3], [2, 1]));
}

#[test]
fn study_c_has_its_parameters() {
    let summary = BuiltInModel::StudyCCnn
        .model()
        .summary(Shape::Image([28, 28, 1]), 10)
        .expect("fits 28 × 28");
    assert_eq!(summary.total(), 858_122);
    assert_eq!(summary.layers[1].name, "max_pooling2d");
    assert_eq!(summary.layers[4].name, "conv2d_1");
    assert_eq!(summary.layers[8].output, Shape::Flat(3136));
}

#[test]
fn shapes_that_do_not_fit_name_the_layer() {
    let model = |layers| Model::new("", layers);
    let input = Shape::Image([4, 4, 1]);
    let large = model(vec![Layer::conv2d(
        1,
        5,
        Padding::Valid,
        Activation::Linear,
    )]);
    assert_eq!(
        large.summary(input, 10).expect_err("5 > 4").field,
        "model.layers[0].kernel_size"
    );
    let unflattened = model(vec![Layer::dense(10, Activation::Softmax)]);
    assert_eq!(
        unflattened.summary(input, 10).expect_err("not flat").field,
        "model.layers[0]"
    );
    let nine = model(vec![Layer::flatten(), Layer::dense(9, Activation::Softmax)]);
    assert_eq!(
        nine.summary(input, 10).expect_err("ten classes").field,
        "model.layers[1]"
    );
}

#[test]
fn networks_that_no_browser_holds_name_the_field() {
    let check = |layers, field: &str| {
        let name = String::new();
        let error = Model::new(name, layers)
            .summary(Shape::Image([28, 28, 1]), 10)
            .expect_err("too large");
        assert_eq!(error.field, field, "{error}");
    };
    let conv = |filters, kernel| Layer::conv2d(filters, kernel, Padding::Same, Activation::Linear);
    check(vec![conv(4096, 1024)], "model.layers[0].filters");
    check(
        vec![conv(4096, 1), conv(4096, 3)],
        "model.layers[1].filters",
    );
    let dense = |units| Layer::dense(units, Activation::Linear);
    check(
        vec![Layer::flatten(), dense(65_536)],
        "model.layers[1].units",
    );
    // Each of them is in range, and both together are too many.
    check(
        vec![Layer::flatten(), dense(32_768), dense(1000)],
        "model.layers[2]",
    );
}

#[test]
fn same_padding_puts_the_odd_one_after() {
    assert_eq!(window_output(28, 4, 2, Padding::Same), Some((14, (1, 1))));
    assert_eq!(window_output(8, 3, 2, Padding::Same), Some((4, (0, 1))));
    assert_eq!(window_output(9, 3, 2, Padding::Valid), Some((4, (0, 0))));
    assert_eq!(window_output(2, 3, 1, Padding::Valid), None);
}

#[test]
fn the_committed_schema_is_the_generated_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/experiment.schema.json");
    if std::env::var_os("HEARTH_WRITE_SCHEMA").is_some() {
        std::fs::write(path, Experiment::schema_json()).expect("written");
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == Experiment::schema_json(),
        "the format changed: run `HEARTH_WRITE_SCHEMA=1 cargo test schema` and commit the file"
    );
}

#[test]
fn every_recipe_is_an_experiment_that_fits_its_data() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/recipes");
    let recipes: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of recipes")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    assert!(!recipes.is_empty());
    for path in recipes {
        let text = std::fs::read_to_string(&path).expect("a file");
        let experiment =
            Experiment::from_json(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        if experiment.model.classifier.is_some() {
            // It takes rows of any length, of any number of classes.
            continue;
        }
        let (input, classes) = match &experiment.data.source {
            Source::Points(_) => (Shape::Flat(2), 2),
            Source::Files(files) if files.names[0] == "pandas-bears.zip" => {
                (Shape::Image([128, 128, 3]), 2)
            }
            _ => (Shape::Image([28, 28, 1]), 10),
        };
        experiment
            .model
            .summary(input, classes)
            .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }
}

#[test]
fn the_study_c_recipe_is_the_built_in_model() {
    let text = include_str!("../../assets/recipes/c3.json");
    let experiment = Experiment::from_json(text).expect("valid");
    assert_eq!(experiment.model, BuiltInModel::StudyCCnn.model());
}

#[test]
fn the_recipe_of_points_has_a_built_in_model() {
    let text = include_str!("../../assets/recipes/a1.json");
    let experiment = Experiment::from_json(text).expect("valid");
    assert_eq!(experiment.model, BuiltInModel::SmallMlp.for_classes(2));
}

#[test]
fn the_recipe_of_mnist_is_the_default_recipe() {
    let text = include_str!("../../assets/recipes/mnist.json");
    let recipe = Experiment::from_json(text).expect("valid");
    let default = Experiment::default();
    assert_eq!(recipe.model, default.model);
    assert_eq!(recipe.optimizer, default.optimizer);
    assert_eq!(recipe.schedule, default.schedule);
    let (samples, batch_size) = (57_000, recipe.training.batch_size);
    let epochs = default_recipe::epochs(Shape::Image([28, 28, 1]), samples, batch_size);
    assert_eq!(recipe.training.epochs, epochs);
    let evaluations = default_recipe::evaluations_per_epoch(epochs);
    assert_eq!(recipe.training.evaluations_per_epoch, evaluations);
}

#[test]
fn a_step_that_no_browser_holds_is_refused_before_training() {
    let summary = |layers: Vec<Layer>, batch_size| {
        let mut experiment = Experiment::default();
        experiment.model.layers = layers;
        experiment.training.batch_size = batch_size;
        let valid = experiment.validate();
        assert_eq!(valid, Ok(()));
        experiment.summary(Shape::Image([128, 128, 3]), 2)
    };
    let with = |filters| {
        let conv = Layer::conv2d(filters, 3, Padding::Same, Activation::Relu);
        let pool = Layer::max_pooling2d(64);
        let dense = Layer::dense(2, Activation::Softmax);
        vec![conv, pool, Layer::flatten(), dense]
    };
    assert!(summary(with(16), 32).is_ok());
    let error = summary(with(64), 4096).expect_err("far too large");
    assert_eq!(error.field, "training.batch_size");
    // What is said to fit does, and is the most that does.
    let fitting: usize = error
        .hint
        .split(' ')
        .nth(1)
        .expect("a number")
        .parse()
        .expect("one");
    assert!(summary(with(64), fitting).is_ok(), "{fitting}");
    assert!(summary(with(64), fitting + 1).is_err(), "{fitting}");
    // Evaluation takes its batch however small the steps are.
    let error = summary(with(900), 1).expect_err("too large for any batch");
    assert_eq!(error.field, "model.layers[0]");
}

#[test]
fn the_estimate_of_memory_counts_samples_parameters_and_slots() {
    let layers = vec![Layer::dense(3, Activation::Linear)];
    let name = String::new();
    let summary = Model::new(name, layers)
        .summary(Shape::Flat(2), 3)
        .expect("fits");
    let parameters = 2 * 3 + 3;
    let evaluation = (2 + 2 * 3) * EVALUATION_BATCH as u64;
    // The output, its gradient, that of the input, and the input twice.
    let step = |batch: u64| ((2 * 3 + 2 + 2 * 2) * batch).max(evaluation);
    let adam = Optimizer::adam(0.1);
    assert_eq!(
        summary.step_bytes(1000, &adam),
        4 * (parameters * 5 + step(1000))
    );
    let sgd = Optimizer::sgd(0.1);
    assert_eq!(summary.step_bytes(1, &sgd), 4 * (parameters * 3 + step(1)));
}

#[test]
fn the_schema_has_the_limits_of_the_fields() {
    let schema: serde_json::Value = serde_json::from_str(&Experiment::schema_json()).expect("JSON");
    let layers = schema["$defs"]["Layer"]["oneOf"].as_array().expect("kinds");
    assert_eq!(layers.len(), Layer::KINDS.len());
    let conv = layers
        .iter()
        .find(|kind| kind["properties"]["type"]["const"] == "Conv2D")
        .expect("a convolution");
    assert_eq!(conv["properties"]["filters"]["maximum"], 4096);
    assert_eq!(
        conv["required"],
        serde_json::json!(["type", "filters", "kernel_size"])
    );
    let batch_size = &schema["$defs"]["Training"]["properties"]["batch_size"];
    assert_eq!(
        (&batch_size["minimum"], &batch_size["default"]),
        (&1.into(), &64.into())
    );
}

#[test]
fn every_kind_is_written_and_read_with_its_defaults() {
    for kind in Layer::KINDS {
        let layer = (kind.new)();
        assert_eq!(layer.class_name(), kind.name);
        let json = serde_json::to_value(&layer).expect("JSON");
        assert_eq!(json["type"], kind.name);
        assert_eq!(
            serde_json::from_value::<Layer>(json).expect(kind.name),
            layer
        );
        // What is required must be there, and what is not need not.
        let mut stated = serde_json::Map::from_iter([("type".to_owned(), kind.name.into())]);
        if layer.kind().inner().is_some() {
            let layers = serde_json::to_value(&layer).expect("JSON")["layers"].clone();
            stated.insert("layers".to_owned(), layers);
        }
        let missing: Vec<_> = (kind.fields)()
            .into_iter()
            .filter(|f| f.is_required)
            .collect();
        let read = |json: &serde_json::Map<_, _>| {
            serde_json::from_value::<Layer>(serde_json::Value::Object(json.clone()))
        };
        assert_eq!(read(&stated).is_err(), !missing.is_empty(), "{}", kind.name);
        for field in missing {
            let value = serde_json::to_value(&layer).expect("JSON")[field.name].clone();
            stated.insert(field.name.to_owned(), value);
        }
        assert_eq!(read(&stated).expect(kind.name), layer);
    }
}
