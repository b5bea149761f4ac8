//! Everything the page knows.

use std::sync::Arc;

use super::form::Form;
use super::run::{Run, Status};
use crate::data::{Predicted, Progress};
use crate::experiment::{Data, Experiment, Model, ReadOptions, Shape, Source, Summary};
use crate::protocol::{
    Adapter, DataSummary, DeviceInUse, DeviceOption, Looked, PendingExperiment, Prediction,
    ProvidedFiles, RunId, Scores, Stroke, WireError,
};

/// Width of the pen in the pad's unit square: about a tenth of a digit's height, as in
/// MNIST.
pub const PEN: f32 = 0.075;

/// Everything the page knows.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Address of the folder of data files.
    pub base: String,
    /// What the browser offers of WebGPU.
    pub adapter: Option<Adapter>,
    /// The device asked for.
    pub device_option: DeviceOption,
    /// The device taken, once it was chosen.
    pub device: Option<DeviceInUse>,
    /// How far the worker that computes is.
    pub worker: WorkerPhase,
    /// Workers lost since the last one that prepared a run.
    pub worker_crashes: u32,
    /// How far the worker that reads data is.
    pub loader: WorkerPhase,
    /// Loaders lost since the last one that loaded something.
    pub loader_crashes: u32,
    /// The experiment of the page's address, until the loader has read it. It comes before all
    /// else: meanwhile nothing is loaded or edited.
    pub pending: Option<PendingExperiment>,
    /// What the controls say.
    pub experiment: Experiment,
    /// The controls' texts.
    pub form: Form,
    /// The network's layers on the loaded data, or why they do not fit it.
    pub summary: Option<Result<Summary, WireError>>,
    /// The data.
    pub data: DataState,
    /// A closer look at it.
    pub look: Look,
    /// The run at hand.
    pub run: Option<Run>,
    /// Number of the newest run.
    pub last_run: RunId,
    /// Train as soon as the run is ready.
    pub train_when_ready: bool,
    /// What a lost worker's successor goes on from.
    pub snapshot: Option<Snapshot>,
    /// Runs that are over, oldest first.
    pub finished: Vec<FinishedRun>,
    /// The digit pad.
    pub pad: Pad,
    /// What the network makes of the samples without labels.
    pub predictions: Predictions,
    /// What went wrong, newest last.
    pub notices: Vec<Notice>,
    /// Number of the next notice.
    pub next_notice: u32,
    /// What was last announced to people who do not see the page.
    pub announcement: String,
}

/// How far the worker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerPhase {
    /// Its program is being fetched, or its device is being opened.
    Starting,
    /// It computes.
    Ready,
    /// There is none, and none will come by itself.
    Failed,
}

/// The data, where it is, and what is done about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataState {
    /// A load under way.
    pub loading: Option<Loading>,
    /// The set that was loaded last.
    pub loaded: Option<Loaded>,
    /// Whether the loader at hand holds that set: one that was just started does not.
    pub in_loader: bool,
    /// Whether the worker that computes holds it.
    pub in_worker: bool,
    /// Number of the newest load.
    pub last_load: u32,
    /// The files that the experiment's data names.
    pub files: ProvidedFiles,
    /// The load that failed last.
    pub failed: Option<FailedLoad>,
}

/// The closer look at the data, which is a program of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// Whether anybody looks.
    pub is_open: bool,
    /// Why its program cannot be had.
    pub fault: Option<String>,
}

/// A load under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Loading {
    /// Its number; what is told of others comes too late.
    pub number: u32,
    /// The data.
    pub data: Data,
    /// The seed of what is generated and divided.
    pub seed: u64,
    /// The files that it names.
    pub files: ProvidedFiles,
    /// How far it has got.
    pub progress: Progress,
    /// The person gave it up.
    pub is_cancelled: bool,
}

/// A loaded set.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// Number of its load.
    pub number: u32,
    /// What it holds.
    pub summary: Arc<DataSummary>,
    /// Pictures of some samples.
    pub pictures: Arc<Vec<u8>>,
    /// Pictures of the first samples without labels.
    pub unlabelled: Arc<Vec<u8>>,
    /// What was asked for.
    pub data: Data,
    /// The seed of what was generated and divided.
    pub seed: u64,
    /// The files that it names.
    pub files: ProvidedFiles,
}

