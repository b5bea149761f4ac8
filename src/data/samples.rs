//! Labelled samples of either kind, and the parts of a data set that are made of them.

use std::sync::Arc;

use super::{Features, Pictures};
use crate::experiment::Shape;

/// Labelled samples of either kind. A copy shares what it is a copy of: a data set that is
/// prepared anew takes no memory for what stays as it was.
#[derive(Clone, Debug, PartialEq)]
pub enum Samples {
    /// Pictures.
    Pictures(Arc<Pictures>),
    /// Rows of numbers.
    Features(Arc<Features>),
}

impl From<Pictures> for Samples {
    fn from(pictures: Pictures) -> Self {
        Self::Pictures(Arc::new(pictures))
    }
}

impl From<Features> for Samples {
    fn from(features: Features) -> Self {
        Self::Features(Arc::new(features))
    }
}

impl Samples {
    /// The number of samples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The class of each sample.
    #[must_use]
    pub fn labels(&self) -> &[u16] {
        match self {
            Self::Pictures(pictures) => &pictures.labels,
            Self::Features(features) => &features.labels,
        }
    }

    /// The labels, to be changed.
    pub(super) fn labels_mut(&mut self) -> &mut [u16] {
        match self {
            Self::Pictures(pictures) => &mut Arc::make_mut(pictures).labels,
            Self::Features(features) => &mut Arc::make_mut(features).labels,
        }
    }

    /// Whether they share their memory with others.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Pictures(a), Self::Pictures(b)) => Arc::ptr_eq(a, b),
            (Self::Features(a), Self::Features(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// What a network gets of one sample.
    #[must_use]
    pub fn shape(&self) -> Shape {
        match self {
            Self::Pictures(pictures) => Shape::Image(pictures.shape),
            Self::Features(features) => Shape::Flat(features.width()),
        }
    }

    /// Bytes of memory they take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let content = match self {
            Self::Pictures(pictures) => pictures.pixels.len(),
            Self::Features(features) => size_of_val(&features.values[..]),
        };
        content + size_of_val(self.labels())
    }

    /// The samples at these indices, in this order.
    ///
    /// # Panics
    /// There is no sample at one of the indices.
    #[must_use]
    pub fn select(&self, indices: &[u32]) -> Self {
        match self {
            Self::Pictures(pictures) => pictures.select(indices).into(),
            Self::Features(features) => features.select(indices).into(),
        }
    }
}

/// Some samples among others, in an order: a part of a data set. Parts that were divided share
/// the samples and differ in the indices.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The samples among which the part's are.
    pub samples: Samples,
    /// The indices of the part's samples.
    pub indices: Vec<u32>,
}

impl Part {
    /// All of some samples, in their order.
    #[must_use]
    pub fn whole(samples: Samples) -> Self {
        let indices = (0..samples.len() as u32).collect();
        Self { samples, indices }
    }

    /// The part of these indices of this one.
    ///
    /// # Panics
    /// There is no such index.
    #[must_use]
    pub fn select(&self, indices: &[u32]) -> Self {
        Self {
            samples: self.samples.clone(),
            indices: indices.iter().map(|&i| self.indices[i as usize]).collect(),
        }
    }

    /// The number of samples in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.indices.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// The class of each of its samples.
    #[must_use]
    pub fn labels(&self) -> Vec<u16> {
        let labels = self.samples.labels();
        let label = |&i: &u32| labels[i as usize];
        self.indices.iter().map(label).collect()
    }
}

/// How many samples each of `classes` classes has.
#[must_use]
pub fn counts(labels: &[u16], classes: usize) -> Vec<u32> {
    let mut counts = vec![0; classes];
    for &label in labels {
        if let Some(count) = counts.get_mut(usize::from(label)) {
            *count += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;

    #[test]
    fn parts_are_indices_of_samples() {
        let rows = Features::new(
            vec![Column::number("x")],
            vec![0.0, 1.0, 2.0, 3.0],
            vec![0, 1, 2, 1],
        );
        let whole = Part::whole(rows.unwrap().into());
        let some = whole.select(&[3, 0, 2]).select(&[0, 2]);
        assert_eq!((some.indices.as_slice(), some.len()), (&[3, 2][..], 2));
        assert_eq!(some.labels(), [1, 2]);
        assert_eq!(some.samples, whole.samples);
        assert_eq!(counts(&whole.labels(), 3), [1, 2, 1]);
        assert_eq!(whole.samples.shape(), Shape::Flat(1));
        assert_eq!(
            whole.samples.select(&some.indices),
            Samples::from(
                Features::new(vec![Column::number("x")], vec![3.0, 2.0], vec![1, 2]).unwrap()
            )
        );
    }
}
