//! Everything the page knows, in parts, and the questions that take several of them.

mod checkpoint;
mod data;
mod device;
mod model;
mod notices;
mod predictions;
mod run;
mod runs;
mod try_it;

pub use checkpoint::{Checkpoint, CheckpointKind};
pub use data::{ActiveLoad, DataState, FailedLoad, LoadedData};
pub use device::{DeviceState, WorkerPhase};
pub use model::ModelState;
pub use notices::{Notice, Notices, Remedy};
pub use predictions::Predictions;
pub use run::{LoadedModel, Primary, RateSearch, RunState, Snapshot, Speed};
pub use runs::{FinishedRun, KEPT_STEPS, RunOver, Runs};
pub use try_it::{Grid, PEN, Pad, TryState};

use super::run::{Run, Status};
use super::slice::Slice;
use crate::experiment::{Data, Model, Shape};

/// Everything the page knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The data set and the loader.
    pub data: Slice<DataState>,
    /// The experiment and its form.
    pub model: Slice<ModelState>,
    /// The run at hand.
    pub run: Slice<RunState>,
    /// Runs that are over.
    pub runs: Slice<Runs>,
    /// What the person tries the network on.
    pub try_it: Slice<TryState>,
    /// What the network makes of the samples without labels.
    pub predictions: Slice<Predictions>,
    /// The device and the worker that computes on it.
    pub device: Slice<DeviceState>,
    /// What went wrong, and what was announced.
    pub notices: Slice<Notices>,
}

impl State {
    /// What the run at hand does.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        self.run.current.as_ref().map(|run| run.status)
    }

    /// The run at hand, if its network can be asked.
    #[must_use]
    pub fn run_with_network(&self) -> Option<&Run> {
        let run = self.run.current.as_ref();
        run.filter(|run| self.data.in_worker && run.can_answer())
    }

    /// Whether a run is under way or is about to be.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.run.train_when_ready
            || matches!(self.status(), Some(Status::Running | Status::Stopping))
    }

    /// Whether the settings may be changed now. They are not locked while data loads: what is
    /// typed meanwhile would be lost.
    #[must_use]
    pub fn can_set(&self) -> bool {
        !self.is_busy() && self.model.pending.is_none()
    }

    /// Whether nothing of the experiment is under way, loading included.
    #[must_use]
    pub fn can_edit(&self) -> bool {
        self.can_set() && self.data.loading.is_none()
    }

    /// What a load of data is about, for people: the outside files, if they are all that is new.
    #[must_use]
    pub fn load_name(&self, data: &Data) -> &'static str {
        let is_known = |loaded: &LoadedData| {
            loaded.data.source == data.source && loaded.data.outside != data.outside
        };
        if data.outside.is_some() && self.data.loaded.as_ref().is_some_and(is_known) {
            return "Own files";
        }
        data.source.name()
    }

    /// Height, width and channels of the loaded pictures; nothing for rows of numbers.
    #[must_use]
    pub fn picture_shape(&self) -> Option<[usize; 3]> {
        match self.data.loaded.as_ref()?.summary.shape {
            Shape::Image(shape) => Some(shape),
            Shape::Flat(_) => None,
        }
    }

    /// Whether the loaded set is the experiment's.
    #[must_use]
    pub fn has_data_of_experiment(&self) -> bool {
        let experiment = &self.model.experiment;
        let loaded = self.data.loaded.as_ref();
        loaded.is_some_and(|loaded| loaded.is_of(&experiment.data, experiment.seed))
    }

    /// The main button and whether it can be pressed.
    #[must_use]
    pub fn primary(&self) -> (Primary, bool) {
        // Before the worker, the data or the network is ready, Train is remembered.
        let can_start = self.device.worker != WorkerPhase::Failed
            && self.model.form.is_valid()
            && !matches!(self.model.summary, Some(Err(_)))
            && (self.data.in_worker || self.data.can_come());
        match &self.run.current {
            _ if self.run.train_when_ready => (Primary::Pause, true),
            Some(run) => match run.status {
                Status::Running => (Primary::Pause, true),
                Status::Stopping => (Primary::Resume, false),
                Status::Paused | Status::Preparing if run.step > 0 => (Primary::Resume, can_start),
                _ => (Primary::Train, can_start),
            },
            None => (Primary::Train, can_start),
        }
    }

    /// Whether a single step can be taken.
    #[must_use]
    pub fn can_step(&self) -> bool {
        self.status() == Some(Status::Paused) && self.can_edit() && self.primary().1
    }

    /// Whether there is a run to end.
    #[must_use]
    pub fn can_stop(&self) -> bool {
        let run = self.run.current.as_ref();
        run.is_some_and(|run| match run.status {
            Status::Running => true,
            Status::Paused => run.step > 0 && self.data.loading.is_none(),
            _ => false,
        })
    }

    /// Whether the experiment's model is a classifier that is no network.
    #[must_use]
    pub fn has_classifier(&self) -> bool {
        self.model.experiment.model.classifier.is_some()
    }

    /// The name of a model, for people.
    #[must_use]
    pub fn model_name(model: &Model) -> &str {
        match &model.classifier {
            _ if !model.name.is_empty() => &model.name,
            Some(classifier) => classifier.label(),
            None => "Custom",
        }
    }
}
