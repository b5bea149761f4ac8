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

/// A file that takes the place of another when it is complete. Until then it stands beside it,
/// and is removed if it never is.
pub struct Predictions {
    target: PathBuf,
    unfinished: PathBuf,
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
        let no_file = || unwritable(target, &io::Error::other("it is no file"));
        if target.is_dir() {
            return Err(no_file());
        }
        // A file that must not be written is not to be replaced either.
        if target.exists() {
            let file = File::options().append(true).open(target);
            file.map_err(|e| unwritable(target, &e))?;
        }
        let unfinished = beside(target).ok_or_else(no_file)?;
        let file = File::create(&unfinished).map_err(|e| unwritable(target, &e))?;
        Ok(Self {
            target: target.to_owned(),
            unfinished,
            file,
        })
    }

    /// Writes what the network says of the samples without labels.
    pub async fn write(mut self, session: &Session) -> Result<(), Failure> {
        let table = table(session).await?;
        self.file
            .write_all(&table)
            .and_then(|()| self.file.sync_all())
            .and_then(|()| fs::rename(&self.unfinished, &self.target))
            .map_err(|e| unwritable(&self.target, &e))
    }
}

impl Drop for Predictions {
    fn drop(&mut self) {
        // After the renaming it is not there, which is as well.
        let _ = fs::remove_file(&self.unfinished);
    }
}

/// The unfinished file's name: in the same folder, from which alone it can take the target's
/// place at once, and of this process, so that two runs do not write into one.
fn beside(target: &Path) -> Option<PathBuf> {
    let mut name = OsString::from(target.file_name()?);
    name.push(format!(".{}.unfinished", std::process::id()));
    Some(target.with_file_name(name))
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
