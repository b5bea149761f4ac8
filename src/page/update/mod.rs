//! How the page's state changes: one pure function from a message to effects. Each room's
//! messages change mainly its own part; what takes several of them is `page::flow`.

mod checkpoints;
pub(super) mod data;
pub(super) mod device;
pub(super) mod loader;
pub(super) mod model;
pub(super) mod models;
pub(super) mod notices;
pub(super) mod predictions;
mod rate;
pub(super) mod run;
pub(super) mod try_it;

pub use checkpoints::CheckpointsMsg;
pub use data::DataMsg;
pub use device::DeviceMsg;
pub use model::ModelMsg;
pub use models::ModelsMsg;
pub use notices::NoticesMsg;
pub use predictions::PredictionsMsg;
pub use run::RunMsg;
pub use try_it::TryMsg;

use super::flow;
use super::state::{Checkpoint, CheckpointKind, RunOver, State};
use crate::experiment::Experiment;
use crate::protocol::{
    Adapter, Answer, Buffer, Command, DataAnswer, DataCommand, DataEvent, DeviceEvent, DeviceKind,
    ErrorKind, Event, FileRef, NetworkAnswer, NetworkQuestion, NetworkReply, PendingExperiment,
    RunCommand, RunId, WireError,
};

/// What happens to the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The page opened.
    Opened {
        /// What the browser offers of WebGPU.
        adapter: Option<Adapter>,
        /// Address of the folder of data files.
        base: String,
        /// The experiment in the page's address, if there is one.
        experiment: Option<Result<PendingExperiment, WireError>>,
    },
    /// About the data.
    Data(DataMsg),
    /// About the experiment.
    Model(ModelMsg),
    /// About models as files.
    Models(ModelsMsg),
    /// About the checkpoints that the browser keeps.
    Checkpoints(CheckpointsMsg),
    /// A sweep that was interrupted is kept, and is so far.
    SweepFound(String),
    /// About the run at hand.
    Run(RunMsg),
    /// About what the network is tried on.
    Try(TryMsg),
    /// About predictions for the samples without labels.
    Predictions(PredictionsMsg),
    /// Ask the run's network.
    AskNetwork(Box<NetworkQuestion>),
    /// About the device and its worker.
    Device(DeviceMsg),
    /// About notices.
    Notices(NoticesMsg),
    /// An event of the worker.
    Worker(Event),
    /// An event of the loader.
    Loader(DataEvent),
    /// A worker cannot be started, or broke where it could not say so itself.
    WorkerLost {
        /// Its number; that of an older one than the newest says nothing any more.
        worker: u32,
        /// The browser's message.
        message: String,
    },
    /// A loader cannot be started, or broke where it could not say so itself.
    LoaderLost {
        /// Its number; that of an older one than the newest says nothing any more.
        loader: u32,
        /// The browser's message.
        message: String,
    },
    /// The browser did not save a file, for this reason.
    NotSaved(String),
    /// The page is to be loaded anew.
    Reload,
    /// The address named a room that there is not.
    UnknownRoom(String),
    /// A recipe was opened, or could not be fetched.
    OpenExperiment(Result<PendingExperiment, WireError>),
}

/// What the page's surroundings are to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Start the worker program of a device, instead of the one there is.
    StartWorker {
        /// The device.
        device: DeviceKind,
        /// The worker's number.
        number: u32,
    },
    /// Do away with the worker.
    StopWorker,
    /// Send to the worker.
    Send(Command),
    /// Start the loader of this number, instead of the one there is.
    StartLoader(u32),
    /// Send to the loader.
    SendLoader(DataCommand),
    /// Hand an answer about the samples to the views that ask.
    HandAnswer(DataAnswer),
    /// Hand a network's answer to the views that ask.
    HandNetworkAnswer(NetworkAnswer),
    /// Let go of files of the person's machine.
    ReleaseFiles(Vec<FileRef>),
    /// Copy a link to this experiment.
    Share(Box<Experiment>),
    /// Save a file of this name to the person's machine.
    Save {
        /// The name.
        name: &'static str,
        /// The contents.
        bytes: Buffer,
    },
    /// About the snapshot and the checkpoints that the browser keeps.
    Recovery(RecoveryWish),
    /// Keep a run that is over.
    KeepRun(Box<RunOver>),
    /// Load the page anew.
    Reload,
}

