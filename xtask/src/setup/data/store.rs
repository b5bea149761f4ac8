//! The folder of the user's cache in which a data set's packed files are kept, with a record
//! of what was found in them, so that a later run need not unpack them to know.

use super::manifest::File;
use super::sha256;
use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const RECORD: &str = "verified.json";

/// The kept files of one data set.
pub struct Store {
    folder: PathBuf,
    /// For each file, the hash of its content that was verified, and the hash of the file.
    record: Map<String, Value>,
}

impl Store {
    /// What is kept in `folder`. A folder that is not there, or whose record cannot be read,
    /// holds nothing.
    pub fn open(folder: &Path) -> Self {
        let text = fs::read(folder.join(RECORD)).unwrap_or_default();
        Self {
            folder: folder.to_path_buf(),
            record: serde_json::from_slice(&text).unwrap_or_default(),
        }
    }

    /// Whether `file` is there, undamaged, and with the content that is expected of it now.
    pub fn has(&self, file: &File) -> bool {
        let Some(entry) = self.record.get(&file.name) else {
            return false;
        };
        entry["content"] == file.sha256
            && fs::read(self.folder.join(&file.name))
                .is_ok_and(|packed| entry["packed"] == sha256(&packed))
    }

    /// Keeps a file whose content has been verified.
    pub fn keep(&mut self, file: &File, packed: &[u8]) -> Result<()> {
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot make {}", self.folder.display()))?;
        self.write(&file.name, packed)?;
        let entry = json!({ "content": file.sha256, "packed": sha256(packed) });
        self.record.insert(file.name.clone(), entry);
        let record = serde_json::to_vec_pretty(&self.record)?;
        self.write(RECORD, &record)
    }

    /// Under its name only when whole, so that an interrupted run leaves no half file.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let (part, to) = (
            self.folder.join(format!("{name}.part")),
            self.folder.join(name),
        );
        fs::write(&part, bytes)
            .and_then(|()| fs::rename(&part, &to))
            .with_context(|| format!("cannot write {}", to.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_file_is_there_until_it_or_what_is_expected_changes() {
        let folder = std::env::temp_dir().join(format!("hearth-store-{}", std::process::id()));
        let file = |name: &str, sha256: &str| File {
            name: name.into(),
            from: name.into(),
            sha256: sha256.into(),
        };
        let (kept, other) = (file("a.gz", "0123"), file("b.gz", "4567"));
        assert!(!Store::open(&folder).has(&kept));

        let mut store = Store::open(&folder);
        store.keep(&kept, b"packed").expect("kept");
        assert!(store.has(&kept) && !store.has(&other));
        let store = Store::open(&folder);
        assert!(store.has(&kept) && !store.has(&other));
        assert!(!store.has(&file("a.gz", "89ab")), "another content");

        fs::write(folder.join("a.gz"), b"pack").expect("damaged");
        assert!(!store.has(&kept));
        fs::write(folder.join(RECORD), b"{").expect("damaged");
        assert!(!Store::open(&folder).has(&kept));
        fs::remove_dir_all(&folder).expect("removed");
    }
}
