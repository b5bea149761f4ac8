//! Permutation importance under way: the loader shuffles a column's values among the samples, the network says what
//! it makes of them, and the score that is lost is the column's. One column and repetition at a time.

use crate::data::Role;
use crate::metrics::{Importance, likeliest};
use crate::protocol::{
    Asker, Buffer, DataQuery, DataQuestion, EvaluationQuery, NetworkQuery, NetworkQuestion, Packed,
    Question, RunId, ShuffledRows, Ticket, WireError,
};

/// Others in the room ask for probabilities, too.
const AFTER_OTHERS: u32 = 3 << 30;

/// Permutation importance, done or under way.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureImportance {
    /// Asks the loader for rows.
    loader: Asker<u32>,
    /// Asks the network.
    network: Asker<RunId>,
    /// Shufflings of each column.
    pub repeats: usize,
    /// The part whose samples are shuffled.
    part: Role,
    /// Names of the columns, once they are known.
    pub columns: Vec<String>,
    /// Labels of the rows that the network is asked about.
    labels: Vec<u16>,
    /// The score as it is.
    pub baseline: Option<f64>,
    /// The scores with each column shuffled.
    scores: Vec<Vec<f64>>,
    /// Whether some are still to come.
    pub is_under_way: bool,
    /// Why there are no more.
    pub error: Option<String>,
}

impl Default for FeatureImportance {
    fn default() -> Self {
        Self {
            loader: Asker::default(),
            network: Asker::numbered_after(AFTER_OTHERS),
            repeats: 10,
            part: Role::Test,
            columns: Vec::new(),
            labels: Vec::new(),
            baseline: None,
            scores: Vec::new(),
            is_under_way: false,
            error: None,
        }
    }
}

impl FeatureImportance {
    /// Begins, on samples of a part of a load.
    pub fn begin(&mut self, part: Role, repeats: usize, load: u32) -> DataQuestion {
        self.forget();
        self.part = part;
        self.repeats = repeats.max(1);
        self.is_under_way = true;
        self.ask_loader(load)
    }

    /// Gives up what is under way; what is known stays.
    pub fn stop(&mut self) {
        self.loader.cancel();
        self.network.cancel();
        self.is_under_way = false;
    }

    /// Forgets everything: it was of other samples or of another network.
    pub fn forget(&mut self) {
        self.stop();
        self.columns.clear();
        self.scores.clear();
        self.baseline = None;
        self.error = None;
    }

