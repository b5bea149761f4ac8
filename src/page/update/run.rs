//! The run at hand: trained, paused, stepped, ended, and its events.

use super::notices::{announce, notify};
use super::{Effect, checkpoints, device, models, predictions, rate, send_run, try_it};
use crate::experiment::Experiment;
use crate::page::flow;
use crate::page::happened::in_words;
use crate::page::run::Status;
use crate::page::series::spaced;
use crate::page::state::{
    FinishedRun, KEPT_STEPS, Primary, RunOver, Snapshot, Speed, State, WorkerPhase,
};
use crate::protocol::{DeviceInUse, ErrorKind, RunCommand, RunEvent, RunId};
use crate::run::{EpochResult, Notice, Phase};
use crate::ui::format::accuracy;

/// What happens to the run at hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RunMsg {
    /// Train or pause, whichever the main button offers.
    Toggle,
    /// Take one step.
    Step,
    /// Train to the end of the epoch.
    FinishEpoch,
    /// End the run.
    Stop,
    /// Train a network whose run is over for so many more epochs.
    TrainOn(usize),
    /// Go on with another step size.
    SetLearningRate(f64),
    /// Collect statistics of the layers in some of the steps, or in none.
    CollectStatistics(bool),
    /// Search for a step size.
    FindRate,
    /// Train with the step size that was found.
    UseFoundRate,
}

pub(super) fn update(state: &mut State, msg: RunMsg) -> Vec<Effect> {
    match msg {
        RunMsg::Toggle => toggle(state),
        RunMsg::Step => step(state),
        RunMsg::FinishEpoch => finish_epoch(state),
        RunMsg::Stop => stop(state),
        RunMsg::TrainOn(epochs) => train_on(state, epochs),
        RunMsg::SetLearningRate(rate) => rate::set(state, rate),
        RunMsg::CollectStatistics(on) => collect_statistics(state, on),
        RunMsg::FindRate => rate::find(state),
        RunMsg::UseFoundRate => rate::use_found(state),
    }
}

fn toggle(state: &mut State) -> Vec<Effect> {
    match state.primary() {
        (Primary::Pause, true) => pause(state),
        (Primary::Train | Primary::Resume, true) => train(state),
        (_, false) => Vec::new(),
    }
}

fn train(state: &mut State) -> Vec<Effect> {
    let is_waiting = state.device.worker != WorkerPhase::Ready
        || state.model.pending.is_some()
        || state.data.loading.is_some()
        || !state.data.in_worker;
    match state.status() {
        Some(Status::Paused) if !is_waiting => begin(state),
        Some(Status::Stopped | Status::Finished | Status::Failed) if !is_waiting => {
            state.run.train_when_ready = true;
            flow::prepare(state)
        }
        _ => {
            state.run.train_when_ready = true;
            announce(
                state,
                "Training starts as soon as everything is ready, unless you press Pause before.",
            );
            Vec::new()
        }
    }
}

pub fn begin(state: &mut State) -> Vec<Effect> {
    begin_with(state, RunCommand::Train)
}

fn finish_epoch(state: &mut State) -> Vec<Effect> {
    if state.can_step() {
        begin_with(state, RunCommand::FinishEpoch)
    } else {
        Vec::new()
    }
}

fn begin_with(state: &mut State, command: RunCommand) -> Vec<Effect> {
    let device = device_label(state);
    let Some(run) = &mut state.run.current else {
        return Vec::new();
    };
    run.status = Status::Running;
    run.device = device;
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
    send_run(run, command)
}

fn pause(state: &mut State) -> Vec<Effect> {
    if std::mem::take(&mut state.run.train_when_ready) {
        announce(state, "Training does not start by itself.");
        return Vec::new();
    }
    match &mut state.run.current {
        Some(run) if run.status == Status::Running => {
            // The worker confirms; until then the page need not wait for that to show it.
            run.status = Status::Paused;
            send_run(run.id, RunCommand::Pause)
        }
        _ => Vec::new(),
    }
}

fn step(state: &mut State) -> Vec<Effect> {
    let can_step = state.can_step();
    let device = device_label(state);
    match &mut state.run.current {
        Some(run) if can_step => {
            run.device = device;
            let step = send_run(run.id, RunCommand::Step);
            predictions::abandon(state);
            step
        }
        _ => Vec::new(),
    }
}

