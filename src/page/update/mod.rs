//! How the page's state changes: one pure function from a message to effects.

mod data;
mod experiment;
mod loader;
mod look;
mod pad;
mod predictions;
mod run;
mod worker;

use super::form::Field;
use super::state::{Notice, Remedy, State};
use crate::experiment::{BuiltInModel, Data, Missing, ReadOptions, Source, link};
use crate::protocol::{
    Adapter, Command, DataCommand, DataEvent, DeviceKind, DeviceOption, ErrorKind, Event, FileRef,
    Message, PendingExperiment, WireError,
};

/// What happens to the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The page opened.
    Started {
        /// What the browser offers of WebGPU.
        adapter: Option<Adapter>,
        /// Address of the folder of data files.
        base: String,
        /// The experiment in the page's address, if there is one.
        experiment: Option<Result<PendingExperiment, WireError>>,
    },
    /// A worker said something, with the buffers it speaks of.
    Worker(Event, Vec<Vec<u8>>),
    /// The loader said something, with the buffers it speaks of.
    Loader(DataEvent, Vec<Vec<u8>>),
    /// A loader cannot be started, or broke where it could not say so itself.
    LoaderLost {
        /// What the browser says of it.
        message: String,
    },
    /// A worker cannot be started, or broke where it could not say so itself.
    WorkerLost {
        /// What the browser says of it.
        message: String,
    },
    /// A new worker is wanted after the last one failed.
    RestartWorker,
    /// Make the worker panic, for tests of recovery.
    CrashWorker,
    /// Make the loader panic, for tests of recovery.
    CrashLoader,
    /// The page is to be loaded anew.
    Reload,
    /// A device was chosen.
    ChooseDevice(DeviceOption),
    /// A data set was chosen.
    ChooseSource(Source),
    /// Files were given: dropped, picked, or at an address.
    ProvideFiles(Vec<FileRef>),
    /// Save what the network makes of the samples without labels.
    SavePredictions,
    /// Give up saving it.
    CancelPredictions,
    /// The browser did not save it.
    NotSaved(String),
    /// Do without the files from outside the data.
    DropOutside,
    /// Look at the data more closely.
    OpenLook,
    /// Closes the explorer.
    CloseLook,
    /// The closer look's program cannot be had.
    LookFailed(String),
    /// The data is to be prepared, divided or changed another way.
    SetData(Box<Data>),
    /// A model was chosen.
    ChooseModel(BuiltInModel),
    /// A setting was edited.
    SetField(Field, String),
    /// Give up loading.
    CancelLoad,
    /// Load again what failed.
    RetryLoad,
    /// Load again what failed for missing values, and do that about them.
    HandleMissing(Missing),
    /// Load the table that could not be loaded once more, read in this way.
    ReadTable(Box<ReadOptions>),
    /// Take one step.
    Step,
    /// End the run.
    Stop,
    /// Train or pause, whichever the main button offers.
    Toggle,
    /// The pen was put down.
    PenDown([f32; 2]),
    /// The pen moved along these points.
    PenMove(Vec<[f32; 2]>),
    /// Empty the pad.
    ClearPad,
    /// Copy a link to the experiment.
    Share,
    /// The link was copied, or could not be.
    Shared(Result<(), String>),
    /// A notice was read.
    Dismiss(u32),
}

/// What the page's surroundings are to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Start the worker program of a device, in place of the one there is.
    StartWorker(DeviceKind),
    /// Do away with the worker.
    StopWorker,
    /// Tell the worker.
    Send(Message<Command>),
    /// Tell the worker, with the buffers that the loader sent last.
    Forward(Command),
    /// Start the loader, in place of the one there is.
    StartLoader,
    /// Tell the loader.
    SendLoader(DataCommand),
    /// Fetch the closer look's program if it is not there, and connect it to the loader.
    OpenLook,
    /// Let go of files that were given.
    ReleaseFiles(Vec<FileRef>),
    /// Put this part of an address behind the page's own and copy the whole.
    Share(String),
    /// Save a file of this name to the person's machine.
    Save {
        /// The name.
        name: &'static str,
        /// The contents.
        bytes: Vec<u8>,
    },
    /// Load the page anew.
    Reload,
}

