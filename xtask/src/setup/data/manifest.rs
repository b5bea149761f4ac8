//! Reads `assets/datasets.json`: which data sets there are, where each comes from, and what
//! its files must hold.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::fmt;
use std::fs;
use std::path::Path;

/// A data set.
#[derive(Debug, PartialEq)]
pub struct DataSet {
    /// For people.
    pub name: String,
    /// Its folder under `data/`, and its name on the command line.
    pub folder: String,
    /// Where it can be had, the best place first.
    pub sources: Vec<Source>,
    /// Bytes to fetch, about.
    pub download: u64,
    /// Whether it is fetched only when somebody names it.
    pub on_request: bool,
    /// Height, width and channels of its pictures.
    pub shape: [u32; 3],
    /// What the page gets.
    pub files: Vec<File>,
}

/// A place that a data set can be had from.
#[derive(Debug, PartialEq)]
pub enum Source {
    /// A package of the npm registry, as `name@version`, and the folder in it.
    Npm { package: String, folder: String },
    /// A Debian package, and the folder in it.
    Debian { package: String, folder: String },
    /// The address of a folder of files.
    Address { folder: String },
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Npm { package, .. } => write!(f, "npm's {package}"),
            Self::Debian { package, .. } => write!(f, "Debian's {package}"),
            Self::Address { folder } => write!(f, "{folder}"),
        }
    }
}

/// A file that the page gets.
#[derive(Debug, PartialEq)]
pub struct File {
    /// Its name in the data set's folder.
    pub name: String,
    /// The file at the source that it is made of.
    pub from: String,
    /// Of its content before compression: all digits, or the first of them.
    pub sha256: String,
}

/// The data sets of the repository at `root`.
pub fn read(root: &Path) -> Result<Vec<DataSet>> {
    let read = |path: &str| {
        fs::read_to_string(root.join(path)).with_context(|| format!("cannot read {path}"))
    };
    parse(&read("assets/datasets.json")?, read).context("assets/datasets.json is not as expected")
}

/// The data sets of a manifest; `read` gives the text of a file that it names.
fn parse(manifest: &str, read: impl Fn(&str) -> Result<String>) -> Result<Vec<DataSet>> {
    let manifest: Value = serde_json::from_str(manifest)?;
    let sets = list(&manifest, "datasets")?;
    sets.iter()
        .map(|value| {
            let name = text(value, "name")?;
            data_set(value, &read).with_context(|| format!("in {name}"))
        })
        .collect()
}

fn data_set(value: &Value, read: impl Fn(&str) -> Result<String>) -> Result<DataSet> {
    let files = if let Some(path) = value["class_list"].as_str() {
        class_files(&read(path)?).with_context(|| format!("in {path}"))?
    } else {
        let files = list(value, "files")?;
        files.iter().map(file).collect::<Result<_>>()?
    };
    let folder = text(value, "folder")?;
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    ensure!(folder.chars().all(is_plain), "`folder` is no plain name");
    let shape: Option<Vec<u32>> = list(value, "shape")?
        .iter()
        .map(|side| side.as_u64().and_then(|side| side.try_into().ok()))
        .collect();
    Ok(DataSet {
        name: text(value, "name")?,
        folder,
        sources: list(value, "sources")?
            .iter()
            .map(source)
            .collect::<Result<_>>()?,
        download: value["download"].as_u64().context("`download`")?,
        on_request: value["on_request"].as_bool().unwrap_or(false),
        shape: shape
            .and_then(|shape| shape.try_into().ok())
            .context("`shape`")?,
        files,
    })
}

fn source(value: &Value) -> Result<Source> {
    let folder = text(value, "folder")?;
    match text(value, "type")?.as_str() {
        "npm" => Ok(Source::Npm {
            package: format!("{}@{}", text(value, "package")?, text(value, "version")?),
            folder,
        }),
        "debian" => Ok(Source::Debian {
            package: text(value, "package")?,
            folder,
        }),
        "address" => Ok(Source::Address { folder }),
        other => bail!("no source has the type `{other}`, only npm, debian, address"),
    }
}

