//! The folder of `--checkpoints`: snapshots of a run, each complete or as it was before.

use std::fs;
use std::path::{Path, PathBuf};

use hearth::protocol::ErrorKind;

use super::failure::Failure;

/// A folder for snapshots.
pub struct Checkpoints {
    folder: PathBuf,
}

impl Checkpoints {
    /// Makes the folder: whether it can be written is known before hours of training.
    pub fn begin(folder: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(folder).map_err(|e| unwritable(folder, &e))?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// A folder that a run made, or will make.
    pub fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// The newest snapshot, to go on from.
    pub fn last(&self) -> PathBuf {
        self.folder.join("last.safetensors")
    }

    /// That of the best epoch so far.
    pub fn best(&self) -> PathBuf {
        self.folder.join("best.safetensors")
    }

    /// That of an epoch.
    pub fn epoch(&self, epoch: usize) -> PathBuf {
        self.folder.join(format!("epoch-{epoch:04}.safetensors"))
    }
}

/// Writes a snapshot beside its place first: a run that is ended meanwhile leaves the one before.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let unfinished = path.with_extension("unfinished");
    fs::write(&unfinished, bytes)
        .and_then(|()| fs::rename(&unfinished, path))
        .map_err(|e| unwritable(path, &e))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        ErrorKind::Data,
        format!("{}: {error}", path.display()),
        "Give --checkpoints a folder that can be written.",
    )
}
