//! The course of reading: what each file is, archives opened, and then the one reader that the
//! files are for.

use std::collections::VecDeque;

use super::archive::{Archive, Entry};
use super::arrays::Arrays;
use super::idx_pairs::IdxPairs;
use super::input::NamedFile;
use super::kind::{self, Kind};
use super::naming::is_hidden;
use super::pictures::{PictureFile, PictureFiles, PictureLocation};
use super::table::Tables;
use crate::data::{DataError, Loaded, Progress, ReadOptions, Unit};

/// Archives in archives that are opened: an npz in a zip, and no further.
const DEPTH: usize = 2;

/// The reading of files that belong together.
pub struct Reading {
    options: ReadOptions,
    stage: Stage,
    progress: Progress,
}

#[allow(clippy::large_enum_variant, reason = "there is one at a time")]
enum Stage {
    Sorting(Sorting),
    Idx(IdxPairs),
    Tables(Tables),
    Arrays(Arrays),
    Pictures(PictureFiles),
}

/// Files on their way to the readers.
struct Sorting {
    waiting: VecDeque<NamedFile>,
    /// The archives that are open, by their indices among those found; the innermost last.
    open: Vec<usize>,
    found: Found,
    total: u64,
    /// Bytes that may still be unpacked.
    left: u64,
}

/// Files by what they are.
#[derive(Default)]
struct Found {
    idx: Vec<(NamedFile, bool, Kind)>,
    tables: Vec<(NamedFile, bool)>,
    arrays: Vec<(NamedFile, bool)>,
    pictures: Vec<PictureFile>,
    archives: Vec<Archive>,
    warnings: Vec<String>,
}

impl Reading {
    /// Begins to read files; nothing is read yet.
    ///
    /// # Errors
    /// There are no files.
    pub fn new(files: Vec<NamedFile>, options: &ReadOptions) -> Result<Self, DataError> {
        let waiting: VecDeque<_> = files
            .into_iter()
            .filter(|file| !is_hidden(&file.path))
            .collect();
        if waiting.is_empty() {
            return Err(no_files());
        }
        Ok(Self {
            options: options.clone(),
            progress: Progress {
                unit: Unit::Files,
                ..Progress::default()
            },
            stage: Stage::Sorting(Sorting {
                total: waiting.len() as u64,
                waiting,
                open: Vec::new(),
                found: Found::default(),
                left: options.max_bytes,
            }),
        })
    }

    /// How far reading has got.
    #[must_use]
    pub fn progress(&self) -> Progress {
        match &self.stage {
            Stage::Sorting(_) => self.progress.clone(),
            Stage::Idx(job) => job.progress(),
            Stage::Tables(job) => job.progress(),
            Stage::Arrays(job) => job.progress(),
            Stage::Pictures(job) => job.progress(),
        }
    }

    /// Reads a bounded portion: about a quarter of a megabyte of a table, a megabyte of an
    /// array, a few pictures, or one file of an archive. What was loaded, once all is read;
    /// reading is over then.
    ///
    /// # Errors
    /// Those of [`read`](super::read), without breaking off. Reading is over then too.
    pub fn advance(&mut self) -> Result<Option<Loaded>, DataError> {
        match &mut self.stage {
            Stage::Idx(job) => job.advance(),
            Stage::Tables(job) => job.advance(),
            Stage::Arrays(job) => job.advance(),
            Stage::Pictures(job) => job.advance(),
            Stage::Sorting(sorting) => {
                if sorting.advance(&mut self.progress)? {
                    let found = std::mem::take(&mut sorting.found);
                    self.stage = found.stage(&self.options)?;
                }
                Ok(None)
            }
        }
    }
}

