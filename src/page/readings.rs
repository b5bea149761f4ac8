//! The page's readings, as text.

use super::run::{Run, Status};
use super::state::State;
use crate::metrics::likeliest;
use crate::run::{EpochResult, Scores};
use crate::ui::format::{NONE, accuracy, duration, loss, percent};
use crate::ui::picture::{Palette, Pixels};

/// A reading beside the training curves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The epoch under way.
    Epoch,
    /// Loss of the last batches.
    TrainLoss,
    /// Accuracy on the last batches.
    TrainAccuracy,
    /// Loss on the validation samples.
    ValidationLoss,
    /// Accuracy on the validation samples.
    ValidationAccuracy,
    /// Accuracy on the test samples.
    TestAccuracy,
    /// Pace.
    ImagesPerSecond,
}

impl Reading {
    /// Every reading, in the order people see them.
    pub const ALL: [Self; 7] = [
        Self::Epoch,
        Self::TrainLoss,
        Self::TrainAccuracy,
        Self::ValidationLoss,
        Self::ValidationAccuracy,
        Self::TestAccuracy,
        Self::ImagesPerSecond,
    ];

    /// The reading's name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Epoch => "Epoch",
            Self::TrainLoss => "Train loss",
            Self::TrainAccuracy => "Train accuracy",
            Self::ValidationLoss => "Validation loss",
            Self::ValidationAccuracy => "Validation accuracy",
            Self::TestAccuracy => "Test accuracy",
            Self::ImagesPerSecond => "Images per second",
        }
    }

    /// What it shows now.
    #[must_use]
    pub fn text(self, state: &State) -> String {
        let text = state.run.current.as_ref().and_then(|run| self.of(run));
        text.unwrap_or_else(|| NONE.to_owned())
    }

    fn of(self, run: &Run) -> Option<String> {
        let smooth = |i: usize| run.curve.last().map(|p| f64::from(p.smooth[i]));
        let validation = || run.epochs.last().and_then(|e: &EpochResult| e.validation);
        let of_scores = |scores: Scores| accuracy(scores.accuracy);
        if run.is_of_classifier() {
            // It has no epochs, and its pace is none of images.
            let train = || run.epochs.last().map(|epoch| epoch.train);
            match self {
                Self::Epoch | Self::ImagesPerSecond => return None,
                Self::TrainLoss if !run.epochs.is_empty() => return train().map(|s| loss(s.loss)),
                Self::TrainAccuracy if !run.epochs.is_empty() => return train().map(of_scores),
                _ => {}
            }
        }
        match self {
            Self::Epoch => {
                (run.epoch > 0).then(|| format!("{} of {}", run.epoch, run.experiment.epochs()))
            }
            Self::TrainLoss => smooth(0).map(loss),
            Self::TrainAccuracy => smooth(1).map(percent),
            Self::ValidationLoss => validation().map(|s| loss(s.loss)),
            Self::ValidationAccuracy => validation().map(of_scores),
            Self::TestAccuracy => run.test().map(of_scores),
            Self::ImagesPerSecond => {
                (run.images_per_second > 0.0).then(|| format!("{:.0}", run.images_per_second))
            }
        }
    }
}

/// The line beside the progress bar: how far, and how long still.
#[must_use]
pub fn progress_line(state: &State) -> String {
    if state.run.train_when_ready {
        return "Starts as soon as everything is ready".to_owned();
    }
    let Some(run) = state
        .run
        .current
        .as_ref()
        .filter(|run| run.steps_per_epoch > 0)
    else {
        return String::new();
    };
    let steps = format!("Step {} of {}", run.step, run.total_steps());
    match (run.status, run.seconds_left) {
        (Status::Running, Some(left)) => format!("{steps} · {} left", duration(left)),
        (Status::Stopping, _) => format!("{steps} · evaluating"),
        _ => steps,
    }
}

/// The reading `Prediction`: the most probable class of the drawing.
#[must_use]
pub fn prediction(state: &State) -> String {
    most_probable(state)
        .and_then(|class| class_names(state).get(class).cloned())
        .unwrap_or_else(|| NONE.to_owned())
}

/// The index of the most probable class of the drawing.
#[must_use]
pub fn most_probable(state: &State) -> Option<usize> {
    let answer = state.try_it.answer.as_ref()?;
    let probabilities = &answer.probabilities;
    (!probabilities.is_empty()).then(|| likeliest(probabilities))
}

/// The probability of a class for the drawing.
#[must_use]
pub fn probability(state: &State, class: usize) -> Option<f32> {
    let answer = state.try_it.answer.as_ref()?;
    answer.probabilities.get(class).copied()
}

/// The picture that is tried, as the network gets it.
#[must_use]
pub fn sample_pixels(state: &State) -> Option<Pixels> {
    let sample = state.try_it.sample.as_ref()?;
    let shape = state.picture_shape()?;
    let mut pixels = Pixels::clear(shape[1], shape[0]);
    pixels.put([0, 0], &sample.to_vec(), shape, Palette::Ink);
    Some(pixels)
}

/// The classes' names; digits until data says otherwise.
#[must_use]
pub fn class_names(state: &State) -> Vec<String> {
    match &state.data.loaded {
        Some(loaded) => loaded.summary.classes.clone(),
        None => (0..10).map(|digit| digit.to_string()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::experiment::Experiment;
    use crate::protocol::{Buffer, Prediction, RunId};
    use crate::run::{Progress, StepRecord};

    #[test]
    fn readings_follow_the_run() {
        let mut state = State::default();
        for reading in Reading::ALL {
            assert_eq!(reading.text(&state), NONE);
        }
        let mut run = Run::new(RunId(1), Experiment::default());
        run.steps_per_epoch = 100;
        run.status = Status::Running;
        run.absorb(&Progress {
            epoch: 2,
            steps: vec![StepRecord {
                step: 101,
                loss: 0.5,
                accuracy: 0.75,
                learning_rate: 0.001,
            }],
            images_per_second: 2345.6,
            seconds_left: Some(65.0),
        });
        let scores = Scores {
            loss: 0.25,
            accuracy: 0.9,
        };
        run.absorb_epoch(EpochResult {
            epoch: 1,
            step: 100,
            train: scores,
            validation: None,
            test: scores,
            seconds: 1.0,
        });
        state.run.current = Some(run);
        let texts = Reading::ALL.map(|reading| reading.text(&state));
        let expected = ["2 of 5", "0.5000", "75.0 %", NONE, NONE, "90.0 %", "2346"];
        assert_eq!(texts, expected);
        assert_eq!(progress_line(&state), "Step 101 of 500 · 1 min 05 s left");
        state.run.train_when_ready = true;
        assert_eq!(
            progress_line(&state),
            "Starts as soon as everything is ready"
        );
    }

    #[test]
    fn the_prediction_is_the_most_probable_class() {
        let mut state = State::default();
        assert_eq!(prediction(&state), NONE);
        let mut probabilities = vec![0.01; 10];
        probabilities[7] = 0.9;
        state.try_it.answer = Some(Arc::new(Prediction {
            probabilities,
            seen: [28, 28],
            picture: Buffer::default(),
            layers: Vec::new(),
            is_empty: false,
        }));
        assert_eq!(prediction(&state), "7");
        assert_eq!(probability(&state, 7), Some(0.9));
    }
}