/// A load that failed.
#[derive(Clone, Debug, PartialEq)]
pub struct FailedLoad {
    /// The data.
    pub data: Data,
    /// The files that it names.
    pub files: ProvidedFiles,
    /// Why.
    pub error: WireError,
}

impl FailedLoad {
    /// Whether the table that it failed for is of the files from outside.
    pub fn is_outside_table(&self) -> bool {
        let (Some(own), Some(table)) = (&self.data.outside, &self.error.table) else {
            return false;
        };
        // A table in an archive has the archive's name before its own.
        let is_of = |name: &String| {
            let rest = table.name.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        own.names.iter().any(is_of)
    }

    /// How the table that it failed for was read; nothing if it failed for another reason.
    pub fn read_options(&self) -> Option<&ReadOptions> {
        self.error.table.as_ref()?;
        let own = match &self.data {
            Data {
                outside: Some(own), ..
            } if self.is_outside_table() => own,
            Data {
                source: Source::Files(own),
                ..
            } => own,
            _ => return None,
        };
        Some(&own.options)
    }
}

/// A network to go on from.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Key of its run.
    pub key: RunId,
    /// Steps it has taken.
    pub step: usize,
    /// As the worker packed it.
    pub bytes: Arc<Vec<u8>>,
}

/// A line of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedRun {
    /// Key of the run.
    pub key: RunId,
    /// The model's name.
    pub model: String,
    /// The data's name.
    pub data: &'static str,
    /// The update rule and its step size, the batch size and the seed.
    pub settings: String,
    /// The device it ran on.
    pub device: &'static str,
    /// Epochs done.
    pub epochs: usize,
    /// Steps taken.
    pub steps: usize,
    /// On the test samples.
    pub test: Scores,
    /// Seconds of work.
    pub seconds: f64,
}

/// The digit pad: what was drawn and what the network makes of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pad {
    /// Number of the sheet drawn on; clearing takes a new one.
    pub sheet: u32,
    /// The lines drawn.
    pub strokes: Vec<Stroke>,
    /// Number of the newest question; an answer to another one is dropped.
    pub question: u32,
    /// A question was sent and not yet answered.
    pub in_flight: bool,
    /// The drawing or the network has changed since that question.
    pub is_outdated: bool,
    /// The newest answer.
    pub answer: Option<Answer>,
}

/// An answer to a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Probabilities and what the buffers are.
    pub prediction: Arc<Prediction>,
    /// The picture seen, then the layers' maps.
    pub buffers: Arc<Vec<Vec<u8>>>,
}

/// What the network makes of the samples without labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Predictions {
    /// The newest answers for the first samples.
    pub shown: Vec<Predicted>,
    /// Number of the newest question; an answer to another one is dropped.
    pub question: u32,
    /// The answers under way.
    pub found: Vec<Predicted>,
    /// How many of them there are to be; 0 where nothing is asked.
    pub wanted: usize,
    /// Whether they are asked for all samples, to be saved.
    pub to_save: bool,
    /// The network has changed since the question.
    pub is_outdated: bool,
}

/// Something that went wrong, until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub id: u32,
    /// What happened, and what to do.
    pub error: WireError,
    /// What the page offers to do.
    pub remedy: Option<Remedy>,
}

/// What a notice offers to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Start a new worker.
    Restart,
    /// Load the page anew.
    Reload,
}

/// What the main button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primary {
    /// Starts a run from its first step.
    Train,
    /// Lets a running one wait.
    Pause,
    /// Lets a waiting one go on.
    Resume,
}

impl Primary {
    /// The button's name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Train => "Train",
            Self::Pause => "Pause",
            Self::Resume => "Resume",
        }
    }
}

impl Default for State {
    fn default() -> Self {
        let experiment = Experiment::default();
        Self {
            base: String::new(),
            adapter: None,
            device_option: DeviceOption::default(),
            device: None,
            worker: WorkerPhase::Starting,
            worker_crashes: 0,
            loader: WorkerPhase::Starting,
            loader_crashes: 0,
            pending: None,
            form: Form::of(&experiment),
            experiment,
            summary: None,
            data: DataState::default(),
            look: Look::default(),
            run: None,
            last_run: RunId(0),
            train_when_ready: false,
            snapshot: None,
            finished: Vec::new(),
            pad: Pad::default(),
            predictions: Predictions::default(),
            notices: Vec::new(),
            next_notice: 0,
            announcement: "Hearth is starting.".to_owned(),
        }
    }
}

