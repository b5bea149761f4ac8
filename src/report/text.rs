//! The classification report as scikit-learn prints it.

use std::fmt::Write;

use crate::metrics::{ClassScores, Report};

/// scikit-learn's `classification_report` as text, with two digits.
#[must_use]
pub fn classification_report_text(report: &Report, classes: &[String]) -> String {
    let longest = classes.iter().map(|name| name.chars().count()).max();
    let width = longest.unwrap_or_default().max("weighted avg".len());
    let mut text = format!(
        "{:>width$}  {:>9} {:>9} {:>9} {:>9}\n\n",
        "", "precision", "recall", "f1-score", "support"
    );
    let row = |text: &mut String, name: &str, scores: &ClassScores| {
        let ClassScores {
            precision,
            recall,
            f1,
            support,
        } = scores;
        let _ = writeln!(
            text,
            "{name:>width$}  {precision:>9.2} {recall:>9.2} {f1:>9.2} {support:>9}"
        );
    };
    for (scores, name) in report.classes.iter().zip(classes) {
        row(&mut text, name, scores);
    }
    let (accuracy, all) = (report.accuracy, report.weighted_avg.support);
    let _ = writeln!(
        text,
        "\n{:>width$}  {:>9} {:>9} {accuracy:>9.2} {all:>9}",
        "accuracy", "", ""
    );
    row(&mut text, "macro avg", &report.macro_avg);
    row(&mut text, "weighted avg", &report.weighted_avg);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{classification_report, confusion_matrix};

    /// The example of scikit-learn's own documentation.
    #[test]
    fn it_reads_as_in_scikit_learns_documentation() {
        let confusion = confusion_matrix(&[0, 1, 2, 2, 2], &[0, 0, 2, 2, 1], 3);
        let classes = ["class 0", "class 1", "class 2"].map(str::to_owned);
        let text = classification_report_text(&classification_report(&confusion), &classes);
        let expected = "              precision    recall  f1-score   support

     class 0       0.50      1.00      0.67         1
     class 1       0.00      0.00      0.00         1
     class 2       1.00      0.67      0.80         3

    accuracy                           0.60         5
   macro avg       0.50      0.56      0.49         5
weighted avg       0.70      0.60      0.61         5
";
        assert_eq!(text, expected);
    }
}