/// The run at hand goes on with more epochs; a schedule is that of all of them.
fn train_on(state: &mut State, epochs: usize) -> Vec<Effect> {
    if !state.can_edit() {
        return Vec::new();
    }
    let training = &mut state.model.experiment.training;
    training.epochs = training.epochs.saturating_add(epochs);
    state.model.chooses_epochs = false;
    state.model.refill_form();
    flow::keep_network(state);
    state.run.train_when_ready = true;
    flow::experiment_changed(state)
}

fn stop(state: &mut State) -> Vec<Effect> {
    if !state.can_stop() {
        return Vec::new();
    }
    let Some(run) = &mut state.run.current else {
        return Vec::new();
    };
    let classifier = run.experiment.model.classifier.as_ref();
    if let Some(classifier) = classifier.filter(|classifier| !classifier.can_stop_early()) {
        // A portion may take a while, and ends with nothing to keep: another worker takes its place.
        let text = format!(
            "Stopped. Before its training is over {} is nothing that could be kept.",
            classifier.label()
        );
        run.enter(Phase::Stopped);
        announce(state, text);
        return device::start_anew(state);
    }
    run.status = Status::Stopping;
    run.seconds_left = None;
    let run = run.id;
    announce(state, "Ending the run and evaluating it.");
    send_run(run, RunCommand::Stop)
}

/// It is about how runs are followed, and stays so for those to come.
fn collect_statistics(state: &mut State, on: bool) -> Vec<Effect> {
    state.run.ignores_layers = !on;
    match state.run_with_network() {
        Some(run) => send_run(run.id, RunCommand::CollectStatistics(on)),
        None => Vec::new(),
    }
}

/// An event of the run at hand.
pub(super) fn on_event(state: &mut State, event: RunEvent) -> Vec<Effect> {
    let Some(run) = &mut state.run.current else {
        return Vec::new();
    };
    match event {
        RunEvent::Ready {
            summary,
            steps_per_epoch,
            step,
            samples,
            remark,
        } => {
            run.steps_per_epoch = steps_per_epoch;
            run.samples = samples;
            if run.status == Status::Preparing {
                run.status = Status::Paused;
                run.go_on_from(step);
            }
            let (id, key) = (run.id, run.key);
            // A model's file does not tell the page its step.
            if let Some(snapshot) = &mut state.run.snapshot
                && snapshot.key == key
            {
                snapshot.step = step;
            }
            // A worker collects statistics of the layers unless they are switched off.
            let mut effects = statistics_switched_off(state, id);
            effects.extend(flow::run_ready(state, summary, remark));
            effects
        }
        RunEvent::Failed(error)
            if run.status == Status::Preparing && error.kind == ErrorKind::Experiment =>
        {
            flow::run_refused(state, error)
        }
        RunEvent::Failed(error) => {
            run.status = Status::Failed;
            state.run.train_when_ready = false;
            state.run.give_up_search();
            announce(state, format!("The run failed: {}", error.message));
            let effects = keep(state, Some(error.message.clone()));
            notify(state, error, None);
            effects
        }
        RunEvent::Progress(progress) => {
            run.absorb(&progress);
            let samples_per_second = run.images_per_second;
            if let Some(Ok(summary)) = &state.model.summary
                && samples_per_second > 0.0
            {
                let multiply_adds = summary.multiply_adds();
                state.run.speed = Some(Speed {
                    multiply_adds,
                    samples_per_second,
                });
            }
            // The network has moved: so may what it makes of the drawing.
            let mut effects = try_it::ask(state);
            effects.extend(try_it::ask_grid(state));
            effects
        }
        RunEvent::EpochEnd(end) => epoch_ended(state, end),
        RunEvent::PhaseChanged(phase) => {
            run.enter(phase);
            phase_entered(state, phase)
        }
        RunEvent::Evaluated { evaluation, .. } => {
            run.evaluation = Some(evaluation);
            if run.is_over() {
                return record(state);
            }
            Vec::new()
        }
        RunEvent::Snapshot { step, bytes } => {
            let key = run.key;
            state.run.snapshot = Some(Snapshot {
                key,
                step,
                bytes: bytes.clone(),
            });
            models::keep(state, step, bytes)
        }
        RunEvent::Observed(observed) => {
            run.observe(observed);
            Vec::new()
        }
        RunEvent::Notice(notice) => {
            run.notices.push(notice);
            if let Notice::RateChanged { learning_rate, .. } = notice {
                run.learning_rate = Some(learning_rate);
            }
            announce(state, in_words(&notice));
            Vec::new()
        }
        RunEvent::RateFound(found) => rate::found(state, found),
        RunEvent::Checkpoint { epoch, best, bytes } => {
            let key = run.key;
            checkpoints::keep(state, key, (epoch, best), bytes)
        }
    }
}

