//! Tables of an evaluation as CSV.

use crate::metrics::{ClassScores, Report};
use crate::ui::csv::csv_text;

/// A confusion matrix: a row for each label, a column for each prediction.
#[must_use]
pub fn confusion_csv(cells: &[Vec<f64>], classes: &[String]) -> String {
    let head = std::iter::once("label".to_owned()).chain(classes.iter().cloned());
    let rows = cells.iter().zip(classes).map(|(row, name)| {
        let cells = row.iter().map(f64::to_string);
        std::iter::once(name.clone()).chain(cells).collect()
    });
    csv_text(std::iter::once(head.collect()).chain(rows))
}

/// A classification report.
#[must_use]
pub fn report_csv(report: &Report, classes: &[String]) -> String {
    let head = ["class", "precision", "recall", "f1-score", "support"];
    let row = |name: &str, scores: &ClassScores| {
        let mut row = vec![name.to_owned()];
        let ratios = [scores.precision, scores.recall, scores.f1];
        row.extend(ratios.map(|ratio| format!("{ratio:.6}")));
        row.push(scores.support.to_string());
        row
    };
    let own = report.classes.iter().zip(classes);
    let own = own.map(|(scores, name)| row(name, scores));
    let averages = [
        ("macro avg", &report.macro_avg),
        ("weighted avg", &report.weighted_avg),
    ];
    let averages = averages.map(|(name, scores)| row(name, scores));
    let head = head.map(str::to_owned).to_vec();
    csv_text(std::iter::once(head).chain(own).chain(averages))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::classification_report;

    #[test]
    fn tables_have_a_row_a_class_and_quote_what_must_be() {
        let classes = ["a".to_owned(), "b, \"c\"".to_owned()];
        let table = confusion_csv(&[vec![1.0, 0.5], vec![0.0, 2.0]], &classes);
        assert_eq!(
            table,
            "label,a,\"b, \"\"c\"\"\"\na,1,0.5\n\"b, \"\"c\"\"\",0,2\n"
        );
        let report = classification_report(&[vec![1, 1], vec![0, 2]]);
        let table = report_csv(&report, &classes);
        assert!(table.starts_with("class,precision,recall,f1-score,support\na,1.000000,0.500000,"));
        assert_eq!(table.lines().count(), 5);
    }
}
