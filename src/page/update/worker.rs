//! The worker's life: started, greeted, computing, lost and replaced.

use super::{Effect, announce, data, notify, send};
use crate::page::form::Form;
use crate::page::run::Status;
use crate::page::state::{Remedy, State, WorkerPhase};
use crate::protocol::{
    Adapter, BUILD, Command, DeviceInUse, DeviceKind, DeviceOption, ErrorKind, WireError,
    choose_device,
};
use crate::spec::Experiment;

/// Workers that may be lost one after the other before the page stops replacing them: a
/// fault at the start would otherwise repeat for ever.
const LOSSES: u32 = 2;

pub(super) fn started(
    state: &mut State,
    adapter: Option<Adapter>,
    base: String,
    experiment: Option<Result<Experiment, WireError>>,
) -> Vec<Effect> {
    state.adapter = adapter;
    state.base = base;
    match experiment {
        Some(Ok(experiment)) => {
            state.form = Form::of(&experiment);
            state.experiment = experiment;
        }
        Some(Err(error)) => notify(state, error, None),
        None => {}
    }
    let device = choose_device(state.device_option, state.adapter.as_ref());
    start(state, device)
}

pub(super) fn choose(state: &mut State, option: DeviceOption) -> Vec<Effect> {
    if state.is_busy() {
        return Vec::new();
    }
    state.device_option = option;
    let device = choose_device(option, state.adapter.as_ref());
    if state.worker != WorkerPhase::Failed
        && state.device.as_ref().is_some_and(|d| d.kind == device.kind)
    {
        state.device = Some(device);
        return Vec::new();
    }
    state.losses = 0;
    start(state, device)
}

pub(super) fn restart(state: &mut State) -> Vec<Effect> {
    state.losses = 0;
    state.notices.retain(|n| n.remedy != Some(Remedy::Restart));
    let device = state.device.clone();
    let device =
        device.unwrap_or_else(|| choose_device(state.device_option, state.adapter.as_ref()));
    start(state, device)
}

/// Starts a worker, which is to take over what the one before was doing.
fn start(state: &mut State, device: DeviceInUse) -> Vec<Effect> {
    let kind = device.kind;
    state.device = Some(device);
    state.worker = WorkerPhase::Starting;
    state.data.in_worker = false;
    state.data.loading = None;
    state.train_when_ready = false;
    state.pad.in_flight = false;
    state.pad.is_outdated = false;
    if let Some(run) = &mut state.run
        && !run.is_over()
    {
        run.status = Status::Preparing;
        run.seconds_left = None;
    }
    vec![Effect::StartWorker(kind)]
}

pub(super) fn greeted(state: &mut State, build: &str) -> Vec<Effect> {
    if build != BUILD {
        state.worker = WorkerPhase::Failed;
        let error = WireError::new(
            ErrorKind::Internal,
            format!("This page is of build {BUILD}, and its worker of build {build}."),
            "Reload the page, so that both are fetched anew.",
        );
        notify(state, error, Some(Remedy::Reload));
        return vec![Effect::StopWorker];
    }
    match &state.device {
        Some(device) => send(Command::Start {
            device: device.kind,
        }),
        None => Vec::new(),
    }
}

pub(super) fn device_ready(state: &mut State, device: DeviceInUse) -> Vec<Effect> {
    state.worker = WorkerPhase::Ready;
    // Only the page knows why it chose the device; what the worker knows beyond goes last.
    let why = state.device.take().filter(|d| d.kind == device.kind);
    let reason = why.map(|d| d.reason).filter(|reason| !reason.is_empty());
    state.device = Some(DeviceInUse {
        kind: device.kind,
        reason: reason.unwrap_or(device.reason),
    });
    let source = state.experiment.data.source.clone();
    data::load(state, source)
}

pub(super) fn device_failed(state: &mut State, error: WireError) -> Vec<Effect> {
    let kind = state.device.as_ref().map(|d| d.kind);
    if kind == Some(DeviceKind::Cpu) || kind.is_none() {
        state.worker = WorkerPhase::Failed;
        notify(state, error, Some(Remedy::Restart));
        return vec![Effect::StopWorker];
    }
    let name = kind.map_or("", DeviceKind::label);
    let error = WireError {
        message: format!("{name} failed: {}", error.message),
        hint: "Hearth goes on on the CPU. Choose the device again to give it another try."
            .to_owned(),
        ..error
    };
    notify(state, error, None);
    announce(state, format!("{name} failed. Hearth goes on on the CPU."));
    start(
        state,
        DeviceInUse {
            kind: DeviceKind::Cpu,
            reason: format!("{name} failed"),
        },
    )
}

/// A worker is gone without having been told to.
pub(super) fn lost(state: &mut State, message: &str) -> Vec<Effect> {
    state.losses += 1;
    let error = |hint: &str| {
        WireError::new(
            ErrorKind::Internal,
            format!("The compute worker stopped: {message}"),
            hint,
        )
    };
    let Some(device) = state.device.clone().filter(|_| state.losses < LOSSES) else {
        state.worker = WorkerPhase::Failed;
        state.train_when_ready = false;
        state.data.loading = None;
        state.data.in_worker = false;
        if let Some(run) = &mut state.run
            && !run.is_over()
        {
            run.status = Status::Preparing;
        }
        let hint = "Start it again, or choose another device.";
        notify(state, error(hint), Some(Remedy::Restart));
        announce(state, "The compute worker stopped.");
        return vec![Effect::StopWorker];
    };
    let snapshot_step = match (&state.run, &state.snapshot) {
        (Some(run), Some(snapshot)) if snapshot.key == run.key => snapshot.step,
        _ => 0,
    };
    let hint = match &state.run {
        Some(run) if run.step > 0 => format!(
            "A new one was started; the run goes on from step {snapshot_step}. Press Resume or Train."
        ),
        _ => "A new one was started.".to_owned(),
    };
    notify(state, error(&hint), None);
    announce(state, "The compute worker stopped and was replaced.");
    let device = match device.kind {
        // A GPU that is lost takes its worker along, and would the next one.
        DeviceKind::WebGpu => DeviceInUse {
            kind: DeviceKind::Cpu,
            reason: "WebGPU failed".to_owned(),
        },
        DeviceKind::Cpu | DeviceKind::Ndarray => device,
    };
    start(state, device)
}
