//! What people try a network on, by the data that it is trained on.

use crate::experiment::{Shape, Source};
use crate::page::state::State;
use crate::protocol::DataSummary;

/// What people try a network on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryKind {
    /// A drawing.
    Pad,
    /// A picture from a file, the clipboard or the camera.
    Picture,
    /// A point of a plane.
    Plane,
    /// A row of numbers, typed into a form.
    Row,
}

/// What the network is tried on now: by the loaded data, or before any is loaded by the data that
/// the experiment names.
#[must_use]
pub fn kind(state: &State) -> TryKind {
    match &state.data.loaded {
        Some(loaded) => of_summary(&loaded.summary),
        None => of_source(&state.model.experiment.data.source),
    }
}

fn of_summary(summary: &DataSummary) -> TryKind {
    match (&summary.source, summary.shape) {
        (Source::FashionMnist {} | Source::Cifar10 {}, Shape::Image(_)) => TryKind::Picture,
        (Source::Files(_), Shape::Image([_, _, channels])) if channels >= 3 => TryKind::Picture,
        (_, Shape::Image(_)) => TryKind::Pad,
        // A category has a number for each of its values: two columns of one number each.
        (_, Shape::Flat(2)) if summary.columns == 2 => TryKind::Plane,
        (_, Shape::Flat(_)) => TryKind::Row,
    }
}

fn of_source(source: &Source) -> TryKind {
    match source {
        Source::SyntheticDigits { .. } | Source::Mnist {} | Source::QuickDraw { .. } => {
            TryKind::Pad
        }
        Source::FashionMnist {} | Source::Cifar10 {} => TryKind::Picture,
        Source::Points(points) if points.dimensions().0 == 2 => TryKind::Plane,
        Source::Points(_) => TryKind::Row,
        // What files hold is not known before they are read.
        Source::Files(_) => TryKind::Pad,
    }
}

impl TryKind {
    /// The heading of the region.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Pad => "Draw",
            Self::Picture | Self::Plane | Self::Row => "Try",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Layout, OwnFiles, Points, ReadOptions};

    fn summary(source: Source, shape: Shape, columns: usize) -> DataSummary {
        DataSummary {
            source,
            classes: vec!["a".to_owned(), "b".to_owned()],
            shape,
            columns,
            counts: Default::default(),
            unlabelled: 0,
            unlabelled_names: Vec::new(),
            sample_labels: Vec::new(),
            licence: String::new(),
            bytes: 0,
        }
    }

    fn files() -> Source {
        Source::Files(OwnFiles {
            names: vec!["own".to_owned()],
            options: ReadOptions::default(),
        })
    }

    #[test]
    fn drawings_are_drawn_and_photographs_are_pictures() {
        let of = |source, shape| of_summary(&summary(source, Shape::Image(shape), 0));
        assert_eq!(of(Source::default(), [28, 28, 1]), TryKind::Pad);
        assert_eq!(of(Source::Mnist {}, [28, 28, 3]), TryKind::Pad);
        assert_eq!(of(Source::FashionMnist {}, [28, 28, 1]), TryKind::Picture);
        assert_eq!(of(Source::Cifar10 {}, [32, 32, 3]), TryKind::Picture);
        assert_eq!(of(Source::Cifar10 {}, [32, 32, 1]), TryKind::Picture);
        assert_eq!(of(files(), [28, 28, 1]), TryKind::Pad);
        assert_eq!(of(files(), [64, 48, 3]), TryKind::Picture);
    }

    #[test]
    fn two_numbers_are_a_point_and_other_rows_a_form() {
        let of = |source, width, columns| of_summary(&summary(source, Shape::Flat(width), columns));
        let points = || Source::Points(Points::default());
        assert_eq!(of(points(), 2, 2), TryKind::Plane);
        assert_eq!(of(points(), 3, 3), TryKind::Row);
        assert_eq!(of(files(), 2, 2), TryKind::Plane);
        assert_eq!(of(files(), 1, 1), TryKind::Row);
        assert_eq!(
            of(files(), 2, 1),
            TryKind::Row,
            "one category of two values"
        );
        assert_eq!(of(files(), 784, 784), TryKind::Row);
    }

    #[test]
    fn before_data_is_loaded_its_name_decides() {
        assert_eq!(of_source(&Source::default()), TryKind::Pad);
        assert_eq!(of_source(&Source::Cifar10 {}), TryKind::Picture);
        assert_eq!(
            of_source(&Source::Points(Points::default())),
            TryKind::Plane
        );
        let mut blobs = Points::of(Layout::Blobs);
        blobs.features = 5;
        assert_eq!(of_source(&Source::Points(blobs)), TryKind::Row);
        let mut state = State::default();
        state.model.experiment.data.source = Source::FashionMnist {};
        assert_eq!(kind(&state), TryKind::Picture);
    }
}