/// What is wished of the snapshot and the checkpoints that the browser keeps.
#[derive(Clone, Debug, PartialEq)]
pub enum RecoveryWish {
    /// Keep this one in its place.
    Keep {
        /// Its step.
        step: usize,
        /// The snapshot.
        bytes: Buffer,
        /// The run rests there: it is kept at once, and not when it is time.
        rests: bool,
    },
    /// Load its model.
    Fetch,
    /// Do away with it.
    Discard,
    /// Keep a checkpoint.
    KeepCheckpoint {
        /// Which, and what it is of.
        checkpoint: Checkpoint,
        /// The snapshot.
        bytes: Buffer,
        /// Those that are of another run.
        outdated: Vec<CheckpointKind>,
    },
    /// Save a checkpoint to the person's machine.
    SaveCheckpoint(CheckpointKind),
    /// Load the model of a checkpoint.
    LoadCheckpoint(CheckpointKind),
}

/// Changes the state by what happened; returns what is to be done about it.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Opened {
            adapter,
            base,
            experiment,
        } => flow::open(state, adapter, base, experiment),
        Msg::Data(msg) => data::update(state, msg),
        Msg::Model(msg) => model::update(state, msg),
        Msg::SweepFound(how_far) => {
            notices::offer_sweep(state, &how_far);
            Vec::new()
        }
        Msg::Checkpoints(msg) => checkpoints::update(state, msg),
        Msg::Models(msg) => models::update(state, msg),
        Msg::Run(msg) => run::update(state, msg),
        Msg::Try(msg) => try_it::update(state, msg),
        Msg::Predictions(msg) => predictions::update(state, msg),
        Msg::AskNetwork(question) => send(Command::Ask(*question)),
        Msg::Device(msg) => device::update(state, msg),
        Msg::Notices(msg) => notices::update(state, msg),
        Msg::Worker(event) => on_event(state, event),
        Msg::Loader(event) => loader::on_event(state, event),
        Msg::WorkerLost { worker, message } if worker == state.device.worker_number => {
            device::lost(state, &message)
        }
        Msg::LoaderLost { loader, message } if loader == state.data.loader_number => {
            flow::loader_lost(state, &message)
        }
        Msg::WorkerLost { .. } | Msg::LoaderLost { .. } => Vec::new(),
        Msg::NotSaved(why) => {
            let error = WireError::new(
                ErrorKind::Internal,
                format!("The file could not be saved: {why}"),
                "Allow this page to download files, and try again.",
            );
            notices::notify(state, error, None);
            Vec::new()
        }
        Msg::Reload => vec![Effect::Reload],
        Msg::UnknownRoom(name) => {
            let error = WireError::new(
                ErrorKind::Internal,
                format!("There is no room \"{name}\"."),
                "Live is shown instead. The rooms there are stand in the navigation.",
            );
            notices::notify(state, error, None);
            Vec::new()
        }
        Msg::OpenExperiment(pending) => flow::open_experiment(state, pending),
    }
}

fn on_event(state: &mut State, event: Event) -> Vec<Effect> {
    match event {
        Event::Ready { build } => device::greeted(state, &build),
        Event::Device(DeviceEvent::Ready(device)) => device::ready(state, device),
        Event::Device(DeviceEvent::Failed(error)) => device::failed(state, error),
        Event::Run(id, event) if state.run.is_current(id) => run::on_event(state, event),
        // An event of a run before this one comes too late.
        Event::Run(..) => Vec::new(),
        Event::Answer(Answer { ticket, body }) => match body {
            NetworkReply::Prediction(result) => try_it::answered(state, ticket, result),
            NetworkReply::Grid(result) => try_it::grid_answered(state, ticket, result),
            NetworkReply::Samples(result) => predictions::answered(state, ticket, result),
            // Parts of the page that are fetched ask these.
            body => vec![Effect::HandNetworkAnswer(Answer { ticket, body })],
        },
        Event::Panicked { message } => device::lost(state, &message),
    }
}

pub(super) fn send_loader(command: DataCommand) -> Vec<Effect> {
    vec![Effect::SendLoader(command)]
}

pub(super) fn send(command: Command) -> Vec<Effect> {
    vec![Effect::Send(command)]
}

pub(super) fn send_run(run: RunId, command: RunCommand) -> Vec<Effect> {
    send(Command::Run(run, command))
}

#[cfg(test)]
mod tests;
