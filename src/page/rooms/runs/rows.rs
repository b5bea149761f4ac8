//! Which kept runs the table shows, in which order.

use std::sync::Arc;

use crate::page::kept_runs::state::Entry;

/// Rows on a page of the table.
pub const PAGE: usize = 100;

/// A column of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// The run's name.
    Name,
    /// The data's name.
    Data,
    /// Accuracy on the test samples.
    Accuracy,
    /// Loss on the test samples.
    Loss,
    /// Mean precision of the classes.
    Precision,
    /// Mean recall of the classes.
    Recall,
    /// Mean F1 of the classes.
    F1,
    /// Epochs done.
    Epochs,
    /// Seconds of work.
    Time,
    /// What computed.
    Device,
    /// When it ended.
    #[default]
    Ended,
}

impl Column {
    /// All, in their order.
    pub const ALL: [Self; 11] = [
        Self::Name,
        Self::Data,
        Self::Accuracy,
        Self::Loss,
        Self::Precision,
        Self::Recall,
        Self::F1,
        Self::Epochs,
        Self::Time,
        Self::Device,
        Self::Ended,
    ];

    /// Its head.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "Run",
            Self::Data => "Data",
            Self::Accuracy => "Accuracy",
            Self::Loss => "Loss",
            Self::Precision => "Precision",
            Self::Recall => "Recall",
            Self::F1 => "F1",
            Self::Epochs => "Epochs",
            Self::Time => "Time",
            Self::Device => "Device",
            Self::Ended => "Ended",
        }
    }

    /// Whether the largest stands first when it is sorted by for the first time.
    #[must_use]
    pub fn is_largest_first(self) -> bool {
        !matches!(
            self,
            Self::Name | Self::Data | Self::Device | Self::Loss | Self::Time
        )
    }

    /// A run's number in it; absent where there is none, or where it holds texts.
    #[must_use]
    pub fn number(self, entry: &Entry) -> Option<f64> {
        let summary = &entry.summary;
        let test = summary.test;
        let number = match self {
            Self::Name | Self::Data | Self::Device => None,
            Self::Accuracy => test.map(|test| test.accuracy),
            Self::Loss => test.map(|test| test.loss),
            Self::Precision => test.and_then(|test| test.precision),
            Self::Recall => test.and_then(|test| test.recall),
            Self::F1 => test.and_then(|test| test.f1),
            Self::Epochs => Some(summary.epochs as f64),
            Self::Time => Some(summary.seconds),
            Self::Ended => Some(summary.ended_at),
        };
        number.filter(|number| number.is_finite())
    }

    fn text(self, entry: &Entry) -> &str {
        match self {
            Self::Data => &entry.summary.data,
            Self::Device => &entry.summary.device,
            _ => &entry.summary.name,
        }
    }
}

/// What is to be seen of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Words that a run must have.
    pub filter: String,
    /// The column that it is sorted by.
    pub column: Column,
    /// Whether the largest stands first.
    pub is_descending: bool,
    /// The page, from 0.
    pub page: usize,
}

impl Default for View {
    fn default() -> Self {
        Self {
            filter: String::new(),
            column: Column::default(),
            is_descending: true,
            page: 0,
        }
    }
}

impl View {
    /// Sorts by a column, or the other way round if it is sorted by it.
    pub fn sort_by(&mut self, column: Column) {
        self.is_descending = if self.column == column {
            !self.is_descending
        } else {
            column.is_largest_first()
        };
        self.column = column;
        self.page = 0;
    }
}

/// The runs that have every word, in their order; those without a number in the column are last.
#[must_use]
pub fn rows(entries: &[Arc<Entry>], view: &View) -> Vec<Arc<Entry>> {
    let words = view.filter.to_lowercase();
    let words: Vec<&str> = words.split_whitespace().collect();
    let has = |entry: &&Arc<Entry>| words.is_empty() || has_words(entry, &words);
    let mut found: Vec<Arc<Entry>> = entries.iter().filter(has).cloned().collect();
    let (column, is_descending) = (view.column, view.is_descending);
    found.sort_by(|a, b| {
        let (first, second) = if is_descending { (b, a) } else { (a, b) };
        let numbers = (column.number(first), column.number(second));
        let order = if let (Some(first), Some(second)) = numbers {
            first.total_cmp(&second)
        } else {
            let missing = |entry| column.number(entry).is_none();
            let texts = || {
                let [first, second] = [first, second].map(|e| column.text(e).to_lowercase());
                first.cmp(&second)
            };
            missing(a).cmp(&missing(b)).then_with(texts)
        };
        order.then_with(|| a.summary.id.cmp(&b.summary.id))
    });
    found
}