/// Switches the statistics of the layers off in the worker, if nobody wants them.
fn statistics_switched_off(state: &State, run: RunId) -> Vec<Effect> {
    if state.run.ignores_layers {
        send_run(run, RunCommand::CollectStatistics(false))
    } else {
        Vec::new()
    }
}

fn epoch_ended(state: &mut State, end: EpochResult) -> Vec<Effect> {
    let Some(run) = &mut state.run.current else {
        return Vec::new();
    };
    run.absorb_epoch(end);
    if run.is_of_classifier() {
        // That it is finished is said right after.
        return flow::network_changed(state);
    }
    let text = format!(
        "Epoch {} of {} is done: test accuracy {}.",
        end.epoch,
        run.experiment.epochs(),
        accuracy(end.test.accuracy)
    );
    announce(state, text);
    let mut effects = try_it::ask_grid(state);
    effects.extend(predictions::ask(state));
    effects
}

fn phase_entered(state: &mut State, phase: Phase) -> Vec<Effect> {
    let Some(run) = &state.run.current else {
        return Vec::new();
    };
    let score = run.test().map(|t| accuracy(t.accuracy));
    let text = match (phase, score) {
        (Phase::Running, _) => "Training.".to_owned(),
        (Phase::Paused, _) => format!("Paused at step {}.", run.step),
        (Phase::Stopped, Some(a)) => format!("Stopped at step {}: test accuracy {a}.", run.step),
        (Phase::Stopped, None) => format!("Stopped at step {}.", run.step),
        (Phase::Finished, Some(a)) => format!("Finished: test accuracy {a}."),
        (Phase::Finished, None) => "Finished.".to_owned(),
    };
    let is_over = run.is_over();
    announce(state, text);
    let mut effects = Vec::new();
    if is_over {
        effects.extend(record(state));
    }
    effects.extend(flow::network_changed(state));
    effects
}

fn device_label(state: &State) -> String {
    let device = state.device.in_use.as_ref();
    device.map_or_else(String::new, DeviceInUse::label)
}

/// What a run is told apart by, in a few words.
fn settings(experiment: &Experiment) -> String {
    let seed = experiment.seed;
    match &experiment.model.classifier {
        Some(classifier) => format!("{}, seed {seed}", classifier.brief()),
        None => format!(
            "{} {}, batch {}, seed {seed}",
            experiment.optimizer.name(),
            experiment.optimizer.learning_rate(),
            experiment.training.batch_size,
        ),
    }
}

/// Keeps the run at hand for comparison, if it has come far enough to be judged.
pub fn record(state: &mut State) -> Vec<Effect> {
    let Some(run) = &state.run.current else {
        return Vec::new();
    };
    let Some(test) = run.test() else {
        return Vec::new();
    };
    let experiment = &run.experiment;
    let line = FinishedRun {
        key: run.key,
        experiment: experiment.name.clone(),
        model: State::model_name(&experiment.model).to_owned(),
        data: experiment.data.source.name(),
        settings: settings(experiment),
        device: run.device.clone(),
        epochs: run.epochs.len(),
        steps: run.step,
        test,
        seconds: run.work_seconds(),
        curve: spaced(&run.curve, KEPT_STEPS).into(),
    };
    state.runs.put(line);
    keep(state, None)
}

/// Hands the run at hand over to be kept in the browser, if it took any step.
fn keep(state: &State, fault: Option<String>) -> Vec<Effect> {
    let run = state.run.current.as_ref().filter(|run| run.step > 0);
    let Some(run) = run else { return Vec::new() };
    let snapshot = state.run.snapshot_of_current();
    // An older one is not what the run came to.
    let snapshot = snapshot.filter(|snapshot| snapshot.step == run.step && fault.is_none());
    let loaded = state.data.loaded.as_ref().filter(|loaded| {
        let experiment = &run.experiment;
        state.data.in_loader && loaded.is_of(&experiment.data, experiment.seed)
    });
    vec![Effect::KeepRun(Box::new(RunOver {
        run: run.clone(),
        model: snapshot.map(|snapshot| snapshot.bytes.clone()),
        load: loaded.map(|loaded| loaded.number),
        fault,
    }))]
}
