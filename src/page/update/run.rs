//! Runs: prepared, trained, ended, recovered, and kept for comparison.

use std::sync::Arc;

use super::{Effect, announce, notify, pad, predictions, send};
use crate::experiment::Summary;
use crate::page::run::{Epoch, Evaluation, Run, Status};
use crate::page::state::{FinishedRun, Primary, Snapshot, State, WorkerPhase};
use crate::protocol::{Command, DeviceKind, Event, Message, Phase, WireError};
use crate::ui::format::percent;

/// Prepares a new run of the experiment on the loaded data.
pub(super) fn prepare(state: &mut State) -> Vec<Effect> {
    // A run that is over was kept as it ended; the device may be another one by now.
    let key = state.run.as_ref().map(|run| run.key);
    if !state.finished.iter().any(|line| Some(line.key) == key) {
        record(state);
    }
    state.snapshot = None;
    state.pad.answer = None;
    pad::abandon(state);
    predictions::forget(state);
    state.summary = summarize(state);
    if !matches!(state.summary, Some(Ok(_))) {
        state.run = None;
        state.train_when_ready = false;
        return Vec::new();
    }
    state.last_run = state.last_run.next();
    state.run = Some(Run::new(state.last_run, state.experiment.clone()));
    send_prepare(state, Vec::new())
}

/// The worker holds the experiment's data. If a run of that very experiment is at hand,
/// the worker takes it over from a lost one; otherwise a new one is prepared.
pub(super) fn data_is_there(state: &mut State) -> Vec<Effect> {
    let Some(run) = &mut state.run else {
        return prepare(state);
    };
    if run.experiment != state.experiment || run.status == Status::Failed {
        return prepare(state);
    }
    state.last_run = state.last_run.next();
    run.id = state.last_run;
    let snapshot = state.snapshot.as_ref().filter(|s| s.key == run.key);
    let buffers = snapshot.map(|s| s.bytes.as_ref().clone());
    send_prepare(state, buffers.into_iter().collect())
}

fn send_prepare(state: &State, buffers: Vec<Vec<u8>>) -> Vec<Effect> {
    vec![Effect::Send(Message::with_buffers(
        Command::Prepare {
            run: state.last_run,
            experiment: Box::new(state.experiment.clone()),
        },
        buffers,
    ))]
}

fn summarize(state: &State) -> Option<Result<Summary, WireError>> {
    let data = &state.data.loaded.as_ref()?.summary;
    let model = &state.experiment.model;
    let summary = model.summary(data.shape, data.classes.len());
    Some(summary.map_err(WireError::from))
}

pub(super) fn toggle(state: &mut State) -> Vec<Effect> {
    match state.primary() {
        (Primary::Pause, true) => pause(state),
        (Primary::Train | Primary::Resume, true) => train(state),
        (_, false) => Vec::new(),
    }
}

fn train(state: &mut State) -> Vec<Effect> {
    let is_waiting =
        state.worker != WorkerPhase::Ready || state.data.loading.is_some() || !state.data.in_worker;
    match state.status() {
        Some(Status::Paused) if !is_waiting => begin(state),
        Some(Status::Stopped | Status::Finished | Status::Failed) if !is_waiting => {
            state.train_when_ready = true;
            prepare(state)
        }
        _ => {
            state.train_when_ready = true;
            announce(state, "Training starts as soon as everything is ready.");
            Vec::new()
        }
    }
}

fn begin(state: &mut State) -> Vec<Effect> {
    let Some(run) = &mut state.run else {
        return Vec::new();
    };
    run.status = Status::Running;
    let run = run.id;
    let was_saving = state.predictions.to_save;
    predictions::abandon(state);
    announce(
        state,
        if was_saving {
            "Training. The predictions were not saved."
        } else {
            "Training."
        },
    );
    send(Command::Train { run })
}

fn pause(state: &mut State) -> Vec<Effect> {
    if std::mem::take(&mut state.train_when_ready) {
        announce(state, "Training does not start by itself.");
        return Vec::new();
    }
    match &mut state.run {
        Some(run) if run.status == Status::Running => {
            // The worker confirms; until then the page need not look as if it had not heard.
            run.status = Status::Paused;
            send(Command::Pause { run: run.id })
        }
        _ => Vec::new(),
    }
}

pub(super) fn step(state: &mut State) -> Vec<Effect> {
    match &state.run {
        Some(run) if state.can_step() => {
            let step = send(Command::Step { run: run.id });
            predictions::abandon(state);
            step
        }
        _ => Vec::new(),
    }
}

pub(super) fn stop(state: &mut State) -> Vec<Effect> {
    if !state.can_stop() {
        return Vec::new();
    }
    let Some(run) = &mut state.run else {
        return Vec::new();
    };
    run.status = Status::Stopping;
    run.seconds_left = None;
    let run = run.id;
    announce(state, "Ending the run and evaluating it.");
    send(Command::Stop { run })
}