fn file(value: &Value) -> Result<File> {
    let name = text(value, "name")?;
    Ok(File {
        from: match value["from"].as_str() {
            Some(from) => from.to_owned(),
            None => name.clone(),
        },
        name,
        sha256: text(value, "sha256")?,
    })
}

/// The files of a data set in which every class is one, from lines of a hash and a class.
fn class_files(list: &str) -> Result<Vec<File>> {
    let file = |line: &str| {
        let (sha256, class) = line
            .split_once("  ")
            .with_context(|| format!("`{line}` is not a hash and a class"))?;
        Ok(File {
            // What reads the files names them by the same rule.
            name: format!("{}-idx3-ubyte.gz", class.to_lowercase().replace(' ', "-")),
            from: format!("{class}.ndjson.gz"),
            sha256: sha256.to_owned(),
        })
    };
    list.lines().map(file).collect()
}

fn list<'a>(value: &'a Value, field: &str) -> Result<&'a Vec<Value>> {
    let list = value[field].as_array();
    list.with_context(|| format!("`{field}`"))
}

fn text(value: &Value, field: &str) -> Result<String> {
    let text = value[field].as_str();
    text.map(str::to_owned)
        .with_context(|| format!("`{field}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn committed() -> Vec<DataSet> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        read(&root).expect("the committed manifest")
    }

    fn check_refused(manifest: &str, expected: &str) {
        let error = parse(manifest, |_| Ok("0123 cat".into())).expect_err("refused");
        let message = format!("{error:#}");
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn the_committed_manifest_names_every_set() {
        let sets = committed();
        let summary: Vec<_> = sets
            .iter()
            .map(|set| (set.folder.as_str(), set.files.len(), set.on_request))
            .collect();
        let expected = [
            ("mnist", 4, false),
            ("fashion-mnist", 4, false),
            ("quickdraw", 345, false),
            ("cifar10", 8, true),
        ];
        assert_eq!(summary, expected);
        for set in &sets {
            for file in &set.files {
                let digits = if set.folder == "quickdraw" { 16 } else { 64 };
                assert_eq!(file.sha256.len(), digits, "{}", file.name);
                assert!(file.name.ends_with("-ubyte.gz"), "{}", file.name);
            }
        }
    }

    #[test]
    fn fashion_mnist_has_a_second_source() {
        let sets = committed();
        let kinds: Vec<_> = sets[1].sources.iter().map(Source::to_string).collect();
        assert_eq!(kinds[0], "Debian's dataset-fashion-mnist");
        assert!(kinds[1].starts_with("http"), "{kinds:?}");
    }

    #[test]
    fn files_of_classes_are_named_plainly() {
        let files = class_files("0123  cat\n4567  The Eiffel Tower\n").expect("a list");
        assert_eq!(files[1].name, "the-eiffel-tower-idx3-ubyte.gz");
        assert_eq!(files[1].from, "The Eiffel Tower.ndjson.gz");
        assert_eq!(files[0].sha256, "0123");
    }

    #[test]
    fn what_is_wrong_is_named() {
        check_refused("{}", "`datasets`");
        check_refused(r#"{"datasets": [{"files": []}]}"#, "`name`");
        let set = |fields: &str| format!(r#"{{"datasets": [{{"name": "A", {fields}}}]}}"#);
        check_refused(&set(r#""folder": "a""#), "in A: `files`");
        check_refused(&set(r#""files": [{"name": "a"}]"#), "in A: `sha256`");
        check_refused(&set(r#""files": [], "folder": "../a""#), "`folder`");
        check_refused(&set(r#""class_list": "l""#), "in l: `0123 cat`");
        let whole = |rest: &str| set(&format!(r#""files": [], "folder": "a", {rest}"#));
        check_refused(
            &whole(r#""shape": [1, 2], "sources": [], "download": 1"#),
            "`shape`",
        );
        check_refused(
            &whole(r#""shape": [1, 2, 3], "sources": [{"type": "disk", "folder": ""}]"#),
            "type `disk`",
        );
    }
}
