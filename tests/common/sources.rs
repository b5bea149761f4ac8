//! The project's own sources as text, for tests of who uses what.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the sources.
pub struct Source {
    /// Relative to `src/`, with `/` on every system.
    pub path: String,
    /// All that is in it.
    pub text: String,
    /// The text without comments.
    pub code: String,
}

/// The folder of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files of `src/`, in the order of their paths.
pub fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let path = file.strip_prefix(root().join("src")).expect("under src");
            let text = fs::read_to_string(&file).expect("readable");
            Source {
                path: path.to_string_lossy().replace('\\', "/"),
                code: without_comments(&text),
                text,
            }
        })
        .collect()
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The code of a text.
pub fn without_comments(text: &str) -> String {
    let lines = text.lines().map(|line| match line.find("//") {
        // Not an address in a text.
        Some(start) if !line[..start].ends_with(':') => &line[..start],
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether a letter may stand in a name.
pub fn is_part_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// What follows each `prefix` that stands as a path of its own: `crate::` in
/// `use crate::experiment::Layer`, but not in `other_crate::spec`.
pub fn after<'a>(code: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    code.match_indices(prefix).filter_map(move |(start, _)| {
        let before = code[..start].chars().next_back();
        let stands_alone = !before.is_some_and(|letter| is_part_of_name(letter) || letter == ':');
        stands_alone.then(|| &code[start + prefix.len()..])
    })
}
