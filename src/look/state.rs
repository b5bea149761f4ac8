//! What is looked at, what was asked of the loader, and what it answered.

use std::sync::Arc;

use crate::data::describe::Description;
use crate::experiment::{Data, Shape};
use crate::protocol::{Asker, Looked, SampleFilter, SamplePage};

/// Samples on a page of the grid.
pub const PAGE: usize = 40;
/// Changed pictures in a preview: three rows of eight.
pub const CHANGED: usize = 24;

/// What of the data is looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// What is looked at, once the page told.
    pub looked: Option<Arc<Looked>>,
    /// Whether there is a loader to ask.
    pub has_loader: bool,
    /// Asks what was loaded.
    pub overview: Asker<u32>,
    /// Asks for a page of samples.
    pub samples: Asker<u32>,
    /// Asks how the samples lie on a plane.
    pub projection: Asker<u32>,
    /// Asks for changed pictures.
    pub preview: Asker<u32>,
    /// What there is to see in what was loaded.
    pub description: Option<Arc<Description>>,
    /// The mean picture of each class, one after another.
    pub means: Arc<Vec<u8>>,
    /// Which samples are shown.
    pub filter: SampleFilter,
    /// Samples passed over.
    pub from: usize,
    /// The samples shown.
    pub page: Option<Arc<Page>>,
    /// The samples on a plane.
    pub plane: Option<Arc<Plane>>,
    /// Why they cannot be laid out.
    pub plane_refusal: Option<String>,
    /// The picture that is changed.
    pub sample: usize,
    /// Changed pictures, one after another.
    pub changed: Arc<Vec<u8>>,
    /// Why it cannot be changed.
    pub refusal: Option<String>,
}

/// Samples that are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Their places among the samples.
    pub places: Vec<u32>,
    /// Their labels.
    pub labels: Vec<u16>,
    /// How many there are of the kind.
    pub total: usize,
    /// Their pictures, one after another.
    pub pictures: Vec<u8>,
}

/// Samples on a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// The points.
    pub points: Vec<[f32; 2]>,
    /// Their labels.
    pub labels: Vec<u16>,
    /// What each axis is.
    pub axes: [String; 2],
}

impl State {
    /// The experiment's data.
    #[must_use]
    pub fn data(&self) -> Data {
        let looked = self.looked.as_ref();
        looked.map_or_else(Data::default, |looked| looked.data.clone())
    }

    /// Whether the experiment can be changed now.
    #[must_use]
    pub fn can_edit(&self) -> bool {
        self.looked.as_ref().is_some_and(|looked| looked.can_edit)
    }

    /// Height, width and channels of the loaded pictures; nothing for rows of numbers.
    #[must_use]
    pub fn picture_shape(&self) -> Option<[usize; 3]> {
        match self.looked.as_ref()?.summary.shape {
            Shape::Image(shape) => Some(shape),
            Shape::Flat(_) => None,
        }
    }

    /// The classes' names.
    #[must_use]
    pub fn class_names(&self) -> Vec<String> {
        let looked = self.looked.as_ref();
        looked.map_or_else(Vec::new, |looked| looked.summary.classes.clone())
    }

    /// The page of samples that is wanted.
    #[must_use]
    pub fn view(&self) -> SamplePage {
        SamplePage {
            filter: self.filter,
            from: self.from,
            count: PAGE,
        }
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
