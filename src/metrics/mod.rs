//! How well predictions agree with labels. Pure; names and meaning are scikit-learn's.

//! Every metric is computed here, for the engine, the command line and the page.

mod confusion;
mod predictions;
mod report;
mod sample;
mod totals;

pub use confusion::{accuracy, confusion_matrix, correct, most_confused, samples};
pub use predictions::Predictions;
pub use report::{ClassCounts, ClassScores, Report, class_scores, classification_report};
pub use sample::{likeliest, log_softmax};
pub use totals::Totals;

#[cfg(test)]
mod golden;
