//! The file of `--predictions`: complete, or as it was before.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use hearth::data::predicted::to_csv;
use hearth::engine::{Session, classify};
use hearth::protocol::ErrorKind;

use super::failure::Failure;

/// Samples without labels that are classified at once.
const BATCH: usize = 256;

/// A file that replaces another when it is complete. Until then it lies beside it, and it is
/// removed if it is never completed.
pub struct Predictions {
    target: PathBuf,
    /// Absent where the target is no file of its own, such as a pipe: that is written directly.
    unfinished: Option<PathBuf>,
    file: File,
}

impl Predictions {
    /// Makes the unfinished file: whether there will be predictions, and can be written, is known
    /// before hours of training.
    pub fn begin(session: &Session, target: &Path) -> Result<Self, Failure> {
        if session.data().unlabelled.is_none() {
            return Err(Failure::new(
                ErrorKind::Data,
                "--predictions: the experiment's data has no samples without labels",
                "Name some in data.outside, or leave the option out.",
            ));
        }
        Self::open(target).map_err(|e| unwritable(target, &e))
    }

    fn open(target: &Path) -> io::Result<Self> {
        // The target of a link is written, and the link stays.
        let target = target.canonicalize().unwrap_or_else(|_| target.to_owned());
        let permissions = match fs::metadata(&target) {
            Ok(metadata) => {
                // A file that must not be written must not be replaced either.
                let file = File::options().append(true).open(&target)?;
                if !metadata.is_file() {
                    return Ok(Self {
                        target,
                        unfinished: None,
                        file,
                    });
                }
                Some(metadata.permissions())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let unfinished = beside(&target);
        let file = File::create(&unfinished)?;
        let predictions = Self {
            target,
            unfinished: Some(unfinished),
            file,
        };
        if let Some(permissions) = permissions {
            predictions.file.set_permissions(permissions)?;
        }
        Ok(predictions)
    }

    /// Writes what the network says of the samples without labels.
    pub async fn write(mut self, session: &Session) -> Result<(), Failure> {
        let table = table(session).await?;
        self.finish(&table)
            .map_err(|e| unwritable(&self.target, &e))
    }

    fn finish(&mut self, table: &[u8]) -> io::Result<()> {
        self.file.write_all(table)?;
        if let Some(unfinished) = &self.unfinished {
            self.file.sync_all()?;
            fs::rename(unfinished, &self.target)?;
            self.unfinished = None;
        }
        Ok(())
    }
}

impl Drop for Predictions {
    fn drop(&mut self) {
        if let Some(unfinished) = &self.unfinished {
            // Nothing can be done here about a file that cannot be removed.
            let _ = fs::remove_file(unfinished);
        }
    }
}

/// The unfinished file's name: in the same folder, from which alone it can take the target's
/// place at once, and of this process, so that two runs do not write into one.
fn beside(target: &Path) -> PathBuf {
    let mut name = OsString::from(target.file_name().unwrap_or_default());
    name.push(format!(".{}.unfinished", std::process::id()));
    target.with_file_name(name)
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        ErrorKind::Data,
        format!("{}: {error}", path.display()),
        "Give --predictions a file that can be written.",
    )
}

async fn table(session: &Session) -> Result<Vec<u8>, Failure> {
    let data = session.data();
    let Some(samples) = &data.unlabelled else {
        return Ok(Vec::new());
    };
    let mut predicted = Vec::with_capacity(samples.len());
    while predicted.len() < samples.len() {
        let values = data.from_unlabelled(data.to_unlabelled(predicted.len(), BATCH))?;
        predicted.extend(classify(session.network(), data, values).await?);
    }
    Ok(to_csv(samples, &data.classes, &predicted)?)
}
