//! What the room knows: what was asked of the loader, what it answered, and the settings of the
//! data as a person edits them.

use std::sync::Arc;

use super::part::Part;
use crate::data::describe::Description;
use crate::experiment::{Augmentation, Data, Prepare, Shape, Source};
use crate::protocol::{Asker, DataSummary, SampleFilter, SamplePage};

/// Samples on a page of the grid.
pub const PAGE: usize = 40;
/// Pictures in a preview of the augmentation: three rows of eight.
pub const PREVIEWS: usize = 24;

/// What the room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The part that is open.
    pub part: Part,
    /// The data set that is shown.
    pub loaded: Option<LoadedSet>,
    /// Whether the loader holds that set, and can be asked about it.
    pub in_loader: bool,
    /// Asks for the description.
    pub describer: Asker<u32>,
    /// Asks for a page of samples.
    pub pager: Asker<u32>,
    /// Asks for the scatter plot.
    pub projector: Asker<u32>,
    /// Asks for pictures that are changed as training would change them.
    pub previewer: Asker<u32>,
    /// What there is to see in what was loaded.
    pub description: Option<Arc<Description>>,
    /// The mean picture of each class, one after another.
    pub means: Arc<Vec<u8>>,
    /// Of which kind the samples are that are shown.
    pub filter: SampleFilter,
    /// How many samples are passed over.
    pub from: usize,
    /// The page that was asked for last.
    pub asked_page: Option<SamplePage>,
    /// The samples that are shown.
    pub page: Option<Arc<Page>>,
    /// The training samples as points of a plane, or why they cannot be laid out.
    pub scatter: Option<Result<Arc<Scatter>, String>>,
    /// Index of the picture that the preview changes.
    pub sample: usize,
    /// The augmentation and the picture that were asked for last.
    pub asked_preview: Option<(Augmentation, usize)>,
    /// The changed pictures, one after another.
    pub changed: Arc<Vec<u8>>,
    /// Why the picture cannot be changed that way.
    pub preview_error: Option<String>,
    /// The data as the experiment has it.
    pub applied: Data,
    /// The data as it is edited, until it is applied.
    pub draft: Data,
}

/// A data set that was loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedSet {
    /// Number of its load: another number, other samples.
    pub number: u32,
    /// What it holds.
    pub summary: Arc<DataSummary>,
}

/// A page of samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Their indices in the training part, or among those without labels.
    pub indices: Vec<u32>,
    /// Their labels.
    pub labels: Vec<u16>,
    /// How many there are of the kind.
    pub total: usize,
    /// Their pictures, one after another.
    pub pictures: Vec<u8>,
}

/// Samples as points of a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Scatter {
    /// The points.
    pub points: Vec<[f32; 2]>,
    /// Their labels.
    pub labels: Vec<u16>,
    /// What each axis is.
    pub axes: [String; 2],
}

impl State {
    /// Height, width and channels of the loaded pictures; nothing for rows of numbers.
    #[must_use]
    pub fn picture_shape(&self) -> Option<[usize; 3]> {
        match self.loaded.as_ref()?.summary.shape {
            Shape::Image(shape) => Some(shape),
            Shape::Flat(_) => None,
        }
    }

    /// The classes' names.
    #[must_use]
    pub fn class_names(&self) -> Vec<String> {
        let loaded = self.loaded.as_ref();
        loaded.map_or_else(Vec::new, |loaded| loaded.summary.classes.clone())
    }

    /// Names of the columns of the first table; none where no table was read.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let description = self.description.as_ref();
        let table = description.and_then(|d| d.tables.first());
        let columns = table.map_or(&[][..], |table| &table.columns);
        columns.iter().map(|column| column.name.clone()).collect()
    }

    /// The page of samples that is wanted.
    #[must_use]
    pub fn wanted_page(&self) -> SamplePage {
        SamplePage {
            filter: self.filter,
            from: self.from,
            count: PAGE,
        }
    }

    /// The picture of a sample of the page: its pixels in rows.
    #[must_use]
    pub fn picture(&self, i: usize) -> Option<(&[u8], [usize; 3])> {
        let shape = self.picture_shape()?;
        let size: usize = shape.iter().product();
        let pictures = &self.page.as_ref()?.pictures;
        Some((pictures.get(i * size..(i + 1) * size)?, shape))
    }

    /// The parts whose settings were edited and are not applied yet.
    #[must_use]
    pub fn edited_parts(&self) -> Vec<Part> {
        let (draft, applied) = (&self.draft, &self.applied);
        let is_edited = |part: &Part| match part {
            Part::Overview => source_alone(draft) != source_alone(applied),
            Part::Duplicates => draft.prepare.drop_leaked != applied.prepare.drop_leaked,
            Part::Prepare => {
                prepare_alone(draft) != prepare_alone(applied)
                    || draft.source.missing() != applied.source.missing()
            }
            Part::Split => draft.split != applied.split,
            Part::Augment => draft.augmentation != applied.augmentation,
            Part::Classes | Part::Samples => false,
        };
        Part::ALL.into_iter().filter(is_edited).collect()
    }
}

/// The source without what becomes of missing values, which is set in `Prepare`.
fn source_alone(data: &Data) -> Source {
    let mut source = data.source.clone();
    if let Source::Files(files) = &mut source {
        files.options.missing = None;
    }
    source
}

/// How samples are prepared, without what is set in `Duplicates`.
fn prepare_alone(data: &Data) -> Prepare {
    Prepare {
        drop_leaked: false,
        ..data.prepare.clone()
    }
}

/// The points in bytes, two little-endian reals each.
#[must_use]
pub fn points(bytes: &[u8]) -> Vec<[f32; 2]> {
    let (reals, _) = bytes.as_chunks::<4>();
    let (pairs, _) = reals.as_chunks::<2>();
    pairs
        .iter()
        .map(|pair| pair.map(f32::from_le_bytes))
        .collect()
}
