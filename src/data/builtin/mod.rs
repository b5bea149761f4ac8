//! The data sets that the build fetches and lays beside the page: what they consist of, whether
//! a file is the right one, and how the files become samples.
//!
//! A loader takes a [`Set`], gets each of its files as it can, passes the bytes through
//! [`Set::content`], and at the end hands all contents to [`Set::assemble`]. A file that it
//! cannot get is [`Set::unavailable`].

mod assemble;
mod manifest;
mod parts;
pub mod quickdraw;
mod set;
mod verify;

#[cfg(test)]
mod published_tests;
#[cfg(test)]
mod set_tests;

pub use set::{FileSpec, Set};

use super::DataError;
use crate::experiment::Source;

/// MNIST: handwritten digits.
#[must_use]
pub fn mnist() -> Set {
    Set::of_manifest("MNIST")
}

/// Fashion-MNIST: pieces of clothing, in MNIST's size and number.
#[must_use]
pub fn fashion_mnist() -> Set {
    Set::of_manifest("Fashion-MNIST")
}

/// CIFAR-10: small photographs of animals and vehicles.
#[must_use]
pub fn cifar10() -> Set {
    Set::of_manifest("CIFAR-10")
}

/// The set of a source whose files lie beside the page; nothing for other sources.
///
/// # Errors
/// It asks for classes or samples that the set has not.
pub fn of(source: &Source) -> Result<Option<Set>, DataError> {
    Ok(Some(match source {
        Source::Mnist {} => mnist(),
        Source::FashionMnist {} => fashion_mnist(),
        Source::Cifar10 {} => cifar10(),
        Source::QuickDraw { classes, samples } => quickdraw::set(classes, *samples)?,
        Source::SyntheticDigits { .. } | Source::Points(_) | Source::Files(_) => {
            return Ok(None);
        }
    }))
}
