//! How many samples each class gets.

/// How many of `n` samples are of each of `classes` classes: the first ones get what is left
/// over.
pub(super) fn shares(n: usize, classes: usize) -> impl Iterator<Item = usize> {
    (0..classes).map(move |class| n / classes + usize::from(class < n % classes))
}
