//! The parts of the room `Data`, their names and their addresses.

/// A part of the room, named by what is seen or done there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Which set, the person's own files, and what they hold.
    #[default]
    Overview,
    /// How many samples each class has.
    Classes,
    /// The samples one by one, and all of them in a scatter plot.
    Samples,
    /// Samples that are there more than once.
    Duplicates,
    /// Resizing, scaling, missing values.
    Prepare,
    /// What is held back for validation and for testing.
    Split,
    /// Random changes to training pictures.
    Augment,
}

impl Part {
    /// Every part, in the order of the tabs.
    pub const ALL: [Self; 7] = [
        Self::Overview,
        Self::Classes,
        Self::Samples,
        Self::Duplicates,
        Self::Prepare,
        Self::Split,
        Self::Augment,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Classes => "Classes",
            Self::Samples => "Samples",
            Self::Duplicates => "Duplicates",
            Self::Prepare => "Prepare",
            Self::Split => "Split",
            Self::Augment => "Augment",
        }
    }

    /// Its address: the part from `#`. The overview has the room's.
    #[must_use]
    pub fn address(self) -> &'static str {
        match self {
            Self::Overview => "#/data",
            Self::Classes => "#/data/classes",
            Self::Samples => "#/data/samples",
            Self::Duplicates => "#/data/duplicates",
            Self::Prepare => "#/data/prepare",
            Self::Split => "#/data/split",
            Self::Augment => "#/data/augment",
        }
    }

    /// The part of that name, whatever the case of its letters.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let mut parts = Self::ALL.into_iter();
        parts.find(|part| part.name().eq_ignore_ascii_case(name))
    }

    /// The part that many places after it, or before it; the first follows the last.
    #[must_use]
    pub fn neighbour(self, steps: isize) -> Self {
        let n = Self::ALL.len() as isize;
        Self::ALL[(self as isize + steps).rem_euclid(n) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_those_of_the_tabs() {
        for (i, part) in Part::ALL.into_iter().enumerate() {
            assert_eq!(Part::ALL[i], Part::Overview.neighbour(i as isize));
            assert_eq!(part.neighbour(1).neighbour(-1), part);
        }
        assert_eq!(Part::Overview.neighbour(-1), Part::Augment);
        assert_eq!(Part::Augment.neighbour(1), Part::Overview);
    }

    #[test]
    fn every_part_is_found_by_its_name() {
        for part in Part::ALL {
            assert_eq!(Part::by_name(part.name()), Some(part));
            assert_eq!(Part::by_name(&part.name().to_lowercase()), Some(part));
        }
        assert_eq!(Part::by_name("attic"), None);
    }
}
