//! What a model's file says beside its tensors.

use serde::{Deserialize, Serialize};

use crate::data::InputFormat;
use crate::experiment::Experiment;
use crate::metrics::{ClassCounts, Totals};

/// Key of Hearth's text in the file's metadata. One text and not several, whose order would change
/// from file to file.
pub const KEY: &str = "hearth";
/// The version of the format that this build reads and writes.
pub const VERSION: u32 = 1;

/// What is written.
#[derive(Serialize)]
pub struct Written<'a> {
    pub version: u32,
    pub position: &'a Position,
    pub input: &'a InputFormat,
    pub experiment: &'a Experiment,
}

/// What is read; each part is read by whom it is for.
#[derive(Deserialize)]
pub struct OfVersion {
    pub version: u32,
}

/// The position in the run.
#[derive(Deserialize)]
pub struct OfPosition {
    pub position: Position,
}

/// What the network takes.
#[derive(Deserialize)]
pub struct OfInput {
    pub input: InputFormat,
}

/// The experiment, which its own reader reads.
#[derive(Deserialize)]
pub struct OfExperiment {
    pub experiment: serde_json::Value,
}

/// The position in a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Steps taken.
    pub step: usize,
    /// Updates that the optimizer made.
    pub iterations: usize,
    /// Loss, correct answers and samples of the epoch so far, bit by bit: as decimals they
    /// would not come back exactly.
    sums: [u64; 3],
    /// Correct answers, samples and predictions of each class in the epoch so far; empty: none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    classes: Vec<[u32; 3]>,
    /// What was changed about the step sizes, as bits; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<[u64; 2]>,
    /// What the run keeps, as a text that only the run reads; empty: nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// Whether the best weights so far are there, too (`best/conv2d/kernel`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_best: bool,
}

impl Position {
    /// The position after so many steps and updates, with the sums of the epoch so far.
    #[must_use]
    pub fn new(step: usize, iterations: usize, sums: Totals) -> Self {
        Self {
            step,
            iterations,
            sums: [sums.loss, sums.correct, sums.samples].map(f64::to_bits),
            classes: Vec::new(),
            rate: None,
            notes: String::new(),
            has_best: false,
        }
    }

    /// The sums of the epoch so far.
    #[must_use]
    pub fn sums(&self) -> Totals {
        let [loss, correct, samples] = self.sums.map(f64::from_bits);
        Totals {
            loss,
            correct,
            samples,
        }
    }

    /// The counts of each class in the epoch so far.
    #[must_use]
    pub fn classes(&self) -> Vec<ClassCounts> {
        let counts = self.classes.iter();
        let counts = counts.map(|&[correct, samples, predicted]| ClassCounts {
            correct,
            samples,
            predicted,
        });
        counts.collect()
    }

    /// Keeps the counts of each class in the epoch so far.
    pub fn set_classes(&mut self, classes: &[ClassCounts]) {
        let counts = classes.iter().map(|c| [c.correct, c.samples, c.predicted]);
        self.classes = counts.collect();
    }

    /// Whether a run of so many steps can be there.
    #[must_use]
    pub fn is_within(&self, total_steps: usize) -> bool {
        let sums = self.sums();
        [sums.loss, sums.correct, sums.samples]
            .iter()
            .all(|sum| sum.is_finite())
            && self.step <= total_steps
            && (self.step > 0 || sums.samples == 0.0)
    }
}
