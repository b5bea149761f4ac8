//! Scripts of recipes, and what is said where Keras has no means.

use super::*;
use crate::experiment::Shape;

fn recipe(name: &str) -> Experiment {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/recipes");
    let text = std::fs::read_to_string(format!("{folder}/{name}.json")).expect(name);
    Experiment::from_json(&text).expect("valid")
}

/// Compares with a committed script; `HEARTH_WRITE_SCRIPTS=1` writes it.
fn check(name: &str) {
    let experiment = recipe(name);
    let context = Context::of(&experiment).expect("known data");
    let code = keras_code(&experiment, &context);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/fixtures");
    let path = format!("{folder}/{name}.py");
    if std::env::var_os("HEARTH_WRITE_SCRIPTS").is_some() {
        std::fs::write(&path, &code).expect("written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        code, committed,
        "{name}: if that is meant, HEARTH_WRITE_SCRIPTS=1 cargo test scripts"
    );
}

#[test]
fn scripts_of_recipes_are_as_committed() {
    for name in ["c3", "c7", "a1", "d5"] {
        check(name);
    }
}

#[test]
fn nothing_is_left_out_in_silence() {
    let mut experiment = recipe("a3");
    experiment.data.augmentation.brightness_range = Some([0.5, 1.5]);
    experiment.data.augmentation.random_crop = 2;
    experiment.data.prepare.drop_leaked = true;
    experiment.seed = u64::MAX;
    let context = Context::of(&experiment).expect("known data");
    let code = keras_code(&experiment, &context);
    for said in [
        "# Not in this script: Hearth multiplies the pixels by 0.5 to 1.5",
        "# Hearth pads by fill_mode",
        "# Not in this script: Hearth leaves out test samples",
        "SEED = 4294967295  # 18446744073709551615 in Hearth",
    ] {
        assert!(code.contains(said), "{said} in\n{code}");
    }
}

#[test]
fn what_only_files_tell_comes_from_outside() {
    let experiment = recipe("c1");
    assert_eq!(Context::of(&experiment), None);
    let context = Context {
        input: Shape::Image([28, 28, 1]),
        classes: 10,
        has_test: false,
    };
    let code = keras_code(&experiment, &context);
    assert!(code.contains("pandas.read_csv(\"train.csv\")"), "{code}");
    assert!(code.contains("# Not read here, and part of the experiment: test.csv."));
    assert!(code.contains("kept, held = hold_back(y_train, 0.1)\n    x_test, y_test"));
}

#[test]
fn names_cannot_end_the_docstring() {
    let mut experiment = recipe("a3");
    experiment.name = "x\"\"\"\nimport os\\".to_owned();
    let context = Context::of(&experiment).expect("known data");
    let code = keras_code(&experiment, &context);
    assert!(code.starts_with("\"\"\"x''' import os/\n"), "{code}");
}

#[test]
fn blocks_borders_and_fitted_layers_are_written() {
    let mut experiment = recipe("c3");
    experiment.model = serde_json::from_str(
        r#"{"layers": [
            {"type": "Normalization"},
            {"type": "ZeroPadding2D", "padding": [[0, 1], [2, 3]]},
            {"type": "Residual", "layers": [
                {"type": "Conv2D", "filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"},
                {"type": "Residual", "activation": "linear", "layers": [
                    {"type": "SeparableConv2D", "filters": 4, "kernel_size": 3, "padding": "same",
                     "pointwise_l1": 0.01, "pointwise_l2": 0.02}
                ]}
            ]},
            {"type": "LayerNormalization", "axis": [1, 2, 3]},
            {"type": "GlobalMaxPooling2D"},
            {"type": "Dense", "units": 10, "activation": "softmax", "kernel_initializer": "he_normal"}
        ]}"#,
    )
    .expect("a model");
    let context = Context::of(&experiment).expect("known data");
    let code = keras_code(&experiment, &context);
    for written in [
        "class Residual(layers.Layer):",
        "model.layers[0].adapt(",
        "layers.ZeroPadding2D(padding=((0, 1), (2, 3)))",
        "        Residual([\n            layers.Conv2D(",
        "            Residual([\n                layers.SeparableConv2D(",
        "pointwise_regularizer=keras.regularizers.L1L2(l1=0.01, l2=0.02)",
        "            ], activation=\"linear\"),\n        ], projection=layers.Conv2D(filters=4, kernel_size=1, \
         strides=2, padding=\"same\"), activation=\"relu\"),\n",
        "layers.LayerNormalization(axis=[1, 2, 3])",
        "kernel_initializer=\"he_normal\"",
    ] {
        assert!(code.contains(written), "{written} in\n{code}");
    }
    assert!(!keras_code(&recipe("c3"), &context).contains("Residual"));
}

