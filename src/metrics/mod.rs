//! How well predictions agree with labels. Pure; names and meaning are scikit-learn's.

//! Every metric is computed here, for the engine, the command line and the page.

mod agreement;
mod analysis;
mod calibration;
mod confusion;
mod curves;
mod importance;
mod label_errors;
mod log_probabilities;
pub mod mcnemar;
mod packed;
mod predictions;
mod report;
mod sample;
mod totals;

pub use agreement::{balanced_accuracy, cohen_kappa, matthews_correlation};
pub use analysis::{Analysis, CALIBRATION_BINS, ERROR_BINS, OneVsRest, Probabilities};
pub use calibration::{Bin, calibration_curve, confidence_bins, expected_calibration_error};
pub use confusion::{
    Normalization, accuracy, by_mistakes, confused_pairs, confusion_matrix, correct, most_confused,
    normalized, samples,
};
pub use curves::{Curve, auc, average_precision, macro_average, precision_recall_curve, roc_curve};
pub use importance::Importance;
pub use label_errors::likely_label_errors;
pub use mcnemar::McNemar;
pub use predictions::Predictions;
pub use report::{ClassCounts, ClassScores, Report, class_scores, classification_report};
pub use sample::{likeliest, log_softmax};
pub use totals::Totals;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod golden_curves;
