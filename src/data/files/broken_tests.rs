//! The broken files of `tests/fixtures/broken`, each with its error or warning. The command
//! line's tests go over the same list.

use serde::Deserialize;

use super::test_files::{File, read_with};
use crate::data::ReadOptions;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    what: String,
    files: Vec<String>,
    /// The folder that holds them all, which is the command line's argument instead.
    #[serde(default, rename = "folder")]
    _folder: Option<String>,
    #[serde(default)]
    options: ReadOptions,
    /// The message; only its beginning where it ends in what another crate says.
    error: Option<String>,
    hint: Option<String>,
    warning: Option<String>,
}

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/broken");

fn cases() -> Vec<Case> {
    let text = std::fs::read_to_string(format!("{FOLDER}/cases.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn file(name: &String) -> File {
    let bytes = std::fs::read(format!("{FOLDER}/{name}"));
    (
        name.clone(),
        bytes.unwrap_or_else(|e| panic!("{name}: {e}")),
    )
}

#[test]
fn broken_files_are_refused_with_what_to_do() {
    for case in cases() {
        let what = &case.what;
        let read = read_with(case.files.iter().map(file).collect(), &case.options);
        match (case.error, read) {
            (Some(message), Err(error)) => {
                let fits = error.message == message
                    || (message.ends_with(": ") && error.message.starts_with(&message));
                assert!(fits, "{what}: {}", error.message);
                assert_eq!(Some(error.hint), case.hint, "{what}");
            }
            (None, Ok(loaded)) => {
                let warnings = &loaded.report.warnings;
                assert!(case.warning.is_some(), "{what}: nothing is expected");
                assert!(
                    case.warning.iter().all(|w| warnings.contains(w)),
                    "{what}: {warnings:?}"
                );
            }
            (Some(_), Ok(_)) => panic!("{what} is read"),
            (None, Err(error)) => panic!("{what}: {error}"),
        }
    }
}

#[test]
fn every_broken_file_is_in_a_case() {
    fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    files(FOLDER.as_ref(), &mut found);
    let used: Vec<String> = cases().into_iter().flat_map(|case| case.files).collect();
    for path in found {
        let name = path.strip_prefix(FOLDER).unwrap().to_string_lossy();
        let name = name.replace('\\', "/");
        let other = ["cases.json", "generate.py"].contains(&&name[..]);
        assert!(other || used.contains(&name), "{name} is in no case");
    }
}
