//! What is wrong in an experiment or its data is named.

use super::*;

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