impl Sorting {
    /// Sorts one more file. Whether there was none.
    fn advance(&mut self, progress: &mut Progress) -> Result<bool, DataError> {
        if let Some(&at) = self.open.last() {
            let archive = &mut self.found.archives[at];
            progress.file.clone_from(&archive.name);
            [progress.done, progress.total] = archive.progress();
            match archive.next(&mut self.left)? {
                Some(Entry::Picture { path, index }) => self.found.pictures.push(PictureFile {
                    path,
                    location: PictureLocation::Archive { at, index },
                }),
                Some(Entry::File(file)) => self.sort(file)?,
                Some(Entry::Nothing) => {}
                None => {
                    self.open.pop();
                }
            }
            return Ok(false);
        }
        let Some(file) = self.waiting.pop_front() else {
            return Ok(true);
        };
        progress.file.clone_from(&file.path);
        progress.total = self.total;
        progress.done = self.total.saturating_sub(self.waiting.len() as u64);
        self.sort(file)?;
        Ok(false)
    }

    fn sort(&mut self, mut file: NamedFile) -> Result<(), DataError> {
        let found = &mut self.found;
        let (kind, packed) = match kind::of(&mut file) {
            Ok(kind) => kind,
            // Beside others in an archive or a folder, a file that is none of ours is no fault.
            Err(error) if file.path.contains('/') && !kind::is_named_as_data(&file.path) => {
                found.warnings.push(format!("Left out: {}", error.message));
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        found.warnings.extend(kind::other_name(&file.path, kind));
        match kind {
            Kind::IdxImages | Kind::IdxLabels => found.idx.push((file, packed, kind)),
            Kind::Table => found.tables.push((file, packed)),
            Kind::Array => found.arrays.push((file, packed)),
            Kind::Picture => found.pictures.push(PictureFile {
                path: file.path.clone(),
                location: PictureLocation::File(file),
            }),
            Kind::Archive if self.open.len() >= DEPTH => {
                let warning = format!("Left out: {} is an archive within archives", file.path);
                found.warnings.push(warning);
            }
            Kind::Archive => {
                self.open.push(found.archives.len());
                found.archives.push(Archive::open(file)?);
            }
        }
        Ok(())
    }
}

impl Found {
    /// The reader for what was found: that of the one kind there is, or, of several, of the
    /// kind that has the most files, and the others are left out.
    fn stage(mut self, options: &ReadOptions) -> Result<Stage, DataError> {
        let sizes = [
            (self.pictures.len(), "pictures"),
            (self.idx.len(), "idx files"),
            (self.arrays.len(), "arrays"),
            (self.tables.len(), "tables"),
        ];
        let there: Vec<_> = sizes.iter().filter(|(n, _)| *n > 0).collect();
        let Some(&&(most, what)) = there.iter().rev().max_by_key(|(n, _)| n) else {
            return Err(self.nothing());
        };
        if there.iter().filter(|(n, _)| *n == most).count() > 1 {
            let kinds: Vec<String> = there
                .iter()
                .map(|(n, what)| format!("{n} {what}"))
                .collect();
            return Err(DataError::new(
                format!("These files are of several kinds: {}", kinds.join(", ")),
                "Load files of one kind at a time.",
            ));
        }
        for (n, other) in there {
            if *other != what {
                self.warnings
                    .push(format!("Left out beside the {what}: {n} {other}"));
            }
        }
        let warnings = self.warnings;
        Ok(match what {
            "pictures" => {
                let files = PictureFiles::new(self.pictures, self.archives, options, warnings)?;
                Stage::Pictures(files)
            }
            "idx files" => Stage::Idx(IdxPairs::new(self.idx, options, warnings)?),
            "arrays" => Stage::Arrays(Arrays::new(self.arrays, options, warnings)),
            _ => Stage::Tables(Tables::new(self.tables, options, warnings)?),
        })
    }

    /// The error where nothing can be read: what was wrong with the only file, if it was one.
    fn nothing(self) -> DataError {
        let first = self
            .warnings
            .first()
            .and_then(|text| text.strip_prefix("Left out: "));
        match (first, self.archives.first()) {
            (Some(message), _) => DataError::new(message, KINDS),
            (None, Some(archive)) => {
                DataError::new(format!("{} holds no files", archive.name), KINDS)
            }
            (None, None) => no_files(),
        }
    }
}

const KINDS: &str = "Give idx, CSV, TSV, npy or npz, PNG, JPEG, WebP or GIF, or a zip of them.";

fn no_files() -> DataError {
    DataError::new("There are no files to read", KINDS)
}