/// Changes the state by what happened; returns what is to be done about it.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Started {
            adapter,
            base,
            experiment,
        } => worker::started(state, adapter, base, experiment),
        Msg::Worker(event, buffers) => on_event(state, event, buffers),
        Msg::Loader(event, buffers) => on_loader_event(state, event, buffers),
        Msg::LoaderLost { message } => loader::lost(state, &message),
        Msg::WorkerLost { message } => worker::lost(state, &message),
        Msg::RestartWorker => worker::restart(state),
        Msg::CrashWorker => send(Command::Panic),
        Msg::CrashLoader => send_loader(DataCommand::Panic),
        Msg::Reload => vec![Effect::Reload],
        Msg::ChooseDevice(option) => worker::choose(state, option),
        Msg::ChooseSource(source) => experiment::choose_source(state, source),
        Msg::OpenLook => look::open(state),
        Msg::CloseLook => look::close(state),
        Msg::LookFailed(why) => look::failed(state, why),
        Msg::SetData(data) => look::set_data(state, *data),
        Msg::ProvideFiles(files) => data::provide_files(state, files),
        Msg::SavePredictions => predictions::save(state),
        Msg::CancelPredictions => predictions::cancel(state),
        Msg::NotSaved(why) => predictions::not_saved(state, &why),
        Msg::DropOutside => data::drop_outside(state),
        Msg::ChooseModel(model) => experiment::choose_model(state, model),
        Msg::SetField(field, text) => experiment::set_field(state, field, &text),
        Msg::CancelLoad => data::cancel(state),
        Msg::RetryLoad => data::retry(state),
        Msg::HandleMissing(how) => data::handle_missing(state, how),
        Msg::ReadTable(options) => data::read_table(state, *options),
        Msg::Step => run::step(state),
        Msg::Stop => run::stop(state),
        Msg::Toggle => run::toggle(state),
        Msg::PenDown(point) => pad::pen_down(state, point),
        Msg::PenMove(points) => pad::pen_move(state, &points),
        Msg::ClearPad => pad::clear(state),
        Msg::Share => share(state),
        Msg::Shared(result) => {
            match result {
                Ok(()) => announce(state, "The link to this experiment is copied."),
                Err(message) => notify(
                    state,
                    WireError::new(
                        ErrorKind::Internal,
                        format!("The link could not be copied: {message}."),
                        "It stands in the address bar; copy it from there.",
                    ),
                    None,
                ),
            }
            Vec::new()
        }
        Msg::Dismiss(id) => {
            state.notices.retain(|n| n.id != id);
            Vec::new()
        }
    }
}

fn on_event(state: &mut State, event: Event, buffers: Vec<Vec<u8>>) -> Vec<Effect> {
    match event {
        Event::Ready { build } => worker::greeted(state, &build),
        Event::DeviceReady { device } => worker::device_ready(state, device),
        Event::DeviceFailed { error } => worker::device_failed(state, error),
        Event::Panicked { message } => worker::lost(state, &message),
        Event::RunReady { run, .. }
        | Event::RunFailed { run, .. }
        | Event::Progress { run, .. }
        | Event::EpochEnd { run, .. }
        | Event::PhaseChanged { run, .. }
        | Event::Evaluated { run, .. }
        | Event::Snapshot { run, .. }
        | Event::Predicted { run, .. }
        | Event::Classified { run, .. } => {
            // What a run before this one still says is of no interest.
            if state.run.as_ref().is_some_and(|r| r.id == run) {
                run::on_event(state, event, buffers)
            } else {
                Vec::new()
            }
        }
    }
}

fn on_loader_event(state: &mut State, event: DataEvent, mut buffers: Vec<Vec<u8>>) -> Vec<Effect> {
    match event {
        DataEvent::Ready { build } => loader::greeted(state, &build),
        DataEvent::ExperimentRead(result) => experiment::read(state, *result),
        // What an older load still says is of no interest.
        DataEvent::Progress { load, .. }
        | DataEvent::Wanted { load, .. }
        | DataEvent::Loaded { load, .. }
        | DataEvent::Failed { load, .. }
            if !data::is_awaited(state, load) =>
        {
            Vec::new()
        }
        DataEvent::Progress { progress, .. } => data::progress(state, progress),
        DataEvent::Wanted { load, files } => send_loader(DataCommand::Files { load, files }),
        DataEvent::Loaded { summary, .. } => {
            let unlabelled = buffers.pop().unwrap_or_default();
            let pictures = buffers.pop().unwrap_or_default();
            data::ready(state, *summary, [pictures, unlabelled])
        }
        DataEvent::Failed { error, .. } => data::failed(state, error),
        DataEvent::DatasetReady { header } => data::dataset_ready(state, header),
        DataEvent::Unlabelled { question } => predictions::unlabelled_ready(state, question),
        DataEvent::Predictions => predictions::written(state, buffers.pop().unwrap_or_default()),
        DataEvent::Panicked { message } => loader::lost(state, &message),
    }
}

fn share(state: &mut State) -> Vec<Effect> {
    if state.pending.is_some() {
        announce(state, "The experiment is still being read.");
        return Vec::new();
    }
    let mut experiment = state.experiment.clone();
    // Nobody else has these files, and the experiment is whole without them.
    experiment.data.outside = None;
    vec![Effect::Share(link::to_fragment(&experiment))]
}

fn send_loader(command: DataCommand) -> Vec<Effect> {
    vec![Effect::SendLoader(command)]
}

fn send(command: Command) -> Vec<Effect> {
    vec![Effect::Send(command.into())]
}

fn announce(state: &mut State, text: impl Into<String>) {
    state.announcement = text.into();
}

fn notify(state: &mut State, error: WireError, remedy: Option<Remedy>) {
    // The same fault twice needs to be read once.
    state.notices.retain(|n| n.error != error);
    state.notices.push(Notice {
        id: state.next_notice,
        error,
        remedy,
    });
    state.next_notice += 1;
}

#[cfg(test)]
mod tests;
