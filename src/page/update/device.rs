//! The device and its worker: chosen, started, greeted, lost and replaced.

use super::notices::{announce, notify};
use super::{Effect, send};
use crate::page::flow;
use crate::page::state::{Remedy, State, WorkerPhase};
use crate::protocol::{
    BUILD, Command, DeviceInUse, DeviceKind, DeviceOption, ErrorKind, WireError, choose_device,
};

/// Workers that may crash one after the other before the page stops replacing them: a
/// fault at the start would otherwise repeat for ever.
const MAX_CRASHES: u32 = 2;

/// What happens to the device and its worker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DeviceMsg {
    /// A device was chosen.
    Choose(DeviceOption),
    /// Compute the same numbers in every browser, or as fast as this one can.
    SameNumbers(bool),
    /// A new worker is wanted after the last one failed.
    RestartWorker,
    /// Make the worker panic, for tests of recovery.
    CrashWorker,
}

pub(super) fn update(state: &mut State, msg: DeviceMsg) -> Vec<Effect> {
    match msg {
        DeviceMsg::Choose(option) => {
            if state.is_busy() {
                return Vec::new();
            }
            state.device.option = option;
            follow_choice(state)
        }
        DeviceMsg::SameNumbers(is_wanted) => {
            if state.is_busy() {
                return Vec::new();
            }
            state.device.same_numbers = is_wanted;
            follow_choice(state)
        }
        DeviceMsg::RestartWorker => restart(state),
        DeviceMsg::CrashWorker => send(Command::Panic),
    }
}

/// Starts the device that is chosen now, unless it is the one in use.
fn follow_choice(state: &mut State) -> Vec<Effect> {
    let slice = &mut *state.device;
    let device = choose_device(slice.option, slice.adapter.as_ref());
    let kind = kind_of(device.kind, slice.same_numbers).for_experiment(&state.model.experiment);
    if slice.worker != WorkerPhase::Failed
        && let Some(in_use) = slice.in_use.as_mut().filter(|d| d.kind == kind)
    {
        if kind != DeviceKind::Classical {
            in_use.reason = device.reason;
        }
        return Vec::new();
    }
    state.device.worker_crashes = 0;
    start(state, device)
}

/// Starts the worker program that the experiment needs, where another one is at hand.
pub fn follow_experiment(state: &mut State) -> Vec<Effect> {
    let is_classical = |device: &DeviceInUse| device.kind == DeviceKind::Classical;
    let needs_classical = state.model.experiment.model.classifier.is_some();
    let in_use = state.device.in_use.as_ref().map(is_classical);
    if in_use.is_none_or(|is_classical| is_classical == needs_classical) {
        return Vec::new();
    }
    state.device.worker_crashes = 0;
    // Of the model before.
    state.model.summary = None;
    start_anew(state)
}

/// Starts the device that is chosen.
pub(super) fn start_anew(state: &mut State) -> Vec<Effect> {
    let device = choose_device(state.device.option, state.device.adapter.as_ref());
    start(state, device)
}

fn restart(state: &mut State) -> Vec<Effect> {
    state.device.worker_crashes = 0;
    let notices = &mut state.notices.list;
    notices.retain(|n| n.remedy != Some(Remedy::Restart));
    let device = state.device.in_use.clone();
    let device =
        device.unwrap_or_else(|| choose_device(state.device.option, state.device.adapter.as_ref()));
    start(state, device)
}

/// The CPU device that gives the numbers that are wanted; another device as it is.
fn kind_of(kind: DeviceKind, same_numbers: bool) -> DeviceKind {
    match (kind, same_numbers) {
        (DeviceKind::Cpu | DeviceKind::CpuPlain, true) => DeviceKind::CpuPlain,
        (DeviceKind::Cpu | DeviceKind::CpuPlain, false) => DeviceKind::Cpu,
        (other, _) => other,
    }
}

