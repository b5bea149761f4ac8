//! What a chart is of, and where it was drawn.

use std::time::Duration;

use crate::experiment::Classifier;
use crate::page::run::Point;
use crate::run::{EpochResult, Scores};

/// What a chart is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Loss, linear or logarithmic.
    Loss,
    /// Accuracy.
    Accuracy,
}

impl Metric {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Loss => "Loss",
            Self::Accuracy => "Accuracy",
        }
    }

    /// What an empty chart says. What `www/index.html` says there before is longer: otherwise this would
    /// count as the page's largest paint, and come later.
    pub fn hint(self, classifier: Option<&Classifier>) -> &'static str {
        match self {
            _ if classifier.is_some_and(|classifier| !classifier.can_stop_early()) => {
                "This classifier is not trained by steps with a loss: the bar above shows how far it is."
            }
            Self::Loss => "Train the network: the loss of every step appears here.",
            Self::Accuracy => "Train the network: the accuracy of every step appears here.",
        }
    }

    /// Time between two drawings. Eyes follow no faster, and painting without a GPU takes
    /// a while; the two charts differ so that they seldom fall into the same frame.
    pub fn pace(self) -> Duration {
        Duration::from_millis(match self {
            Self::Loss => 100,
            Self::Accuracy => 130,
        })
    }

    /// Its value in a batch.
    pub fn raw(self, point: &Point) -> f64 {
        f64::from(point.raw[self as usize])
    }

    /// Its trend at a batch.
    pub fn smooth(self, point: &Point) -> f64 {
        f64::from(point.smooth[self as usize])
    }

    /// Its value among the scores of a part.
    pub fn of(self, scores: Scores) -> f64 {
        match self {
            Self::Loss => scores.loss,
            Self::Accuracy => scores.accuracy,
        }
    }

    /// Its value on the validation part.
    pub fn validation(self, epoch: &EpochResult) -> Option<f64> {
        epoch.validation.map(|scores| self.of(scores))
    }
}

/// Where a drawn chart has its steps, for the read-out under the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Pixels from the canvas's left edge to the first step shown.
    pub left: f64,
    /// Pixels to the last step shown.
    pub right: f64,
    /// The first and the last step shown.
    pub steps: [f64; 2],
}

impl Frame {
    /// The step at a distance from the canvas's left edge, in pixels.
    pub fn step_at(self, x: f64) -> f64 {
        let [from, to] = self.steps;
        from + (x - self.left) / (self.right - self.left) * (to - from)
    }

    /// The distance of a step from the canvas's left edge, in pixels.
    pub fn x_of(self, step: f64) -> f64 {
        let [from, to] = self.steps;
        self.left + (step - from) / (to - from) * (self.right - self.left)
    }
}
