//! Which build a program is of: page and workers compare it when they meet.
//!
//! A hash of everything that shapes a worker and its contract with the page, and of
//! nothing else: an edit to the page or to a text alone does not rebuild the workers,
//! each of which takes minutes to link.

use crate::project::Project;
use crate::setup::hex;
use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

const FILES: [&str; 5] = [
    "build.rs",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo/config.toml",
];
const FOLDERS: [&str; 2] = ["src", "assets"];
const NOT_IN_A_WORKER: [&str; 3] = ["src/page", "src/bin/page.rs", "src/bin/hearth"];

/// The id of a build of the sources as they are now.
pub fn of_sources(project: &Project) -> Result<String> {
    let mut files: Vec<PathBuf> = FILES.iter().map(PathBuf::from).collect();
    for folder in FOLDERS {
        list(&project.root, Path::new(folder), &mut files)?;
    }
    files.retain(|file| !NOT_IN_A_WORKER.iter().any(|not| file.starts_with(not)) && !is_test(file));
    ensure!(files.len() > FILES.len(), "src/ holds no sources");
    files.sort();

    let mut hash = Sha256::new();
    for file in files {
        let bytes = fs::read(project.root.join(&file))
            .with_context(|| format!("cannot read {}", file.display()))?;
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
    }
    Ok(hex(&hash.finalize()[..6]))
}

/// Unit tests in files of their own.
fn is_test(file: &Path) -> bool {
    file.file_name().is_some_and(|name| {
        let name = name.to_string_lossy();
        name == "tests.rs" || name.ends_with("_tests.rs")
    })
}

fn list(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(root.join(folder))
        .with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            list(root, &path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
