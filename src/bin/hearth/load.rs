//! Loads what an experiment's source names.

use std::fs::{self, File};
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use hearth::data::builtin::{self, FileSpec, Set};
use hearth::data::files::{self, NamedFile};
use hearth::data::{Loaded, digits, points};
use hearth::experiment::{Experiment, OwnFiles, ReadOptions, Source};
use hearth::protocol::ErrorKind;

use super::failure::Failure;

/// What the experiment's source holds, with its outside files, and its licence. `folders` are the
/// experiment's own and the one of the data sets.
pub fn load(experiment: &Experiment, folders: [&Path; 2]) -> Result<(Loaded, String), Failure> {
    let (loaded, licence) = load_source(experiment, folders)?;
    let Some(outside) = &experiment.data.outside else {
        return Ok((loaded, licence));
    };
    let options = loaded.outside_options(&outside.options);
    let outside = own(&outside.names, &options, folders, "data.outside.names")?;
    Ok((loaded.with_outside(outside)?, licence))
}

fn load_source(experiment: &Experiment, folders: [&Path; 2]) -> Result<(Loaded, String), Failure> {
    let seed = experiment.seed;
    match &experiment.data.source {
        Source::SyntheticDigits { train, test } => Ok((
            digits::load(*train, *test, seed),
            digits::LICENCE.to_owned(),
        )),
        Source::Points(points) => Ok((points::load(points, seed)?, points::LICENCE.to_owned())),
        Source::Files(OwnFiles { names, options }) => {
            let loaded = own(names, options, folders, "data.source.names")?;
            Ok((loaded, String::new()))
        }
        built_in => {
            let Some(set) = builtin::of(built_in)? else {
                return Err(Failure::new(
                    ErrorKind::Data,
                    format!("{} is not loaded by this program", built_in.name()),
                    "Use another data set.",
                ));
            };
            let contents = set.files.iter().map(|file| {
                let bytes = read(folders[1], &set, file)?;
                Ok(set.content(file, &bytes)?.into_owned())
            });
            let loaded = set.assemble(contents.collect::<Result<_, Failure>>()?)?;
            Ok((loaded, set.licence))
        }
    }
}

/// The user's own files, which a field of the experiment names.
fn own(
    names: &[String],
    options: &ReadOptions,
    folders: [&Path; 2],
    field: &str,
) -> Result<Loaded, Failure> {
    let files = names.iter().map(|name| open_file(folders, name, field));
    let files = files.collect::<Result<_, _>>()?;
    let mut go_on = |_| ControlFlow::Continue(());
    files::read(files, options, &mut go_on).map_err(|error| {
        let options = field.trim_end_matches("names");
        Failure::from(error).with_table_options(&format!(
            "How a table is read is set by label, header, separator and missing in {options}options."
        ))
    })
}

/// A file of the user's, in the first of the folders that has it.
fn open_file(folders: [&Path; 2], name: &str, field: &str) -> Result<NamedFile, Failure> {
    let candidates = folders.map(|folder| folder.join(name));
    for path in &candidates {
        match File::open(path).and_then(|file| Ok((file.metadata()?, file))) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Ok((metadata, file)) if metadata.is_file() => {
                return Ok(NamedFile::from_reader(name, file, metadata.len()));
            }
            Ok(_) => return Err(unreadable(path, "it is no file")),
            Err(error) => return Err(unreadable(path, error)),
        }
    }
    let message = format!("{field}: there is no file {}", candidates[0].display());
    let hint = "Put it beside the experiment's file, or name its folder with --data DIR.";
    Err(Failure::new(ErrorKind::Data, message, hint))
}

/// A file of a built-in set, in the set's own folder or in `folder` itself.
fn read(folder: &Path, set: &Set, file: &FileSpec) -> Result<Vec<u8>, Failure> {
    let candidates = [
        folder.join(&set.folder).join(&file.name),
        folder.join(&file.name),
    ];
    for path in &candidates {
        match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable(path, error)),
            Ok(bytes) => return Ok(bytes),
        }
    }
    Err(Failure::new(
        ErrorKind::Data,
        format!("{}: there is no such file", candidates[0].display()),
        format!(
            "Run `cargo xtask setup {}`, or name the folder with --data DIR.",
            set.folder
        ),
    ))
}

fn unreadable(path: &Path, reason: impl std::fmt::Display) -> Failure {
    Failure::new(
        ErrorKind::Data,
        format!("{}: {reason}", path.display()),
        "Make it a file that can be read, or name another folder with --data DIR.",
    )
}
