//! The page's behaviour: what happens, and what follows.

mod checkpoints;
mod classifiers;
mod corrections;
mod data;
mod epochs;
mod files;
mod keeping;
mod models;
mod opening;
mod pad;
mod predictions;
mod rate;
mod undo;
mod worker;

use super::*;
use crate::data::{Dataset, digits};
use crate::experiment::{BuiltInModel, Data, Experiment, Shape, Source, Summary, link};
use crate::page::form::Field;
use crate::page::run::Status;
use crate::page::state::{ModelState, Primary, Remedy, WorkerPhase};
use crate::protocol::{
    Asker, BUILD, DataQuery, DataReply, DataSummary, DeviceInUse, DeviceOption, ErrorKind,
    LoadEvent, Phase, Prediction, Progress, Question, RunEvent, Scores, StepRecord,
};
use crate::run::{EpochResult, Evaluation};

/// What was sent to the worker, by the commands alone.
fn commands(effects: &[Effect]) -> Vec<Command> {
    let command = |effect: &Effect| match effect {
        Effect::Send(command) => Some(command.clone()),
        _ => None,
    };
    effects.iter().filter_map(command).collect()
}

fn receive(state: &mut State, event: Event) -> Vec<Effect> {
    update(state, Msg::Worker(event))
}

fn open(experiment: Option<Result<PendingExperiment, WireError>>) -> (State, Vec<Effect>) {
    let mut state = State::default();
    let started = Msg::Opened {
        adapter: None,
        base: "data/".to_owned(),
        experiment,
    };
    let effects = update(&mut state, started);
    (state, effects)
}

fn device(kind: DeviceKind) -> Event {
    Event::Device(DeviceEvent::Ready(DeviceInUse::new(kind, "")))
}

/// Whether a run is prepared, on data that was there or has just come.
fn prepares(sent: &[Command]) -> bool {
    let sent = match sent {
        [Command::Data(_), rest @ ..] => rest,
        sent => sent,
    };
    matches!(sent, [Command::Run(_, RunCommand::Prepare { .. })])
}

/// The experiment and the snapshot that a run is prepared with.
fn prepared(sent: &[Command]) -> (RunId, Experiment, Option<Buffer>) {
    assert!(prepares(sent), "{sent:?}");
    match sent.last() {
        Some(Command::Run(
            run,
            RunCommand::Prepare {
                experiment,
                snapshot,
            },
        )) => (*run, experiment.as_ref().clone(), snapshot.clone()),
        other => panic!("{other:?}"),
    }
}

/// The start of the newest worker.
fn starts(state: &State, device: DeviceKind) -> Effect {
    let number = state.device.worker_number;
    Effect::StartWorker { device, number }
}

/// The start of the newest loader.
fn starts_loader(state: &State) -> Effect {
    Effect::StartLoader(state.data.loader_number)
}

/// A command to a run.
fn of_run(run: RunId, command: RunCommand) -> Command {
    Command::Run(run, command)
}

/// What was asked of the loader.
fn asked(effects: &[Effect]) -> Vec<DataCommand> {
    let command = |effect: &Effect| match effect {
        Effect::SendLoader(command) => Some(command.clone()),
        _ => None,
    };
    effects.iter().filter_map(command).collect()
}

/// The source and the seed of what the loader was asked to load.
fn loads(effects: &[Effect]) -> Option<(Source, u64)> {
    match &asked(effects)[..] {
        [DataCommand::Load(load)] => Some((load.data.source.clone(), load.seed)),
        _ => None,
    }
}

/// In an event: the newest load, whatever its number.
const NEWEST: u32 = u32::MAX;

fn receive_from_loader(state: &mut State, mut event: DataEvent) -> Vec<Effect> {
    if let DataEvent::Load(load, _) = &mut event
        && *load == NEWEST
    {
        *load = state.data.last_load;
    }
    update(state, Msg::Loader(event))
}

fn loader_ready(state: &mut State) -> Vec<Effect> {
    let build = BUILD.to_owned();
    receive_from_loader(state, DataEvent::Ready { build })
}

