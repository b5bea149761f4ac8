//! The manifest of data sets that the build fetches: licences, sizes and hashes, which stand
//! in `assets/datasets.json` and nowhere else. The build reads the same file.

use serde::Deserialize;

/// The whole manifest.
#[derive(Deserialize)]
pub(super) struct Manifest {
    pub datasets: Vec<Entry>,
}

/// A data set.
#[derive(Deserialize)]
pub(super) struct Entry {
    pub name: String,
    pub licence: String,
    pub files: Vec<File>,
}

/// A file of it. Size and hash are those of the content, unpacked: the same content can be
/// packed in many ways.
#[derive(Deserialize)]
pub(super) struct File {
    pub name: String,
    pub bytes: usize,
    pub sha256: String,
}

/// The entry of a data set that this build knows.
pub(super) fn entry(name: &str) -> Entry {
    let manifest: Manifest = serde_json::from_str(include_str!("../../assets/datasets.json"))
        .expect("the committed manifest is well formed; a test reads it");
    manifest
        .datasets
        .into_iter()
        .find(|entry| entry.name == name)
        .expect("the committed manifest holds every built-in data set; a test looks")
}
