//! What there is to see in data: counts, ranges, mean pictures, duplicates, weights for
//! unbalanced classes, and a projection onto a plane.

mod duplicates;
mod overview;
mod pca;
mod symmetric;

pub use duplicates::{Duplicates, duplicates};
pub use overview::{balanced_class_weights, mean_pictures, pixel_range};
pub use pca::{Pca, Projection};
