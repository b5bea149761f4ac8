//! What Hearth says to other pages.

use serde::Serialize;

use crate::protocol::{DeviceKind, ErrorKind, WireError};

/// Version of the interface: of its commands and of its events.
pub const VERSION: u32 = 1;

/// An event as it is sent.
#[derive(Debug, Serialize)]
pub struct Envelope<'a> {
    /// [`VERSION`].
    hearth: u32,
    #[serde(flatten)]
    event: &'a Event,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Event {
    /// A network stands and can be trained.
    Ready(Ready),
    /// Steps were taken, or the run was started or paused.
    Progress(Progress),
    /// An epoch is over.
    Epoch(Epoch),
    /// The run is over.
    Finished(Finished),
    /// Something went wrong.
    Error(Failure),
    /// The experiment was asked for; it stands beside this, as `experiment`.
    Experiment,
}

impl Event {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Ready(_) => "ready",
            Self::Progress(_) => "progress",
            Self::Epoch(_) => "epoch",
            Self::Finished(_) => "finished",
            Self::Error(_) => "error",
            Self::Experiment => "experiment",
        }
    }

    /// The event as it is sent.
    #[must_use]
    pub fn envelope(&self) -> Envelope<'_> {
        Envelope {
            hearth: VERSION,
            event: self,
        }
    }
}

/// What can be trained.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ready {
    /// Version of Hearth.
    pub version: &'static str,
    /// The data set's name.
    pub dataset: &'static str,
    /// The model's name.
    pub model: String,
    /// The device.
    pub device: DeviceKind,
    /// Samples to train on.
    pub train_samples: usize,
    /// Samples to validate on.
    pub validation_samples: usize,
    /// Samples to test on.
    pub test_samples: usize,
    /// Epochs of the whole run.
    pub epochs: usize,
    /// Steps of the whole run.
    pub steps: usize,
}

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Activity {
    /// It trains.
    Running,
    /// It waits.
    Paused,
    /// It was ended, and is being evaluated.
    Stopping,
}

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Progress {
    /// What it does.
    pub status: Activity,
    /// Steps taken.
    pub step: usize,
    /// Steps of the whole run.
    pub steps: usize,
    /// The epoch under way, from 1; 0 before the first step.
    pub epoch: usize,
    /// Epochs of the whole run.
    pub epochs: usize,
    /// Loss of the last batches; null before the first step.
    pub train_loss: Option<f32>,
    /// Accuracy on the last batches; null before the first step.
    pub train_accuracy: Option<f32>,
    /// Training images a second lately; null where not known.
    pub images_per_second: Option<f64>,
    /// Seconds to the run's end at this pace; null where not known.
    pub seconds_left: Option<f64>,
}

/// How an epoch went.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Epoch {
    /// Its number, from 1.
    pub epoch: usize,
    /// Epochs of the whole run.
    pub epochs: usize,
    /// Its last step.
    pub step: usize,
    /// Mean loss on its training batches.
    pub train_loss: f64,
    /// Accuracy on its training batches.
    pub train_accuracy: f64,
    /// Loss on the validation samples; null if there are none.
    pub validation_loss: Option<f64>,
    /// Accuracy on the validation samples; null if there are none.
    pub validation_accuracy: Option<f64>,
    /// Loss on the test samples.
    pub test_loss: f64,
    /// Accuracy on the test samples.
    pub test_accuracy: f64,
    /// Seconds of work since the run began.
    pub seconds: f64,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum End {
    /// All its epochs are done.
    Finished,
    /// It was ended before.
    Stopped,
}

/// A run that is over.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finished {
    /// How it ended.
    pub status: End,
    /// Steps taken.
    pub step: usize,
    /// Epochs done.
    pub epochs: usize,
    /// Loss on the test samples; null if it was not evaluated.
    pub test_loss: Option<f64>,
    /// Accuracy on the test samples; null if it was not evaluated.
    pub test_accuracy: Option<f64>,
    /// Seconds of work.
    pub seconds: f64,
}

/// An error, for people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Failure {
    /// What it is about.
    pub kind: ErrorKind,
    /// What happened.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl From<&WireError> for Event {
    fn from(error: &WireError) -> Self {
        Self::Error(Failure {
            kind: error.kind,
            message: error.message.clone(),
            hint: error.hint.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{json, to_value};

    #[test]
    fn an_event_is_one_flat_object() {
        let error = WireError::new(ErrorKind::MissingValues, "Row 3 has none.", "Fill it.");
        let event = Event::from(&error);
        let sent = to_value(event.envelope()).expect("plain data");
        let expected = json!({
            "hearth": 1,
            "event": "error",
            "kind": "missing_values",
            "message": "Row 3 has none.",
            "hint": "Fill it.",
        });
        assert_eq!(sent, expected);
    }

    #[test]
    fn an_event_bears_its_name() {
        let finished = Event::Finished(Finished {
            status: End::Stopped,
            step: 1,
            epochs: 0,
            test_loss: None,
            test_accuracy: None,
            seconds: 0.5,
        });
        for event in [finished, Event::Experiment] {
            let sent = to_value(event.envelope()).expect("plain data");
            assert_eq!(sent["event"], event.name());
        }
    }
}
