//! The scores of an evaluation, by the names that people know.

use crate::metrics::Analysis;

/// Every score by its name.
#[must_use]
pub fn scores_by_name(analysis: &Analysis) -> Vec<(String, String)> {
    let four = |value: f64| format!("{value:.4}");
    let known = |value: Option<f64>| value.map_or_else(|| "not defined".to_owned(), four);
    let mut scores = vec![("Accuracy".to_owned(), four(analysis.accuracy))];
    let top = analysis.top.iter();
    scores.extend(top.map(|(k, part)| (format!("Top-{k} accuracy"), four(*part))));
    let rest = [
        ("Balanced accuracy", four(analysis.balanced_accuracy)),
        ("Cohen's kappa", known(analysis.kappa)),
        ("Matthews correlation", four(analysis.matthews)),
        ("ROC AUC, macro", known(analysis.auc_macro)),
        ("ROC AUC, micro", known(analysis.micro.auc)),
        (
            "Average precision, macro",
            known(analysis.average_precision_macro),
        ),
        (
            "Average precision, micro",
            known(analysis.micro.average_precision),
        ),
        ("Log loss", four(analysis.log_loss)),
        ("Brier score", four(analysis.brier)),
        (
            "Expected calibration error",
            four(analysis.calibration_error),
        ),
    ];
    scores.extend(rest.map(|(name, value)| (name.to_owned(), value)));
    scores
}