/// What the worker tells of the run at hand.
pub(super) fn on_event(state: &mut State, event: Event, mut buffers: Vec<Vec<u8>>) -> Vec<Effect> {
    let Some(run) = &mut state.run else {
        return Vec::new();
    };
    match event {
        Event::RunReady {
            summary,
            steps_per_epoch,
            step,
            samples,
            ..
        } => {
            run.steps_per_epoch = steps_per_epoch;
            run.samples = samples;
            if run.status == Status::Preparing {
                run.status = Status::Paused;
                run.go_on_from(step);
            }
            state.summary = Some(Ok(summary));
            state.worker_crashes = 0;
            ready(state)
        }
        Event::RunFailed { error, .. } => {
            run.status = Status::Failed;
            state.train_when_ready = false;
            announce(state, format!("The run failed: {}", error.message));
            notify(state, error, None);
            Vec::new()
        }
        Event::Progress { progress, .. } => {
            run.absorb(&progress);
            // The network has moved: so may what it makes of the drawing.
            pad::ask(state)
        }
        Event::EpochEnd {
            epoch,
            train,
            validation,
            test,
            seconds,
            ..
        } => {
            let end = Epoch {
                epoch,
                step: epoch * run.steps_per_epoch,
                train,
                validation,
                test,
                seconds,
            };
            run.absorb_epoch(end);
            let text = format!(
                "Epoch {epoch} of {} is done: test accuracy {}.",
                run.experiment.training.epochs,
                percent(test.accuracy)
            );
            announce(state, text);
            predictions::ask(state)
        }
        Event::PhaseChanged { phase, .. } => {
            run.enter(phase);
            phase_entered(state, phase)
        }
        Event::Evaluated {
            test, confusion, ..
        } => {
            run.evaluation = Some(Evaluation { test, confusion });
            if run.is_over() {
                record(state);
            }
            Vec::new()
        }
        Event::Snapshot { step, .. } => {
            state.snapshot = buffers.pop().map(|bytes| Snapshot {
                key: run.key,
                step,
                bytes: Arc::new(bytes),
            });
            Vec::new()
        }
        Event::Predicted {
            question,
            prediction,
            ..
        } => pad::answered(state, question, prediction, buffers),
        Event::Classified {
            question,
            predicted,
            ..
        } => predictions::answered(state, question, predicted),
        _ => Vec::new(),
    }
}

fn ready(state: &mut State) -> Vec<Effect> {
    pad::abandon(state);
    predictions::abandon(state);
    if std::mem::take(&mut state.train_when_ready) {
        let mut effects = begin(state);
        effects.extend(pad::ask(state));
        return effects;
    }
    if state.status() == Some(Status::Paused) {
        let run = state.run.as_ref();
        let text = match run.map_or(0, |run| run.step) {
            0 => format!(
                "Ready to train {} on {}.",
                State::model_name(&state.experiment.model),
                state.experiment.data.source.name()
            ),
            step => format!("Ready to go on from step {step}."),
        };
        announce(state, text);
    }
    ask(state)
}

/// Asks what the network makes of the drawing and of the samples without labels.
fn ask(state: &mut State) -> Vec<Effect> {
    let mut effects = pad::ask(state);
    effects.extend(predictions::ask(state));
    effects
}

fn phase_entered(state: &mut State, phase: Phase) -> Vec<Effect> {
    let Some(run) = &state.run else {
        return Vec::new();
    };
    let accuracy = run.test().map(|t| percent(t.accuracy));
    let text = match (phase, accuracy) {
        (Phase::Running, _) => "Training.".to_owned(),
        (Phase::Paused, _) => format!("Paused at step {}.", run.step),
        (Phase::Stopped, Some(a)) => format!("Stopped at step {}: test accuracy {a}.", run.step),
        (Phase::Stopped, None) => format!("Stopped at step {}.", run.step),
        (Phase::Finished, Some(a)) => format!("Finished: test accuracy {a}."),
        (Phase::Finished, None) => "Finished.".to_owned(),
    };
    let is_over = run.is_over();
    announce(state, text);
    if is_over {
        record(state);
    }
    ask(state)
}

/// Keeps the run at hand for comparison, if it has come far enough to be judged.
fn record(state: &mut State) {
    let Some(run) = &state.run else { return };
    let Some(test) = run.test() else { return };
    let experiment = &run.experiment;
    let line = FinishedRun {
        key: run.key,
        model: State::model_name(&experiment.model).to_owned(),
        data: experiment.data.source.name(),
        settings: format!(
            "{} {}, batch {}, seed {}",
            experiment.optimizer.name(),
            experiment.optimizer.learning_rate(),
            experiment.training.batch_size,
            experiment.seed
        ),
        device: match state.device.as_ref().map(|d| d.kind) {
            Some(DeviceKind::WebGpu) => "WebGPU",
            Some(DeviceKind::Ndarray) => "CPU (ndarray)",
            _ => "CPU",
        },
        epochs: run.epochs.len(),
        steps: run.step,
        test,
        seconds: run.work_seconds(),
    };
    match state.finished.iter_mut().find(|f| f.key == line.key) {
        Some(earlier) => *earlier = line,
        None => state.finished.push(line),
    }
}