    /// How far it is, from 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f64 {
        let done: usize = self.scores.iter().map(Vec::len).sum();
        done as f64 / (self.columns.len() * self.repeats).max(1) as f64
    }

    /// The columns with how much each matters, the most important first; those whose turn is still to come are
    /// left out.
    #[must_use]
    pub fn ranking(&self) -> Vec<(String, Importance)> {
        let baseline = self.baseline.unwrap_or_default();
        let known = self.columns.iter().zip(&self.scores);
        let known = known.filter(|(_, scores)| scores.len() == self.repeats);
        let mut ranking: Vec<(String, Importance)> = known
            .map(|(name, scores)| (name.clone(), Importance::of(baseline, scores)))
            .collect();
        ranking.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
        ranking
    }

    /// The column and the repetition whose turn it is; no column before the baseline.
    fn turn(&self) -> (Option<usize>, usize) {
        let open = self.scores.iter().position(|s| s.len() < self.repeats);
        let repetition = open.map_or(0, |column| self.scores[column].len());
        (open.filter(|_| self.baseline.is_some()), repetition)
    }

    fn ask_loader(&mut self, load: u32) -> DataQuestion {
        let (column, repetition) = self.turn();
        let query = EvaluationQuery::Shuffle {
            part: self.part,
            column: column.map(|column| column as u32),
            repetition: repetition as u32,
        };
        Question {
            ticket: self.loader.ask_now(load),
            body: DataQuery::Evaluation(Packed::new(&query)),
        }
    }

    /// The loader has the rows; what the network is to be asked.
    pub fn take_rows(
        &mut self,
        ticket: Ticket<u32>,
        result: Result<ShuffledRows, WireError>,
        run: Option<RunId>,
    ) -> Option<NetworkQuestion> {
        self.loader.answered(ticket)?;
        match (result, run) {
            (Ok(rows), Some(run)) => {
                if self.baseline.is_none() {
                    self.scores = vec![Vec::new(); rows.columns.len()];
                    self.columns = rows.columns;
                }
                self.labels = rows.labels;
                Some(Question {
                    ticket: self.network.ask_now(run),
                    body: NetworkQuery::Probabilities(rows.rows),
                })
            }
            (result, _) => {
                self.stop();
                self.error = result.err().map(|e| format!("{}. {}", e.message, e.hint));
                None
            }
        }
    }

    /// The network has answered; what the loader is to be asked next. `None` where it was no answer to a question of
    /// this.
    pub fn take_probabilities(
        &mut self,
        ticket: Ticket<RunId>,
        result: &Result<Buffer, WireError>,
        classes: usize,
        load: Option<u32>,
    ) -> Option<Option<DataQuestion>> {
        self.network.answered(ticket)?;
        let (values, load) = match (result, load) {
            (Ok(values), Some(load)) => (values.to_reals(), load),
            (result, _) => {
                self.stop();
                let error = result.as_ref().err();
                self.error = error.map(|e| format!("{}. {}", e.message, e.hint));
                return Some(None);
            }
        };
        let rows = values.chunks_exact(classes.max(1)).zip(&self.labels);
        let right = rows.filter(|(row, label)| likeliest(row) == usize::from(**label));
        let score = right.count() as f64 / self.labels.len().max(1) as f64;
        match self.turn() {
            (Some(column), _) => self.scores[column].push(score),
            _ => self.baseline = Some(score),
        }
        if self.turn().0.is_none() {
            self.is_under_way = false;
            return Some(None);
        }
        Some(Some(self.ask_loader(load)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: RunId = RunId(4);

    fn rows(labels: &[u16]) -> ShuffledRows {
        ShuffledRows {
            rows: Buffer::default(),
            labels: labels.to_vec(),
            columns: vec!["noise".into(), "signal".into()],
        }
    }

    /// Answers as a network that takes samples for these classes.
    fn says(classes: &[u16]) -> Buffer {
        let row = |class: &u16| {
            [
                f32::from(u8::from(*class == 0)),
                f32::from(u8::from(*class == 1)),
            ]
        };
        let values: Vec<f32> = classes.iter().flat_map(row).collect();
        Buffer::of_reals(&values)
    }

    #[test]
    fn every_column_is_shuffled_and_the_one_that_matters_comes_first() {
        let mut importance = FeatureImportance::default();
        let mut question = importance.begin(Role::Test, 2, 7);
        let mut asked = Vec::new();
        loop {
            let DataQuery::Evaluation(query) = &question.body else {
                panic!("{question:?}")
            };
            let EvaluationQuery::Shuffle {
                column, repetition, ..
            } = query.clone().open().expect("a question")
            else {
                panic!("another question")
            };
            asked.push((column, repetition));
            let about = importance
                .take_rows(question.ticket, Ok(rows(&[0, 1, 0, 1])), Some(RUN))
                .expect("a question");
            // Shuffling the second column makes half of the answers wrong.
            let answer = match column {
                Some(1) => says(&[1, 1, 1, 1]),
                _ => says(&[0, 1, 0, 1]),
            };
            let next = importance.take_probabilities(about.ticket, &Ok(answer), 2, Some(7));
            match next.expect("its own answer") {
                Some(next) => question = next,
                None => break,
            }
        }
        let expected = [
            (None, 0),
            (Some(0), 0),
            (Some(0), 1),
            (Some(1), 0),
            (Some(1), 1),
        ];
        assert_eq!(asked, expected);
        assert!(!importance.is_under_way && (importance.progress() - 1.0).abs() < 1e-12);
        let ranking = importance.ranking();
        assert_eq!(ranking[0].0, "signal");
        assert!((ranking[0].1.mean - 0.5).abs() < 1e-12 && ranking[0].1.std < 1e-12);
        assert_eq!(ranking[1].1, Importance::default());
        assert_eq!(importance.baseline, Some(1.0));
    }

    #[test]
    fn it_can_be_given_up_and_says_why_it_ended() {
        let mut importance = FeatureImportance::default();
        let question = importance.begin(Role::Test, 10, 7);
        importance.stop();
        let late = importance.take_rows(question.ticket, Ok(rows(&[0])), Some(RUN));
        assert_eq!(late, None);
        let question = importance.begin(Role::Test, 10, 7);
        let error = WireError::new(crate::protocol::ErrorKind::Data, "no rows", "Load a table.");
        let next = importance.take_rows(question.ticket, Err(error), Some(RUN));
        assert_eq!(next, None);
        assert_eq!(importance.error.as_deref(), Some("no rows. Load a table."));
        assert!(!importance.is_under_way);
    }
}
