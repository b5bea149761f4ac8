//! Picture files: labelled by their folders, resized to one size as they are read.

mod decode;
mod layout;
mod single;

pub use single::single_picture;

use super::archive::Archive;
use super::input::NamedFile;
use super::naming;
use crate::data::prepare::Resizer;
use crate::data::{
    Colour, DataError, Loaded, Pictures, Progress, ReadOptions, Role, Unit, Unlabelled,
};

/// The longest side of pictures where no size was chosen.
const DEFAULT_SIDE: usize = 128;
/// Pictures, and pixels of them, that are decoded in one portion.
const PORTION: usize = 32;
const PORTION_PIXELS: usize = 1 << 18;
/// Files that a warning names.
const NAMED: usize = 5;

/// A picture that waits to be read.
pub(super) struct PictureFile {
    pub path: String,
    pub location: PictureLocation,
}

/// Where its bytes are.
pub(super) enum PictureLocation {
    /// In a file of its own.
    File(NamedFile),
    /// In an archive, by the archive's index among those opened and its own index there.
    Archive { at: usize, index: usize },
}

/// The reading of pictures.
pub(super) struct PictureFiles {
    waiting: std::vec::IntoIter<(PictureFile, Option<(Role, u16)>)>,
    archives: Vec<Archive>,
    options: ReadOptions,
    classes: Vec<String>,
    /// What all pictures become, settled by the first.
    form: Option<([usize; 2], Colour)>,
    resizer: Option<([usize; 3], Resizer)>,
    /// Pixels and labels by part: training, validation, test, and those without labels.
    parts: [(Vec<u8>, Vec<u16>); 4],
    names: Vec<String>,
    total: usize,
    counts: [usize; 4],
    file: String,
    damaged: Vec<String>,
    resized: usize,
    in_colour: usize,
    warnings: Vec<String>,
}

impl PictureFiles {
    /// Settles the class and part of each picture.
    pub fn new(
        mut files: Vec<PictureFile>,
        archives: Vec<Archive>,
        options: &ReadOptions,
        warnings: Vec<String>,
    ) -> Result<Self, DataError> {
        if options
            .classes
            .as_ref()
            .is_some_and(|classes| classes.len() > 1000)
        {
            return Err(DataError::new(
                "There are more than 1000 classes",
                "Give fewer.",
            ));
        }
        files.sort_by(|a, b| naming::natural(&a.path, &b.path));
        let paths: Vec<&str> = files.iter().map(|file| &file.path[..]).collect();
        let layout = layout::of(&paths, options.classes.as_deref())?;
        let mut counts = [0; 4];
        for target in &layout.targets {
            counts[slot(*target)] += 1;
        }
        let waiting: Vec<_> = files.into_iter().zip(layout.targets).collect();
        Ok(Self {
            total: waiting.len(),
            waiting: waiting.into_iter(),
            archives,
            options: options.clone(),
            classes: layout.classes,
            form: None,
            resizer: None,
            parts: Default::default(),
            names: Vec::new(),
            counts,
            file: String::new(),
            damaged: Vec::new(),
            resized: 0,
            in_colour: 0,
            warnings,
        })
    }

    /// How many pictures are read.
    pub fn progress(&self) -> Progress {
        Progress {
            file: self.file.clone(),
            unit: Unit::Pictures,
            done: (self.total - self.waiting.len()) as u64,
            total: self.total as u64,
        }
    }

    /// Reads some more pictures; what was loaded once all are read.
    pub fn advance(&mut self) -> Result<Option<Loaded>, DataError> {
        let mut pixels = 0;
        for _ in 0..PORTION {
            let Some((picture, target)) = self.waiting.next() else {
                return self.finish().map(Some);
            };
            self.file.clone_from(&picture.path);
            match self.picture(picture, target) {
                Ok(n) => pixels += n,
                Err(error) if self.options.skip_damaged => self.damaged.push(error.message),
                Err(error) => return Err(error),
            }
            if pixels > PORTION_PIXELS {
                break;
            }
        }
        Ok(None)
    }

    /// Reads a picture. How many pixels it had.
    fn picture(
        &mut self,
        picture: PictureFile,
        target: Option<(Role, u16)>,
    ) -> Result<usize, DataError> {
        let name = &picture.path;
        let bytes = match picture.location {
            PictureLocation::File(mut file) => file.peek(self.options.max_bytes)?,
            PictureLocation::Archive { at, index } => {
                self.archives[at].bytes(name, index, self.options.max_bytes)?
            }
        };
        let decoded = decode::decode(name, &bytes, self.options.max_bytes)?;
        drop(bytes);
        let from = [decoded.height, decoded.width];
        let own = decoded.colour();
        let (to, colour) = match self.form {
            Some(form) => form,
            None => self.settle(from, own)?,
        };
        self.in_colour += usize::from(colour == Colour::Grey && own == Colour::Rgb);
        let pixels = decoded.into_pixels(colour);
        let (held, labels) = &mut self.parts[slot(target)];
        if from == to {
            held.extend_from_slice(&pixels);
        } else {
            self.resized += 1;
            let from = [from[0], from[1], colour.channels()];
            let resizer = match &self.resizer {
                Some((known, resizer)) if *known == from => resizer,
                _ => {
                    let resizer = Resizer::new(from, to, self.options.interpolation)?;
                    &self.resizer.insert((from, resizer)).1
                }
            };
            resizer.append(&pixels, held);
        }
        match target {
            Some((_, class)) => labels.push(class),
            None => self.names.push(picture.path),
        }
        Ok(from[0] * from[1])
    }

