//! A few whole numbers: axes, or the sizes of a shape.

use std::fmt::{self, Display};

use borsh::{BorshDeserialize, BorshSerialize};

/// Up to [`List::MOST`] whole numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct List {
    length: u8,
    items: [i64; Self::MOST],
}

impl List {
    /// The most that one may have.
    pub const MOST: usize = 4;

    /// A list of these; `None` if there are too many.
    #[must_use]
    pub fn new(items: &[i64]) -> Option<Self> {
        let mut list = Self::default();
        list.items.get_mut(..items.len())?.copy_from_slice(items);
        list.length = items.len() as u8;
        Some(list)
    }

    /// A list of one.
    #[must_use]
    pub const fn one(item: i64) -> Self {
        Self {
            length: 1,
            items: [item, 0, 0, 0],
        }
    }

    /// A list of three.
    #[must_use]
    pub const fn three([a, b, c]: [i64; 3]) -> Self {
        Self {
            length: 3,
            items: [a, b, c, 0],
        }
    }

    /// The numbers.
    #[must_use]
    pub fn as_slice(&self) -> &[i64] {
        &self.items[..usize::from(self.length).min(Self::MOST)]
    }
}

impl Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, item) in self.as_slice().iter().enumerate() {
            let comma = if i > 0 { ", " } else { "" };
            write!(f, "{comma}{item}")?;
        }
        Ok(())
    }
}

impl serde::Serialize for List {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.as_slice())
    }
}