fn has_words(entry: &Entry, words: &[&str]) -> bool {
    let summary = &entry.summary;
    let texts = [
        &summary.name,
        &summary.note,
        &summary.model,
        &summary.data,
        &summary.settings,
        &summary.device,
    ];
    let texts = texts.map(|text| text.to_lowercase());
    let pinned = if summary.pinned { "pinned" } else { "" };
    let has = |word: &&str| *word == pinned || texts.iter().any(|text| text.contains(*word));
    words.iter().all(has)
}

/// The table of these runs as CSV.
#[must_use]
pub fn csv(rows: &[Arc<Entry>]) -> String {
    let mut table = "run,model,data,settings,accuracy,loss,precision,recall,f1,epochs,steps,seconds,device,note\n".to_owned();
    for entry in rows {
        let summary = &entry.summary;
        let number = |column: Column| {
            let number = column.number(entry);
            number.map_or_else(String::new, |number| number.to_string())
        };
        let scores = [
            Column::Accuracy,
            Column::Loss,
            Column::Precision,
            Column::Recall,
            Column::F1,
        ];
        let mut cells = [
            &summary.name,
            &summary.model,
            &summary.data,
            &summary.settings,
        ]
        .map(|text| quoted(text))
        .to_vec();
        cells.extend(scores.map(number));
        cells.extend([summary.epochs.to_string(), summary.steps.to_string()]);
        cells.extend([summary.seconds.to_string(), quoted(&summary.device)]);
        cells.push(quoted(&summary.note));
        table.push_str(&cells.join(","));
        table.push('\n');
    }
    table
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::run::record::{RunSummary, TestScores};

    fn entry(id: &str, accuracy: Option<f64>) -> Arc<Entry> {
        let mut summary = RunSummary::new(id.to_owned(), &Experiment::default());
        id.clone_into(&mut summary.name);
        summary.test = accuracy.map(|accuracy| TestScores {
            accuracy,
            loss: f64::NAN,
            precision: None,
            recall: None,
            f1: None,
        });
        Arc::new(Entry {
            summary,
            record_bytes: 0,
            model_bytes: 0,
            is_held: false,
        })
    }

    fn names(entries: &[Arc<Entry>], view: &View) -> String {
        let rows = rows(entries, view);
        rows.iter().map(|entry| &entry.summary.name[..]).collect()
    }

    #[test]
    fn runs_are_sorted_and_those_without_a_number_are_last() {
        let entries = [
            entry("b", Some(0.5)),
            entry("c", None),
            entry("a", Some(0.7)),
        ];
        let mut view = View::default();
        view.sort_by(Column::Accuracy);
        assert_eq!(names(&entries, &view), "abc");
        view.sort_by(Column::Accuracy);
        assert_eq!(names(&entries, &view), "bac");
        view.sort_by(Column::Name);
        assert_eq!(names(&entries, &view), "abc");
        view.sort_by(Column::Name);
        assert_eq!(names(&entries, &view), "cba");
        // None has a loss that is a number.
        view.sort_by(Column::Loss);
        assert_eq!(names(&entries, &view), "abc");
    }

    #[test]
    fn every_word_must_be_somewhere_in_a_run() {
        let mut noted = (*entry("a", None)).clone();
        noted.summary.note = "First try".to_owned();
        noted.summary.pinned = true;
        let entries = [Arc::new(noted), entry("b", None)];
        let filtered = |filter: &str| {
            let view = View {
                filter: filter.to_owned(),
                column: Column::Name,
                is_descending: false,
                ..View::default()
            };
            names(&entries, &view)
        };
        assert_eq!(filtered(""), "ab");
        assert_eq!(filtered("  TRY first "), "a");
        assert_eq!(filtered("pinned"), "a");
        assert_eq!(filtered("synthetic"), "ab");
        assert_eq!(filtered("synthetic nothing"), "");
    }

    #[test]
    fn a_table_has_a_row_for_each_run() {
        let mut odd = (*entry("a \"b\"", Some(0.5))).clone();
        odd.summary.epochs = 2;
        let table = csv(&[Arc::new(odd)]);
        let row = table.lines().nth(1).expect("a row");
        assert!(row.starts_with("\"a \"\"b\"\"\","), "{row}");
        assert!(row.contains(",0.5,,,,,2,0,0,"), "{row}");
        assert_eq!(table.lines().count(), 2);
    }
}
