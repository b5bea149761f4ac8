//! The manifest of data sets that the build fetches: licences, classes, sizes and hashes,
//! which are in `assets/` and nowhere else. The build reads the same files.

use serde::Deserialize;

/// The whole manifest.
#[derive(Deserialize)]
struct Manifest {
    datasets: Vec<Entry>,
}

/// A data set.
#[derive(Deserialize)]
pub(super) struct Entry {
    pub name: String,
    pub folder: String,
    pub licence: String,
    pub shape: [usize; 3],
    /// Whether the build fetches it only when it is named.
    #[serde(default)]
    pub on_request: bool,
    /// Empty where every class is a file, and another list names them.
    #[serde(default)]
    pub classes: Vec<String>,
    /// Empty likewise.
    #[serde(default)]
    pub files: Vec<File>,
}

/// A file of it. Size and hash are those of the content, unpacked: the same content can be
/// packed in many ways.
#[derive(Deserialize)]
pub(super) struct File {
    pub name: String,
    pub part: Part,
    pub holds: Holds,
    pub bytes: usize,
    pub sha256: String,
}

/// What the samples of a file are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Part {
    Train,
    Test,
}

/// What a file holds of its samples. Where several hold a part's pictures, they follow one
/// another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Holds {
    Pictures,
    Labels,
}

/// The entry of a data set that this build knows.
pub(super) fn entry(name: &str) -> Entry {
    let manifest: Manifest = serde_json::from_str(include_str!("../../../assets/datasets.json"))
        .expect("the committed manifest is well formed; a test reads it");
    manifest
        .datasets
        .into_iter()
        .find(|entry| entry.name == name)
        .expect("the committed manifest holds every built-in data set; a test checks")
}
