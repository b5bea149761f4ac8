//! `hearth export`: an experiment in every form.

use super::*;

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
