//! What a classifier takes of memory, known before anything is made.

use crate::experiment::classifiers::Classifier;

/// Bytes that training may take: what a browser's tab has room for beside the data.
pub const MOST_BYTES: u64 = 2 << 30;
/// Bytes of a number and its index, as LIBSVM has it.
const NODE: u64 = 16;
/// Bytes of LIBSVM's cache of kernels, at most.
pub(super) const CACHE: u64 = 100 << 20;

/// Whether the kernels of all pairs of rows are computed once, instead of handing the rows themselves to the
/// solver: where they take less memory. Both are there twice, for LIBSVM copies those of a pair of classes.
pub(super) fn takes_gram(samples: usize, width: usize) -> bool {
    samples <= width || samples <= 1000
}

/// Bytes that training takes on so many training samples, each of so many numbers, beside the data set.
///
/// # Source
/// Counted from what is made: the rows; for `SVC` either the kernels of all pairs, and twice those that
/// LIBSVM gets, or the rows twice as LIBSVM has them and its cache; for logistic regression its ten last steps.
#[must_use]
pub fn bytes(classifier: &Classifier, samples: usize, width: usize, classes: usize) -> u64 {
    let [n, d, k] = [samples, width, classes].map(|n| n as u64);
    let rows = 4 * n * d;
    let more = match classifier {
        Classifier::Svc(_) if takes_gram(samples, width) => n * n * (8 + 2 * NODE),
        Classifier::Svc(_) => 2 * n * d * NODE + CACHE.min(4 * n * n),
        Classifier::LogisticRegression(_) => 8 * (22 * (d + 1) * k + 2 * n * k),
        Classifier::KNeighborsClassifier(_) => 16 * n,
    };
    rows + more
}