/// Starts a worker, which is to take over what the one before was doing.
pub fn start(state: &mut State, device: DeviceInUse) -> Vec<Effect> {
    flow::leave_worker(state);
    let slice = &mut *state.device;
    let kind = kind_of(device.kind, slice.same_numbers).for_experiment(&state.model.experiment);
    // Why a device was chosen for networks says nothing of a classifier's.
    let reason = if kind == DeviceKind::Classical {
        String::new()
    } else {
        device.reason
    };
    slice.in_use = Some(DeviceInUse::new(kind, reason));
    slice.worker = WorkerPhase::Starting;
    slice.worker_number += 1;
    vec![Effect::StartWorker {
        device: kind,
        number: slice.worker_number,
    }]
}

/// Leaves the page without a worker until the person does something about it.
fn give_up(state: &mut State) -> Vec<Effect> {
    flow::leave_worker(state);
    state.run.train_when_ready = false;
    state.device.worker = WorkerPhase::Failed;
    announce(state, "The compute worker stopped.");
    vec![Effect::StopWorker]
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
    match &state.device.in_use {
        Some(device) => send(Command::Start {
            device: device.kind,
        }),
        None => Vec::new(),
    }
}

pub(super) fn ready(state: &mut State, device: DeviceInUse) -> Vec<Effect> {
    let slice = &mut *state.device;
    slice.worker = WorkerPhase::Ready;
    // Only the page knows why it chose the device; what the worker knows beyond goes last.
    let why = slice.in_use.take().filter(|d| d.kind == device.kind);
    let reasons = [why.map(|d| d.reason), Some(device.reason)];
    let reasons = reasons.into_iter().flatten().filter(|r| !r.is_empty());
    slice.in_use = Some(DeviceInUse {
        reason: reasons.collect::<Vec<_>>().join("; "),
        ..device
    });
    flow::hand_over(state)
}

pub(super) fn failed(state: &mut State, error: WireError) -> Vec<Effect> {
    match state.device.in_use.as_ref().map(|d| d.kind) {
        Some(kind @ (DeviceKind::WebGpu | DeviceKind::Ndarray)) => fall_back(
            state,
            kind,
            "failed",
            &error.message,
            "Hearth goes on on the CPU. Choose the device again to give it another try.",
        ),
        Some(DeviceKind::Cpu | DeviceKind::CpuPlain | DeviceKind::Classical) | None => {
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
    state.device.option = DeviceOption::Cpu;
    start(state, DeviceInUse::new(DeviceKind::Cpu, reason))
}

/// A worker is gone though nobody ended it.
pub(super) fn lost(state: &mut State, message: &str) -> Vec<Effect> {
    let kind = state.device.in_use.as_ref().map(|d| d.kind);
    if let Some(kind @ (DeviceKind::WebGpu | DeviceKind::Ndarray)) = kind
        && state.device.worker == WorkerPhase::Starting
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
    state.device.worker_crashes += 1;
    let can_replace = state.device.worker_crashes < MAX_CRASHES;
    let error = |hint: &str| {
        WireError::new(
            ErrorKind::Internal,
            format!("The compute worker stopped: {message}"),
            hint,
        )
    };
    let Some(device) = state.device.in_use.clone().filter(|_| can_replace) else {
        let hint = "Start it again, or choose another device.";
        notify(state, error(hint), Some(Remedy::Restart));
        return give_up(state);
    };
    let hint = match &state.run.current {
        Some(run) if run.step > 0 && !run.is_over() && !run.is_of_classifier() => format!(
            "A new one was started; the run goes on from step {}. Press Resume or Train.",
            state.run.snapshot_step()
        ),
        _ => "A new one was started.".to_owned(),
    };
    notify(state, error(&hint), None);
    announce(state, "The compute worker stopped and was replaced.");
    let device = match device.kind {
        // A GPU that is lost takes its worker along, and would the next one.
        DeviceKind::WebGpu => {
            state.device.option = DeviceOption::Cpu;
            DeviceInUse::new(DeviceKind::Cpu, "WebGPU failed")
        }
        DeviceKind::Cpu | DeviceKind::CpuPlain | DeviceKind::Ndarray | DeviceKind::Classical => {
            device
        }
    };
    start(state, device)
}
