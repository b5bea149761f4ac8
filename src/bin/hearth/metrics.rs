//! What a run prints last: a line of JSON with its final metrics.

use hearth::metrics::ClassScores;
use hearth::run::Scores;
use serde::Serialize;

/// The last line of a run.
#[derive(Serialize)]
pub struct Metrics {
    /// What computed.
    pub device: String,
    /// Epochs trained.
    pub epochs: usize,
    /// Steps taken.
    pub steps: usize,
    /// Seconds of work.
    pub seconds: f64,
    /// Training samples a second.
    pub images_per_second: f64,
    /// On the training samples.
    pub train: Scores,
    /// On the validation samples, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation: Option<Scores>,
    /// On the test samples.
    pub test: Scores,
    /// Means over the classes on the test samples, each counting the same.
    pub macro_avg: ClassScores,
    /// `confusion[true][predicted]`, in test samples.
    pub confusion: Vec<Vec<u32>>,
}