#[test]
fn every_kind_of_layer_is_written_and_blocks_are_classes_of_the_script() {
    let mut experiment = recipe("a3");
    let layers = r#"[
        {"type": "Normalization"},
        {"type": "ZeroPadding2D", "padding": [[1, 2], [3, 4]]},
        {"type": "Conv2D", "filters": 4, "kernel_size": [3, 1], "kernel_l2": 0.001, "kernel_initializer": "he_normal", "use_bias": false},
        {"type": "Residual", "activation": "relu", "layers": [
            {"type": "Conv2D", "filters": 8, "kernel_size": 3, "strides": 2, "padding": "same"},
            {"type": "BatchNormalization"}
        ]},
        {"type": "Reshape", "target_shape": [-1]},
        {"type": "Dense", "units": 10, "kernel_l1": 0.1, "kernel_l2": 0.2}
    ]"#;
    experiment.model.layers = serde_json::from_str(layers).expect("layers");
    let context = Context::of(&experiment).expect("known data");
    let code = keras_code(&experiment, &context);
    for line in [
        "class Residual(layers.Layer):",
        "        layers.ZeroPadding2D(padding=((1, 2), (3, 4))),\n",
        "        layers.Conv2D(filters=4, kernel_size=(3, 1), use_bias=False, kernel_initializer=\"he_normal\", \
         kernel_regularizer=keras.regularizers.L2(l2=0.001)),\n",
        "        Residual([\n            layers.Conv2D(filters=8, kernel_size=3, strides=2, padding=\"same\"),\n",
        "        ], projection=layers.Conv2D(filters=8, kernel_size=1, strides=2, padding=\"same\"), activation=\"relu\"),\n",
        "        layers.Reshape(target_shape=[-1]),\n",
        "kernel_regularizer=keras.regularizers.L1L2(l1=0.1, l2=0.2)",
        "    model.layers[0].adapt(x_train)\n",
        "SparseCategoricalCrossentropy(from_logits=True)",
    ] {
        assert!(code.contains(line), "{line} in\n{code}");
    }
}

#[test]
fn schedules_and_callbacks_are_keras_s_own() {
    let mut experiment = recipe("d1");
    experiment.schedule =
        serde_json::from_str(r#"{"type": "CosineDecay", "warmup_steps": 100}"#).expect("one");
    let callbacks = r#"[
        {"type": "EarlyStopping", "patience": 10, "min_delta": 0.005, "restore_best_weights": true},
        {"type": "ReduceLROnPlateau", "patience": 3},
        {"type": "ModelCheckpoint", "save_best_only": true}
    ]"#;
    experiment.callbacks = serde_json::from_str(callbacks).expect("callbacks");
    let context = Context::of(&experiment).expect("known data");
    let code = keras_code(&experiment, &context);
    for said in [
        "learning_rate=keras.optimizers.schedules.CosineDecay(initial_learning_rate=0.0, decay_steps=max(1, steps - 100), \
         warmup_target=0.001, warmup_steps=100)",
        "def compile_model(model, steps):",
        "compile_model(model, steps=12 * -(-len(x_train) // 64))",
        "keras.callbacks.EarlyStopping(min_delta=0.005, patience=10, restore_best_weights=True),",
        "# Not in this script: ReduceLROnPlateau, which Keras refuses beside a schedule.",
        "keras.callbacks.ModelCheckpoint(\"best.keras\", save_best_only=True),",
    ] {
        assert!(code.contains(said), "{said} in\n{code}");
    }
    experiment.schedule = serde_json::from_str(r#"{"type": "OneCycle"}"#).expect("one");
    assert!(keras_code(&experiment, &context).contains("# Not in this script: Hearth's one cycle"));
    experiment.schedule = serde_json::from_str(r#"{"type": "ExponentialDecay"}"#).expect("one");
    let code = keras_code(&experiment, &context);
    let decay = "ExponentialDecay(initial_learning_rate=0.001, decay_steps=steps, decay_rate=0.1)";
    assert!(code.contains(decay), "{code}");
}

#[test]
fn what_the_loss_counts_is_written() {
    let mut experiment = recipe("a3");
    experiment.training.label_smoothing = Some(0.1);
    experiment.training.class_weight = crate::experiment::ClassWeight::Each(vec![1.0, 2.5]);
    let context = Context::of(&experiment).expect("known data");
    let code = keras_code(&experiment, &context);
    for said in [
        "loss=keras.losses.CategoricalCrossentropy(label_smoothing=0.1)",
        "y_train = keras.utils.to_categorical(y_train, 10)",
        "        class_weight={0: 1.0, 1: 2.5},\n",
    ] {
        assert!(code.contains(said), "{said} in\n{code}");
    }
    let rule = crate::experiment::ClassWeightRule::Balanced;
    experiment.training.class_weight = crate::experiment::ClassWeight::Rule(rule);
    let code = keras_code(&experiment, &context);
    let counted = code.find("counts = np.unique(y_train.argmax(axis=1), return_counts=True)");
    assert!(counted < code.find("class_weight=balanced"), "{code}");
    assert!(counted.is_some(), "{code}");
}
