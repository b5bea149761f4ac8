//! The journal of a sweep: a line of JSON for each entry. A sweep that was interrupted goes on from it.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use hearth::experiment::Experiment;
use hearth::protocol::ErrorKind;
use hearth::sweep::{Course, Entry};

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
        let mut lines = String::new();
        for entry in entries {
            let line = serde_json::to_string(entry);
            lines += &line.map_err(|error| unusable(&self.path, &error.to_string()))?;
            lines.push('\n');
        }
        let written = self
            .file
            .write_all(lines.as_bytes())
            .and_then(|()| self.file.flush());
        written.map_err(|error| unusable(&self.path, &error.to_string()))
    }
}

/// Takes in the lines of a journal; returns the bytes of those that are whole.
fn read(path: &Path, written: &str, course: &mut Course) -> Result<usize, Failure> {
    let mut whole = 0;
    for (i, line) in written.split_inclusive('\n').enumerate() {
        if !line.ends_with('\n') {
            break;
        }
        let entry: Entry = serde_json::from_str(line).map_err(|error| {
            unusable(
                path,
                &format!("line {} is no entry of a journal: {error}", i + 1),
            )
        })?;
        match (&entry, i) {
            (Entry::Sweep { experiment, .. }, 0) => is_of(path, experiment, course)?,
            (_, 0) => return Err(unusable(path, "it does not begin with a sweep")),
            _ => course.take(&entry),
        }
        whole += line.len();
    }
    Ok(whole)
}

/// Fails if a journal is of another sweep than this one. Its name and budget may differ: a larger one goes on.
fn is_of(path: &Path, written: &Experiment, course: &Course) -> Result<(), Failure> {
    let comparable = |experiment: &Experiment| {
        let mut experiment = experiment.clone();
        experiment.name.clear();
        if let Some(sweep) = &mut experiment.sweep {
            sweep.budget = hearth::experiment::sweep::Budget::default();
        }
        experiment
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