fn summary(source: Source) -> DataSummary {
    DataSummary {
        source,
        classes: (0..10).map(|c| c.to_string()).collect(),
        shape: Shape::Image([28, 28, 1]),
        columns: 0,
        counts: [vec![760; 10], vec![40; 10], vec![200; 10]],
        unlabelled: 0,
        unlabelled_names: Vec::new(),
        sample_labels: Vec::new(),
        licence: String::new(),
        bytes: 0,
    }
}

fn loaded(source: Source) -> DataEvent {
    loaded_as(NEWEST, summary(source))
}

fn loaded_as(load: u32, summary: DataSummary) -> DataEvent {
    let loaded = LoadEvent::Loaded {
        summary: Box::new(summary),
        pictures: Buffer::default(),
        unlabelled: Buffer::default(),
    };
    DataEvent::Load(load, loaded)
}

/// The loader hands the data set over.
fn hand_over(state: &mut State) -> Vec<Effect> {
    let data = Dataset::prepare(digits::load(20, 10, 1), &Data::default(), "", 1);
    let parcel = data.expect("a data set").to_parcel().map(Buffer::from);
    receive_from_loader(state, DataEvent::Dataset(Box::new(parcel)))
}

/// What was asked for is loaded and reaches the worker.
fn arrive(state: &mut State, source: Source) -> Vec<Effect> {
    let effects = receive_from_loader(state, loaded(source));
    assert_eq!(asked(&effects), [DataCommand::SendDataset]);
    hand_over(state)
}

fn run_ready(state: &State, step: usize) -> Event {
    let ready = RunEvent::Ready {
        summary: Summary {
            input: Shape::Image([28, 28, 1]),
            layers: Vec::new(),
        },
        steps_per_epoch: 100,
        step,
        samples: [6400, 400, 2000],
        remark: String::new(),
    };
    Event::Run(state.run.last_id, ready)
}

fn progress(run: RunId, steps: std::ops::RangeInclusive<usize>) -> Event {
    let steps = steps.map(|step| StepRecord {
        step,
        loss: 1.0,
        accuracy: 0.5,
        learning_rate: 0.001,
    });
    let progress = Progress {
        epoch: 1,
        steps: steps.collect(),
        images_per_second: 1000.0,
        seconds_left: Some(9.0),
    };
    Event::Run(run, RunEvent::Progress(progress))
}

const SCORES: Scores = Scores {
    loss: 0.2,
    accuracy: 0.95,
};

fn epoch_end(run: RunId, epoch: usize) -> Event {
    let end = EpochResult {
        epoch,
        step: epoch * 100,
        train: SCORES,
        validation: Some(SCORES),
        test: SCORES,
        seconds: 2.0,
    };
    Event::Run(run, RunEvent::EpochEnd(end))
}

fn phase(run: RunId, phase: Phase) -> Event {
    Event::Run(run, RunEvent::PhaseChanged(phase))
}

/// From a worker's first word to a run that waits.
fn come_up(state: &mut State, source: Source, step: usize) {
    let build = BUILD.to_owned();
    receive(state, Event::Ready { build });
    let effects = receive(
        state,
        device(state.device.in_use.clone().expect("chosen").kind),
    );
    if state.data.loader == WorkerPhase::Starting {
        loader_ready(state);
        arrive(state, source);
    } else {
        assert_eq!(asked(&effects), [DataCommand::SendDataset]);
        hand_over(state);
    }
    receive(state, run_ready(state, step));
}

/// A page that is ready to train on Synthetic digits.
fn ready() -> State {
    let (mut state, _) = open(None);
    come_up(&mut state, Source::default(), 0);
    state
}

/// A page that trains, 30 steps in.
fn training() -> State {
    let mut state = ready();
    update(&mut state, Msg::Run(RunMsg::Toggle));
    let run = state.run.last_id;
    receive(&mut state, phase(run, Phase::Running));
    receive(&mut state, progress(run, 1..=30));
    state
}

