//! `hearth data describe`: what is said of whole sets, of broken files, and of paths.

#![cfg(not(target_family = "wasm"))]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use hearth::data::describe::{Description, Form, PartName, Repeat};
use hearth::data::{Role, Usage};
use serde_json::{Value, json};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn describe<T: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = T>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hearth"))
        .args(["data", "describe"])
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The error on the standard error, where a slow machine's progress may precede it.
fn in_words(output: &Output) -> String {
    let text = text(&output.stderr);
    text[text.find("error: ").unwrap_or_default()..].to_owned()
}

/// The description that a successful call prints as JSON.
fn described(arguments: &[&str]) -> Description {
    let output = describe(arguments.iter().chain(&["--json"]));
    assert!(output.status.success(), "{}", text(&output.stderr));
    let out = text(&output.stdout);
    assert_eq!(out.lines().count(), 1, "one line of JSON");
    serde_json::from_str(&out).expect("a description")
}

const TABLE_OPTIONS: &str =
    "How a table is read is set by --label, --header or --no-header, --separator and --missing.";

/// Checks that a call fails in words on the standard error, and with `--json` as JSON too.
fn check_failure(arguments: &[&str], message: &str, hint: &str) {
    let output = describe(arguments.iter().chain(&["--json"]));
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    let words = in_words(&output);
    let mut error: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let error = error["error"].as_object_mut().expect("an error");
    let table = error.remove("table");
    let hint = match &table {
        Some(table) => {
            assert!(table["columns"].is_array() && table["separator"].is_string());
            format!("{hint} {TABLE_OPTIONS}")
        }
        None => hint.to_owned(),
    };
    let whole = error["message"].as_str().expect("a message");
    assert!(whole.starts_with(message), "{whole}");
    assert_eq!(
        json!(error),
        json!({"kind": "data", "message": whole, "hint": hint})
    );

    let output = describe(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert_eq!(in_words(&output), words);
    assert!(words.starts_with(&format!("error: {message}")), "{words}");
    assert!(words.ends_with(&format!("\n  {hint}\n")), "{words}");
}

/// A folder of its own for a test's files, which are written there.
fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hearth-describe-{}-{name}", std::process::id()));
    for (name, content) in files {
        let file = path.join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a temporary folder");
        fs::write(file, content).expect("a temporary file");
    }
    path
}

fn str(path: &Path) -> &str {
    path.to_str().expect("a path of UTF-8")
}