impl State {
    /// What the run at hand does.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        self.run.as_ref().map(|run| run.status)
    }

    /// The run at hand, if its network can be asked.
    #[must_use]
    pub fn run_with_network(&self) -> Option<&Run> {
        let has_network = |run: &&Run| !matches!(run.status, Status::Preparing | Status::Failed);
        self.run
            .as_ref()
            .filter(|_| self.data.in_worker)
            .filter(has_network)
    }

    /// Whether a run is under way or is about to be.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.train_when_ready || matches!(self.status(), Some(Status::Running | Status::Stopping))
    }

    /// Whether the settings may be changed now. They are not locked while data loads: what is
    /// typed meanwhile would be lost.
    #[must_use]
    pub fn can_set(&self) -> bool {
        !self.is_busy() && self.pending.is_none()
    }

    /// Whether nothing of the experiment is under way, loading included.
    #[must_use]
    pub fn can_edit(&self) -> bool {
        self.can_set() && self.data.loading.is_none()
    }

    /// What a load of data is about, for people: the outside files, if they are all that is new.
    #[must_use]
    pub fn load_name(&self, data: &Data) -> &'static str {
        let is_known = |loaded: &Loaded| {
            loaded.data.source == data.source && loaded.data.outside != data.outside
        };
        if data.outside.is_some() && self.data.loaded.as_ref().is_some_and(is_known) {
            return "Own files";
        }
        data.source.name()
    }

    /// What a closer look is told; nothing while nobody looks.
    #[must_use]
    pub fn looked(&self) -> Option<Looked> {
        let loaded = self.data.loaded.as_ref().filter(|_| self.look.is_open)?;
        Some(Looked {
            data: self.experiment.data.clone(),
            summary: DataSummary::clone(&loaded.summary),
            load: loaded.number,
            can_edit: self.can_edit(),
            failure: self.data.failed.as_ref().map(|failed| failed.error.clone()),
        })
    }

    /// Height, width and channels of the loaded pictures; nothing for rows of numbers.
    #[must_use]
    pub fn picture_shape(&self) -> Option<[usize; 3]> {
        match self.data.loaded.as_ref()?.summary.shape {
            Shape::Image(shape) => Some(shape),
            Shape::Flat(_) => None,
        }
    }

    /// The main button and whether it can be pressed.
    #[must_use]
    pub fn primary(&self) -> (Primary, bool) {
        // Before the worker, the data or the network is ready, Train is remembered.
        let can_start = self.worker != WorkerPhase::Failed
            && self.form.is_valid()
            && !matches!(self.summary, Some(Err(_)))
            && (self.data.in_worker || self.can_load());
        match &self.run {
            _ if self.train_when_ready => (Primary::Pause, true),
            Some(run) => match run.status {
                Status::Running => (Primary::Pause, true),
                Status::Stopping => (Primary::Resume, false),
                Status::Paused | Status::Preparing if run.step > 0 => (Primary::Resume, can_start),
                _ => (Primary::Train, can_start),
            },
            None => (Primary::Train, can_start),
        }
    }

    /// Whether data is on its way, or may still come by itself.
    fn can_load(&self) -> bool {
        self.loader != WorkerPhase::Failed
            && (self.data.loading.is_some() || self.data.failed.is_none())
    }

    /// Whether a single step can be taken.
    #[must_use]
    pub fn can_step(&self) -> bool {
        self.status() == Some(Status::Paused) && self.can_edit() && self.primary().1
    }

    /// Whether there is a run to end.
    #[must_use]
    pub fn can_stop(&self) -> bool {
        self.run.as_ref().is_some_and(|run| match run.status {
            Status::Running => true,
            Status::Paused => run.step > 0 && self.data.loading.is_none(),
            _ => false,
        })
    }

    /// The name of a model, for people.
    #[must_use]
    pub fn model_name(model: &Model) -> &str {
        if model.name.is_empty() {
            "Custom"
        } else {
            &model.name
        }
    }

    /// The finished run that did best on the test samples.
    #[must_use]
    pub fn best(&self) -> Option<RunId> {
        let best = |a: &&FinishedRun, b: &&FinishedRun| {
            // Of equals the earlier one, which `max_by` would not keep.
            a.test
                .accuracy
                .total_cmp(&b.test.accuracy)
                .then(b.key.cmp(&a.key))
        };
        self.finished.iter().max_by(best).map(|run| run.key)
    }
}