fn ended(mut state: State, as_phase: Phase) -> State {
    let run = state.run.last_id;
    receive(&mut state, epoch_end(run, 1));
    let confusion = vec![vec![1]];
    let evaluation = Evaluation {
        test: SCORES,
        confusion,
    };
    receive(
        &mut state,
        Event::Run(
            run,
            RunEvent::Evaluated {
                step: 1,
                evaluation,
            },
        ),
    );
    receive(&mut state, phase(run, as_phase));
    state
}

#[test]
fn the_page_comes_up_step_by_step() {
    let (mut state, effects) = open(None);
    let expected = [starts(&state, DeviceKind::Cpu), starts_loader(&state)];
    assert_eq!(effects, expected);
    let build = BUILD.to_owned();
    let effects = receive(&mut state, Event::Ready { build });
    let start = Command::Start {
        device: DeviceKind::Cpu,
    };
    assert_eq!(commands(&effects), [start]);
    assert_eq!(receive(&mut state, device(DeviceKind::Cpu)), []);
    let effects = loader_ready(&mut state);
    assert_eq!(loads(&effects), Some((Source::default(), 42)));
    let reason = state.device.in_use.clone().expect("in use").to_string();
    assert_eq!(
        reason,
        "CPU (flex, SIMD): this browser offers no WebGPU adapter"
    );
    let effects = arrive(&mut state, Source::default());
    let sent = commands(&effects);
    let prepare = RunCommand::Prepare {
        experiment: Box::new(Experiment::default()),
        snapshot: None,
    };
    assert!(matches!(sent[0], Command::Data(_)));
    assert_eq!(sent[1..], [of_run(RunId(1), prepare)]);
    let event = run_ready(&state, 0);
    assert_eq!(receive(&mut state, event), []);
    assert_eq!(state.status(), Some(Status::Paused));
    assert_eq!(state.primary(), (Primary::Train, true));
    assert!(
        state
            .notices
            .announcement
            .starts_with("Ready to train Small CNN")
    );
}

#[test]
fn train_pause_resume_step_and_stop() {
    let mut state = training();
    let run = state.run.last_id;
    assert_eq!(state.primary(), (Primary::Pause, true));
    assert!(!state.can_edit() && !state.can_step() && state.can_stop());
    assert_eq!(
        commands(&update(&mut state, Msg::Run(RunMsg::Toggle))),
        [of_run(run, RunCommand::Pause)]
    );
    receive(&mut state, phase(run, Phase::Paused));
    assert_eq!(state.primary(), (Primary::Resume, true));
    assert!(state.notices.announcement.contains("step 30"));
    assert_eq!(
        commands(&update(&mut state, Msg::Run(RunMsg::Step))),
        [of_run(run, RunCommand::Step)]
    );
    assert!(
        state.can_step() && state.can_edit(),
        "a step locks nothing: what has the focus keeps it"
    );
    receive(&mut state, progress(run, 31..=31));
    receive(&mut state, phase(run, Phase::Paused));
    assert_eq!(
        commands(&update(&mut state, Msg::Run(RunMsg::Toggle))),
        [of_run(run, RunCommand::Train)]
    );
    assert_eq!(
        commands(&update(&mut state, Msg::Run(RunMsg::Stop))),
        [of_run(run, RunCommand::Stop)]
    );
    assert!(!state.primary().1);
    let state = ended(state, Phase::Stopped);
    assert_eq!(state.primary(), (Primary::Train, true));
    assert_eq!(state.runs.finished.len(), 1);
    assert_eq!(state.runs.finished[0].steps, 31);
}

#[test]
fn the_space_key_does_what_the_main_button_does() {
    let mut state = ready();
    let run = state.run.last_id;
    assert_eq!(
        commands(&update(&mut state, Msg::Run(RunMsg::Toggle))),
        [of_run(run, RunCommand::Train)]
    );
    assert_eq!(
        commands(&update(&mut state, Msg::Run(RunMsg::Toggle))),
        [of_run(run, RunCommand::Pause)]
    );
    assert_eq!(
        commands(&update(&mut state, Msg::Run(RunMsg::Toggle))),
        [of_run(run, RunCommand::Train)]
    );
}

