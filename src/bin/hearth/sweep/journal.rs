//! The journal of a sweep: a line of JSON for each entry. A sweep that was interrupted goes on from it.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use hearth::experiment::Experiment;
use hearth::experiment::sweep::{Budget, Sweep};
use hearth::protocol::ErrorKind;
use hearth::sweep::{Course, Entry, journal};

use super::super::failure::Failure;

/// A journal, open at its end.
pub struct Journal {
    file: File,
    path: PathBuf,
}

impl Journal {
    /// Opens the journal of a sweep, and takes in what happened in it; begins one if there is none.
    pub fn open(path: &Path, course: &mut Course) -> Result<Self, Failure> {
        let written = match std::fs::read_to_string(path) {
            Ok(written) => written,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(unusable(path, &error.to_string())),
        };
        let whole = read(path, &written, course)?;
        course.resume();
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.map_err(|error| unusable(path, &error.to_string()))?;
        // A line that was cut off when the sweep was ended is void.
        file.set_len(whole as u64)
            .map_err(|error| unusable(path, &error.to_string()))?;
        let mut journal = Self {
            file,
            path: path.to_owned(),
        };
        if whole == 0 {
            journal.write(&[course.first_entry()])?;
        } else {
            eprintln!(
                "going on from {}: {} trials",
                path.display(),
                course.trials().count()
            );
        }
        Ok(journal)
    }

    /// Writes entries at its end.
    pub fn write(&mut self, entries: &[Entry]) -> Result<(), Failure> {
        let lines =
            journal::write(entries).map_err(|error| unusable(&self.path, &error.to_string()))?;
        let written = self
            .file
            .write_all(lines.as_bytes())
            .and_then(|()| self.file.flush());
        written.map_err(|error| unusable(&self.path, &error.to_string()))
    }
}

/// Takes in the lines of a journal; returns the bytes of those that are whole.
fn read(path: &Path, written: &str, course: &mut Course) -> Result<usize, Failure> {
    let (entries, whole) = journal::read(written).map_err(|reason| unusable(path, &reason))?;
    for entry in &entries {
        match entry {
            Entry::Sweep { experiment, .. } => is_of(path, experiment, course)?,
            _ => course.take(entry),
        }
    }
    Ok(whole)
}

/// Fails if a journal is of another sweep than this one. Its name and budget may differ: a larger one goes on.
fn is_of(path: &Path, written: &Experiment, course: &Course) -> Result<(), Failure> {
    let comparable = |experiment: &Experiment| {
        let mut experiment = experiment.clone();
        experiment.name.clear();
        let sweep = experiment.sweep.take().and_then(|sweep| sweep.open().ok());
        let sweep = sweep.map(|sweep| Sweep {
            budget: Budget::default(),
            ..sweep
        });
        (experiment, sweep)
    };
    if comparable(written) == comparable(course.experiment()) {
        return Ok(());
    }
    Err(unusable(path, "it is the journal of another sweep"))
}

fn unusable(path: &Path, reason: &str) -> Failure {
    Failure::new(
        ErrorKind::Data,
        format!("{}: {reason}", path.display()),
        "Name another file with --journal FILE, or delete this one to begin anew.",
    )
}