    /// Settles size and colours by the first picture, and that there is room for all.
    fn settle(&mut self, from: [usize; 2], own: Colour) -> Result<([usize; 2], Colour), DataError> {
        let longest = from[0].max(from[1]);
        let scaled = |side: usize| {
            if longest <= DEFAULT_SIDE {
                return side;
            }
            ((side * DEFAULT_SIDE + longest / 2) / longest).max(1)
        };
        let to = self.options.size.unwrap_or(from.map(scaled));
        let colour = self.options.colour.unwrap_or(own);
        let size = to[0]
            .saturating_mul(to[1])
            .saturating_mul(colour.channels());
        if size.saturating_mul(self.total) as u64 > self.options.max_bytes {
            return Err(DataError::new(
                format!(
                    "{} pictures of {}×{} take more than {} bytes",
                    self.total, to[0], to[1], self.options.max_bytes
                ),
                "Choose a smaller size, or load fewer pictures.",
            ));
        }
        // A side that makes no sense is reported before memory is allocated.
        Resizer::new([1, 1, 1], to, self.options.interpolation)?;
        for ((pixels, labels), &count) in self.parts.iter_mut().zip(&self.counts) {
            pixels.reserve_exact(count * size);
            labels.reserve_exact(count);
        }
        self.form = Some((to, colour));
        Ok((to, colour))
    }

    fn finish(&mut self) -> Result<Loaded, DataError> {
        let mut loaded = Loaded {
            classes: std::mem::take(&mut self.classes),
            ..Loaded::default()
        };
        let Some((sides, colour)) = self.form else {
            let first = self.damaged.first().cloned().unwrap_or_default();
            return Err(DataError::new(
                format!("No picture can be read; the first: {first}"),
                "Fetch the pictures again from where they came from.",
            ));
        };
        let shape = [sides[0], sides[1], colour.channels()];
        let roles = [Role::Train, Role::Validation, Role::Test];
        let [train, validation, test, (unlabelled, _)] = std::mem::take(&mut self.parts);
        for (role, (pixels, labels)) in roles.into_iter().zip([train, validation, test]) {
            if !labels.is_empty() {
                let pictures = Pictures::new(shape, pixels, labels)?;
                *loaded.part_mut(role) = Some(pictures.into());
            }
        }
        if !unlabelled.is_empty() {
            loaded.unlabelled = Some(Unlabelled::Pictures {
                shape,
                pixels: unlabelled,
                names: std::mem::take(&mut self.names),
            });
        }
        loaded.report.warnings = std::mem::take(&mut self.warnings);
        self.warn(&mut loaded, shape);
        loaded.report.bytes = loaded.bytes();
        Ok(loaded)
    }

    fn warn(&self, loaded: &mut Loaded, [height, width, _]: [usize; 3]) {
        let labelled = loaded.parts().next().is_some();
        let warnings = &mut loaded.report.warnings;
        if self.resized > 0 && self.options.size.is_none() {
            let n = self.resized;
            warnings.push(format!("{n} pictures are resized to {height}×{width}"));
        }
        if self.in_colour > 0 && self.options.colour.is_none() {
            let n = self.in_colour;
            warnings.push(format!(
                "{n} pictures in colour are read in grey, as the first is"
            ));
        }
        if let (Some(unlabelled), true) = (&loaded.unlabelled, labelled) {
            let n = unlabelled.len();
            warnings.push(format!(
                "{n} pictures in no folder of a class have no label"
            ));
        }
        for message in self.damaged.iter().take(NAMED) {
            warnings.push(format!("Left out: {message}"));
        }
        if self.damaged.len() > NAMED {
            let n = self.damaged.len() - NAMED;
            warnings.push(format!("Left out: {n} more damaged pictures"));
        }
    }
}

/// The index among the parts of the pictures that have this part and class, or neither.
fn slot(target: Option<(Role, u16)>) -> usize {
    match target {
        Some((Role::Train, _)) => 0,
        Some((Role::Validation, _)) => 1,
        Some((Role::Test, _)) => 2,
        None => 3,
    }
}

#[cfg(test)]
#[path = "pictures_tests.rs"]
mod tests;
