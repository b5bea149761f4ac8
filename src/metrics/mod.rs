//! How well predictions agree with labels. Pure; names and meaning are scikit-learn's.

mod confusion;
mod report;

pub use confusion::{accuracy, confusion_matrix};
pub use report::{ClassScores, Report, classification_report};

#[cfg(test)]
mod golden;