#[test]
fn train_before_all_is_ready_is_remembered() {
    let (mut state, _) = open(None);
    assert_eq!(update(&mut state, Msg::Run(RunMsg::Toggle)), []);
    assert_eq!(state.primary(), (Primary::Pause, true));
    come_up(&mut state, Source::default(), 0);
    assert_eq!(state.status(), Some(Status::Running));

    let (mut state, _) = open(None);
    update(&mut state, Msg::Run(RunMsg::Toggle));
    update(&mut state, Msg::Run(RunMsg::Toggle));
    come_up(&mut state, Source::default(), 0);
    assert_eq!(state.status(), Some(Status::Paused));
}

#[test]
fn training_again_after_the_end_is_a_new_run_of_its_own() {
    let mut state = ended(training(), Phase::Finished);
    let effects = update(&mut state, Msg::Run(RunMsg::Toggle));
    assert!(matches!(
        &commands(&effects)[..],
        [Command::Run(RunId(2), RunCommand::Prepare { .. })]
    ));
    let event = run_ready(&state, 0);
    let effects = receive(&mut state, event);
    assert_eq!(commands(&effects), [of_run(RunId(2), RunCommand::Train)]);
    assert_eq!(state.runs.finished.len(), 1);
    let state = ended(state, Phase::Finished);
    assert_eq!(state.runs.finished.len(), 2);
    assert_eq!(
        state.runs.best(),
        Some(RunId(1)),
        "of equals the earlier one"
    );
}

#[test]
fn a_finished_line_keeps_the_device_it_ran_on() {
    let mut state = ended(training(), Phase::Finished);
    update(
        &mut state,
        Msg::Device(DeviceMsg::Choose(DeviceOption::Ndarray)),
    );
    come_up(&mut state, Source::default(), 30);
    update(&mut state, Msg::Run(RunMsg::Toggle));
    assert_eq!(state.runs.finished.len(), 1);
    assert_eq!(state.runs.finished[0].device, "CPU (flex, SIMD)");
}

#[test]
fn an_unfinished_line_names_the_device_that_trained_it() {
    let mut state = training();
    let run = state.run.last_id;
    receive(&mut state, epoch_end(run, 1));
    update(&mut state, Msg::Run(RunMsg::Toggle));
    update(
        &mut state,
        Msg::Device(DeviceMsg::Choose(DeviceOption::Ndarray)),
    );
    come_up(&mut state, Source::default(), 100);
    update(
        &mut state,
        Msg::Model(ModelMsg::Choose(BuiltInModel::StudyCCnn)),
    );
    assert_eq!(state.runs.finished[0].device, "CPU (flex, SIMD)");
}

#[test]
fn what_an_old_run_still_says_is_dropped() {
    let mut state = training();
    let before = state.clone();
    let old = RunId(99);
    receive(&mut state, progress(old, 31..=40));
    receive(&mut state, epoch_end(old, 1));
    receive(&mut state, phase(old, Phase::Finished));
    assert_eq!(state, before);
}

#[test]
fn an_unfinished_run_that_was_judged_is_kept_for_comparison() {
    let mut state = training();
    let run = state.run.last_id;
    receive(&mut state, epoch_end(run, 1));
    update(&mut state, Msg::Run(RunMsg::Toggle));
    update(
        &mut state,
        Msg::Model(ModelMsg::Choose(BuiltInModel::StudyCCnn)),
    );
    assert_eq!(state.runs.finished.len(), 1);
    assert_eq!(state.runs.finished[0].model, "Small CNN");
}

#[test]
fn a_run_that_fails_is_reported_and_can_be_tried_again() {
    let mut state = training();
    let run = state.run.last_id;
    let error = WireError::new(
        ErrorKind::Run,
        "the loss is NaN",
        "Lower the learning rate.",
    );
    receive(&mut state, Event::Run(run, RunEvent::Failed(error)));
    assert_eq!(state.status(), Some(Status::Failed));
    assert_eq!(state.notices.list.len(), 1);
    let sent = commands(&update(&mut state, Msg::Run(RunMsg::Toggle)));
    assert!(prepares(&sent));
    let id = state.notices.list[0].id;
    update(&mut state, Msg::Notices(NoticesMsg::Dismiss(id)));
    assert_eq!(state.notices.list, []);
}
