//! Files of idx: pictures and labels that go together by their names.

use std::collections::VecDeque;

use super::input::{NamedFile, Stream};
use super::kind::Kind;
use super::naming;
use crate::data::{
    DataError, Loaded, Pictures, Progress, ReadOptions, Role, Samples, Unlabelled, idx,
};

/// The reading of idx files.
pub(super) struct IdxPairs {
    pairs: VecDeque<Pair>,
    current: Option<Current>,
    pixels: Option<Read>,
    loaded: Loaded,
    highest: u16,
    classes: Option<Vec<String>>,
    max_bytes: u64,
}

/// Pictures, and their labels where there are any.
struct Pair {
    images: Option<File>,
    labels: Option<File>,
    role: Role,
}

type File = (NamedFile, bool);

/// A file in the reading.
struct Current {
    stream: Stream,
    bytes: Vec<u8>,
}

/// Pictures that were read.
struct Read {
    name: String,
    sides: [usize; 2],
    pixels: Vec<u8>,
}

impl IdxPairs {
    /// Finds out which files go together.
    pub fn new(
        files: Vec<(NamedFile, bool, Kind)>,
        options: &ReadOptions,
        warnings: Vec<String>,
    ) -> Result<Self, DataError> {
        let (images, labels): (Vec<_>, Vec<_>) = files
            .into_iter()
            .partition(|(.., kind)| *kind == Kind::IdxImages);
        let mut labels: Vec<File> = labels
            .into_iter()
            .map(|(file, packed, _)| (file, packed))
            .collect();
        let only = images.len() == 1 && labels.len() == 1;
        let mut pairs: Vec<Pair> = Vec::new();
        for (file, packed, _) in images {
            let key = naming::pair_key(&file.path);
            let mate = labels
                .iter()
                .position(|(label, _)| only || naming::pair_key(&label.path) == key);
            let role = naming::role(&file.path).unwrap_or(Role::Train);
            let labels = mate.map(|mate| labels.swap_remove(mate));
            if let Some(other) = pairs.iter().find(|pair| {
                pair.labels.is_some() == labels.is_some() && (pair.role == role || labels.is_none())
            }) {
                return Err(DataError::new(
                    format!("{} and {} hold the same part", path(other), file.path),
                    "Load one of them, or have `train` or `test` in their names.",
                ));
            }
            pairs.push(Pair {
                images: Some((file, packed)),
                labels,
                role,
            });
        }
        if let Some((alone, _)) = labels.first() {
            return Err(DataError::new(
                format!(
                    "{} holds labels, and their pictures are missing",
                    alone.path
                ),
                "Load the file of pictures with it; both need the same name but for `images` and \
                 `labels`.",
            ));
        }
        let mut loaded = Loaded::default();
        loaded.report.warnings = warnings;
        Ok(Self {
            pairs: pairs.into(),
            current: None,
            pixels: None,
            loaded,
            highest: 0,
            classes: options.classes.clone(),
            max_bytes: options.max_bytes,
        })
    }

    /// How far the file that is being read is read.
    pub fn progress(&self) -> Progress {
        let current = self.current.as_ref();
        current.map_or_else(Progress::default, |current| {
            current.stream.position.progress()
        })
    }

    /// Reads some more; what was loaded once all is read.
    pub fn advance(&mut self) -> Result<Option<Loaded>, DataError> {
        if let Some(current) = &mut self.current {
            if current.stream.read_more(&mut current.bytes)?
                && let Some(Current { stream, bytes }) = self.current.take()
            {
                self.file(stream.name, bytes)?;
            }
            return Ok(None);
        }
        let Some(pair) = self.pairs.front_mut() else {
            return Ok(Some(self.finish()));
        };
        if let Some((file, packed)) = pair.images.take().or_else(|| pair.labels.take()) {
            let room = if packed {
                0
            } else {
                file.len().min(self.max_bytes)
            };
            self.current = Some(Current {
                stream: file.into_stream(packed, self.max_bytes),
                bytes: Vec::with_capacity(room as usize),
            });
        } else {
            // A pair without labels.
            self.pairs.pop_front();
            if let Some(Read {
                name,
                sides,
                pixels,
            }) = self.pixels.take()
            {
                let warning = format!("{name} has no labels: its pictures are to be predicted");
                self.loaded.report.warnings.push(warning);
                self.loaded.unlabelled = Some(Unlabelled::Pictures {
                    shape: [sides[0], sides[1], 1],
                    pixels,
                    names: Vec::new(),
                });
            }
        }
        Ok(None)
    }

    /// A file was read to its end.
    fn file(&mut self, name: String, bytes: Vec<u8>) -> Result<(), DataError> {
        let Some(read) = self.pixels.take() else {
            let (sides, pixels) = idx::read_images(&name, bytes)?;
            self.pixels = Some(Read {
                name,
                sides,
                pixels,
            });
            return Ok(());
        };
        let labels = idx::read_labels(&name, &bytes)?;
        let size = read.sides[0] * read.sides[1];
        let pictures = read.pixels.len() / size;
        if labels.len() != pictures {
            return Err(DataError::new(
                format!(
                    "{name} has {} labels, and {} has {pictures} pictures",
                    labels.len(),
                    read.name
                ),
                "Give the labels that belong to these pictures.",
            ));
        }
        for (i, &label) in labels.iter().enumerate() {
            if let Some(classes) = &self.classes
                && usize::from(label) >= classes.len()
            {
                return Err(DataError::new(
                    format!(
                        "{name} row {}: {label} is no label: there are {} classes",
                        i + 1,
                        classes.len()
                    ),
                    "Correct the label, or add its class.",
                ));
            }
            self.highest = self.highest.max(u16::from(label));
        }
        let role = self.pairs.pop_front().map_or(Role::Train, |pair| pair.role);
        if role == Role::Train && labels.iter().all(|&label| label == labels[0]) {
            return Err(DataError::new(
                format!("{name}: every label is the same, {}", labels[0]),
                "Give pictures of two classes at least.",
            ));
        }
        let labels = labels.into_iter().map(u16::from).collect();
        let shape = [read.sides[0], read.sides[1], 1];
        let pictures = Pictures::new(shape, read.pixels, labels)?;
        let other = self.loaded.parts().find_map(|(_, samples)| match samples {
            Samples::Pictures(other) if other.shape != shape => Some(other.shape),
            _ => None,
        });
        if let Some([height, width, _]) = other {
            return Err(DataError::new(
                format!(
                    "{} has pictures of {}×{}, and the part before of {height}×{width}",
                    read.name, shape[0], shape[1]
                ),
                "Give parts with pictures of one size.",
            ));
        }
        *self.loaded.part_mut(role) = Some(pictures.into());
        Ok(())
    }

    fn finish(&mut self) -> Loaded {
        let mut loaded = std::mem::take(&mut self.loaded);
        if loaded.parts().next().is_some() {
            let numbers = (0..=self.highest).map(|label| label.to_string());
            loaded.classes = self.classes.take().unwrap_or_else(|| numbers.collect());
        }
        loaded.report.bytes = loaded.bytes();
        loaded
    }
}

fn path(pair: &Pair) -> &str {
    pair.images.as_ref().map_or("", |(file, _)| &file.path)
}

#[cfg(test)]
#[path = "idx_pairs_tests.rs"]
mod tests;
