//! The worker's life: started, greeted, computing, lost and replaced.

use super::{Effect, announce, data, loader, notify, pad, predictions, send};
use crate::page::run::Status;
use crate::page::state::{Remedy, State, WorkerPhase};
use crate::protocol::{
    Adapter, BUILD, Command, DeviceInUse, DeviceKind, DeviceOption, ErrorKind, PendingExperiment,
    WireError, choose_device,
};

/// Workers that may be lost one after the other before the page stops replacing them: a
/// fault at the start would otherwise repeat for ever.
const MAX_CRASHES: u32 = 2;

pub(super) fn started(
    state: &mut State,
    adapter: Option<Adapter>,
    base: String,
    experiment: Option<Result<PendingExperiment, WireError>>,
) -> Vec<Effect> {
    state.adapter = adapter;
    state.base = base;
    match experiment {
        Some(Ok(pending)) => state.pending = Some(pending),
        Some(Err(error)) => notify(state, error, None),
        None => {}
    }
    let device = choose_device(state.device_option, state.adapter.as_ref());
    let mut effects = start(state, device);
    effects.extend(loader::start(state));
    effects
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
    state.worker_crashes = 0;
    start(state, device)
}

pub(super) fn restart(state: &mut State) -> Vec<Effect> {
    state.worker_crashes = 0;
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
    leave(state);
    state.worker = WorkerPhase::Starting;
    vec![Effect::StartWorker(kind)]
}

/// Leaves the page without a worker until the person does something about it.
fn give_up(state: &mut State) -> Vec<Effect> {
    leave(state);
    state.worker = WorkerPhase::Failed;
    announce(state, "The compute worker stopped.");
    vec![Effect::StopWorker]
}

/// Expects no more of the worker there was; what it held and did is gone.
fn leave(state: &mut State) {
    state.data.in_worker = false;
    state.train_when_ready = false;
    pad::abandon(state);
    predictions::abandon(state);
    if let Some(run) = &mut state.run
        && !run.is_over()
    {
        run.status = Status::Preparing;
        run.seconds_left = None;
    }
}

pub(super) fn greeted(state: &mut State, build: &str) -> Vec<Effect> {
    if build != BUILD {
        let error = WireError::new(
            ErrorKind::Internal,
            format!("This page is of build {BUILD}, and its worker of build {build}."),
            "Reload the page, so that both are fetched anew.",
        );
        notify(state, error, Some(Remedy::Reload));
        return give_up(state);
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
    data::hand_over(state)
}

pub(super) fn device_failed(state: &mut State, error: WireError) -> Vec<Effect> {
    match state.device.as_ref().map(|d| d.kind) {
        Some(kind @ (DeviceKind::WebGpu | DeviceKind::Ndarray)) => fall_back(
            state,
            kind,
            "failed",
            &error.message,
            "Hearth goes on on the CPU. Choose the device again to give it another try.",
        ),
        Some(DeviceKind::Cpu) | None => {
            notify(state, error, Some(Remedy::Restart));
            give_up(state)
        }
    }
}

/// Goes on on the CPU in place of a device of which `what` is to be said.
fn fall_back(
    state: &mut State,
    kind: DeviceKind,
    what: &str,
    why: &str,
    hint: &str,
) -> Vec<Effect> {
    let reason = format!("{} {what}", kind.label());
    let error = WireError::new(ErrorKind::Device, format!("{reason}: {why}"), hint);
    notify(state, error, None);
    announce(state, format!("{reason}. Hearth goes on on the CPU."));
    // The box shows the CPU too: the device that failed can then be chosen anew.
    state.device_option = DeviceOption::Cpu;
    start(
        state,
        DeviceInUse {
            kind: DeviceKind::Cpu,
            reason,
        },
    )
}

/// A worker is gone without having been told to.
pub(super) fn lost(state: &mut State, message: &str) -> Vec<Effect> {
    let kind = state.device.as_ref().map(|d| d.kind);
    if let Some(kind @ (DeviceKind::WebGpu | DeviceKind::Ndarray)) = kind
        && state.worker == WorkerPhase::Starting
    {
        // A development server builds these programs after the page is there.
        return fall_back(
            state,
            kind,
            "could not be started",
            message,
            "Hearth goes on on the CPU. If its program is still being built, choose it again later.",
        );
    }
    state.worker_crashes += 1;
    let error = |hint: &str| {
        WireError::new(
            ErrorKind::Internal,
            format!("The compute worker stopped: {message}"),
            hint,
        )
    };
    let Some(device) = state
        .device
        .clone()
        .filter(|_| state.worker_crashes < MAX_CRASHES)
    else {
        let hint = "Start it again, or choose another device.";
        notify(state, error(hint), Some(Remedy::Restart));
        return give_up(state);
    };
    let snapshot_step = match (&state.run, &state.snapshot) {
        (Some(run), Some(snapshot)) if snapshot.key == run.key => snapshot.step,
        _ => 0,
    };
    let hint = match &state.run {
        Some(run) if run.step > 0 && !run.is_over() => format!(
            "A new one was started; the run goes on from step {snapshot_step}. Press Resume or Train."
        ),
        _ => "A new one was started.".to_owned(),
    };
    notify(state, error(&hint), None);
    announce(state, "The compute worker stopped and was replaced.");
    let device = match device.kind {
        // A GPU that is lost takes its worker along, and would the next one.
        DeviceKind::WebGpu => {
            state.device_option = DeviceOption::Cpu;
            DeviceInUse {
                kind: DeviceKind::Cpu,
                reason: "WebGPU failed".to_owned(),
            }
        }
        DeviceKind::Cpu | DeviceKind::Ndarray => device,
    };
    start(state, device)
}