#[test]
fn mnist_is_described() {
    let folder = format!("{ROOT}/stage/data/mnist");
    assert!(
        Path::new(&folder).is_dir(),
        "{folder} is missing: `cargo xtask setup` fetches MNIST, and `cargo xtask test` runs it"
    );
    let found = described(&[&folder]);
    let form = Form::Pictures {
        height: 28,
        width: 28,
        channels: 1,
    };
    assert_eq!(found.form, Some(form));
    assert_eq!(found.classes.len(), 10);
    let [train, test] = &found.parts[..] else {
        panic!("{:?}", found.parts)
    };
    assert_eq!((train.name, train.samples), (PartName::Train, 60_000));
    assert_eq!((test.name, test.samples), (PartName::Test, 10_000));
    // numpy.bincount of the published labels.
    assert_eq!(
        train.counts,
        [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    );
    assert_eq!(
        test.counts,
        [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    );
    assert_eq!(
        (train.pixels, test.pixels),
        (Some([0, 255]), Some([0, 255]))
    );
    assert_eq!(found.bytes, 70_000 * (784 + 2));
    assert!(found.class_weights.is_none() && found.duplicates.within.is_empty());
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
}

#[test]
fn pandas_and_bears_are_described() {
    // Its licence is unknown, so the archive lies beside the checkout, or beside the folder that holds it.
    let lies = |folder: &Path| folder.join("shared/data/pandas-bears.zip");
    let path = Path::new(ROOT)
        .ancestors()
        .map(lies)
        .find(|path| path.is_file());
    let path = path.unwrap_or_else(|| panic!("{ROOT}/../shared/data/pandas-bears.zip is missing"));
    let found = described(&[str(&path)]);
    assert_eq!(found.classes, ["Bears", "Pandas"]);
    let counts: Vec<_> = found.parts.iter().map(|part| &part.counts[..]).collect();
    assert_eq!(counts, [[250, 250], [50, 50]]);
    let form = Form::Pictures {
        height: 128,
        width: 128,
        channels: 3,
    };
    assert_eq!(found.form, Some(form));
    let [Repeat { part, samples, .. }] = &found.duplicates.within[..] else {
        panic!("{:?}", found.duplicates)
    };
    assert_eq!((*part, *samples), (Role::Train, 2));
    assert_eq!(found.warnings[0], "600 pictures are resized to 128×128");
}

/// Each broken file ends in the error of its case. The library's own tests use the same cases.
#[test]
fn broken_files_end_the_program_in_words() {
    let broken = Path::new(ROOT).join("tests/fixtures/broken");
    let cases = fs::read(broken.join("cases.json")).expect("the list");
    let cases: Vec<Value> = serde_json::from_slice(&cases).expect("JSON");
    let mut checked = 0;
    for case in &cases {
        let names = match &case["folder"] {
            Value::String(folder) => vec![folder.clone()],
            _ => serde_json::from_value(case["files"].clone()).expect("names"),
        };
        let paths: Vec<PathBuf> = names.iter().map(|name| broken.join(name)).collect();
        let mut arguments: Vec<&str> = paths.iter().map(|path| str(path)).collect();
        let how;
        match &case["options"] {
            Value::Null => {}
            options if options["missing"].is_string() => {
                how = options["missing"]
                    .as_str()
                    .expect("a text")
                    .replace('_', "-");
                arguments.extend(["--missing", &how]);
            }
            options if options["separator"].is_string() => {
                how = options["separator"].as_str().expect("a text").to_owned();
                arguments.extend(["--separator", &how]);
            }
            options if options["label"]["name"].is_string() => {
                let name = options["label"]["name"].as_str().expect("a text");
                arguments.extend(["--label", name]);
            }
            // An option that the command line does not have.
            _ => continue,
        }
        checked += 1;
        if let Some(message) = case["error"].as_str() {
            check_failure(&arguments, message, case["hint"].as_str().expect("a hint"));
        } else {
            let warnings = described(&arguments).warnings;
            let expected = case["warning"].as_str().expect("an error or a warning");
            assert!(warnings.iter().any(|w| w == expected), "{warnings:?}");
        }
    }
    assert!(checked > 20, "{checked} of {} cases", cases.len());
}

const FLOWERS: &[u8] = b"length,colour,kind\n1.5,red,rose\n,blue,iris\n2.5,red,rose\n9,red,rose\n";

#[test]
fn a_table_is_described_in_words() {
    let folder = folder("words", &[("flowers.csv", FLOWERS)]);
    let output = describe([str(&folder.join("flowers.csv")), "--label", "kind"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let expected = "\
Rows of 2 columns, 2 classes, 40 B of memory

Class    Train   Weight
iris         1    2.000
rose         3    0.667
All          4
Memory    40 B

flowers.csv: 4 rows

Column   Type      Used as         Missing   Least    Mean   Most
length   float64   number                1     1.5   4.333      9
colour   object    category of 2         0
kind     object    label                 0

length   colour   kind
1.5      red      rose
         blue     iris
2.5      red      rose
9        red      rose

Duplicates: none

Warnings:
  - flowers.csv: 1 values are missing (length 1); choose what to do about them before training
  - Some classes have fewer than 10 samples to train on: iris (1), rose (3)
  - The classes are unbalanced: rose has 3.0 times the samples of iris
";
    assert_eq!(text(&output.stdout), expected);
    fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn options_say_how_tables_are_read() {
    let folder = folder(
        "options",
        &[("t.csv", FLOWERS), ("n.csv", b"1,2,0\n3,4,1\n5,6,1\n")],
    );
    let flowers = folder.join("t.csv");
    let found = described(&[str(&flowers), "--label", "kind", "--missing", "median"]);
    // What fills them is known once the parts are divided; nothing is left to choose.
    assert_eq!(found.parts[0].columns[0].missing, 1);
    let expected = "t.csv: 1 values are missing (length 1)";
    assert!(found.warnings.iter().any(|warning| warning == expected));
    let found = described(&[str(&flowers), "--label", "kind", "--missing", "drop-rows"]);
    assert_eq!(found.parts[0].samples, 3);
    let found = described(&[str(&flowers), "--label", "colour"]);
    assert_eq!(found.classes, ["blue", "red"]);
    let numbers = folder.join("n.csv");
    let found = described(&[str(&numbers), "--no-header", "--label", "column 3"]);
    assert_eq!(found.parts[0].counts, [1, 2]);
    assert_eq!(found.tables[0].columns[2].usage, Usage::Label);
    let found = described(&[str(&numbers), "--header", "--label", "2"]);
    assert_eq!(found.parts[0].counts, [1, 1]);
    check_failure(
        &[str(&flowers), "--separator", "tab", "--label", "kind"],
        "t.csv has no column kind",
        "Choose one of its columns: length,colour,kind.",
    );
    fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn folders_and_files_are_named_so_that_parts_and_classes_are_found() {
    let grey = fs::read(format!("{ROOT}/fuzz/corpus/picture/grey.png")).expect("a picture");
    let files = [
        "Train/a/1.png",
        "Train/a/2.png",
        "Train/b/.hidden/9.png",
        "Train/b/1.png",
        "Test/b/1.png",
        ".hidden.png",
    ];
    let folder = folder("test", &files.map(|name| (name, &grey[..])));
    let check = |paths: &[&str]| {
        let paths: Vec<PathBuf> = paths.iter().map(|path| folder.join(path)).collect();
        let paths: Vec<&str> = paths.iter().map(|path| str(path)).collect();
        let found = described(&paths);
        assert_eq!(found.classes, ["a", "b"], "{paths:?}");
        let parts: Vec<_> = found
            .parts
            .iter()
            .map(|part| (part.name, part.counts.clone()))
            .collect();
        let expected = [(PartName::Train, vec![2, 1]), (PartName::Test, vec![0, 1])];
        assert_eq!(parts, expected, "{paths:?}");
    };
    check(&["."]);
    check(&["Train", "Test"]);
    check(&["Train/../Train", "Test/b/1.png", "Train/b"]);
    check(&[
        "Train/a/1.png",
        "Train/a/2.png",
        "Train/b/1.png",
        "Test/b/1.png",
    ]);
    fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn paths_that_do_not_exist_are_named() {
    let folder = folder("nowhere", &[(".hidden.csv", FLOWERS), ("empty/.x", b"")]);
    let nowhere = folder.join("no.csv");
    let message = format!("{}: ", nowhere.display());
    check_failure(
        &[str(&nowhere)],
        &message,
        "Check the path for typing errors.",
    );
    let hidden = folder.join(".hidden.csv");
    let message = format!("{}: .hidden.csv begins with a dot", hidden.display());
    check_failure(
        &[str(&hidden)],
        &message,
        "Rename it, or give a copy of it.",
    );
    let empty = folder.join("empty");
    let message = format!("{}: there are no files in it", empty.display());
    check_failure(
        &[str(&empty)],
        &message,
        "Give files, or folders that hold some.",
    );
    fs::remove_dir_all(folder).expect("removed");
}

#[cfg(unix)]
#[test]
fn links_are_followed_but_not_in_circles() {
    use std::os::unix::fs::symlink;
    let grey = fs::read(format!("{ROOT}/fuzz/corpus/picture/grey.png")).expect("a picture");
    let folder = folder("links", &[("real/a/1.png", &grey), ("real/b/1.png", &grey)]);
    symlink(&folder, folder.join("real/round")).expect("a link");
    symlink(folder.join("real"), folder.join("link")).expect("a link");
    let found = described(&[str(&folder.join("link"))]);
    assert_eq!(found.classes, ["a", "b"]);
    fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn more_pictures_than_files_can_be_open_are_read() {
    let grey = fs::read(format!("{ROOT}/fuzz/corpus/picture/grey.png")).expect("a picture");
    let names: Vec<String> = (0..1500).map(|i| format!("{}/{i}.png", i % 2)).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (&name[..], &grey[..])).collect();
    let folder = folder("many", &files);
    let found = described(&[str(&folder)]);
    assert_eq!(found.parts[0].counts, [750, 750]);
    fs::remove_dir_all(folder).expect("removed");
}
