//! The page's behaviour, told as what happens and what follows.

use super::*;
use crate::page::run::Status;
use crate::page::state::{Primary, WorkerPhase};
use crate::protocol::{
    BUILD, DataSummary, DeviceInUse, Phase, Prediction, Progress, RunId, Scores, StepRecord,
};
use crate::spec::{Shape, Summary};

/// What was sent to the worker, by the commands alone.
fn commands(effects: &[Effect]) -> Vec<Command> {
    let command = |effect: &Effect| match effect {
        Effect::Send(message) => Some(message.body.clone()),
        _ => None,
    };
    effects.iter().filter_map(command).collect()
}

fn hear(state: &mut State, event: Event) -> Vec<Effect> {
    update(state, Msg::Worker(event, Vec::new()))
}

fn open(experiment: Option<Result<Experiment, WireError>>) -> (State, Vec<Effect>) {
    let mut state = State::default();
    let started = Msg::Started {
        adapter: None,
        base: "data/".to_owned(),
        experiment,
    };
    let effects = update(&mut state, started);
    (state, effects)
}

fn device(kind: DeviceKind) -> Event {
    Event::DeviceReady {
        device: DeviceInUse {
            kind,
            reason: String::new(),
        },
    }
}

fn data(source: Source) -> Event {
    Event::DataReady {
        summary: Box::new(DataSummary {
            source,
            classes: (0..10).map(|c| c.to_string()).collect(),
            shape: [28, 28, 1],
            counts: [vec![800; 10], vec![200; 10]],
            sample_labels: Vec::new(),
            licence: String::new(),
            bytes: 0,
        }),
    }
}

fn run_ready(state: &State, step: usize) -> Event {
    Event::RunReady {
        run: state.last_run,
        summary: Summary {
            input: Shape::Image([28, 28, 1]),
            layers: Vec::new(),
        },
        steps_per_epoch: 100,
        step,
        samples: [6400, 400, 2000],
    }
}

fn progress(run: RunId, steps: std::ops::RangeInclusive<usize>) -> Event {
    let steps = steps.map(|step| StepRecord {
        step,
        loss: 1.0,
        accuracy: 0.5,
    });
    Event::Progress {
        run,
        progress: Progress {
            epoch: 1,
            steps: steps.collect(),
            images_per_second: 1000.0,
            seconds_left: Some(9.0),
        },
    }
}

const SCORES: Scores = Scores {
    loss: 0.2,
    accuracy: 0.95,
};

fn epoch_end(run: RunId, epoch: usize) -> Event {
    Event::EpochEnd {
        run,
        epoch,
        train: SCORES,
        validation: Some(SCORES),
        test: SCORES,
        seconds: 2.0,
    }
}

fn phase(run: RunId, phase: Phase) -> Event {
    Event::PhaseChanged { run, phase }
}

/// From a worker's first word to a run that waits.
fn come_up(state: &mut State, source: Source, step: usize) {
    let build = BUILD.to_owned();
    hear(state, Event::Ready { build });
    hear(state, device(state.device.clone().expect("chosen").kind));
    hear(state, data(source));
    hear(state, run_ready(state, step));
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
    update(&mut state, Msg::Train);
    let run = state.last_run;
    hear(&mut state, phase(run, Phase::Running));
    hear(&mut state, progress(run, 1..=30));
    state
}

fn ended(mut state: State, as_phase: Phase) -> State {
    let run = state.last_run;
    hear(&mut state, epoch_end(run, 1));
    let confusion = vec![vec![1]];
    hear(
        &mut state,
        Event::Evaluated {
            run,
            test: SCORES,
            confusion,
        },
    );
    hear(&mut state, phase(run, as_phase));
    state
}

#[test]
fn the_page_comes_up_step_by_step() {
    let (mut state, effects) = open(None);
    assert_eq!(effects, [Effect::StartWorker(DeviceKind::Cpu)]);
    let build = BUILD.to_owned();
    let effects = hear(&mut state, Event::Ready { build });
    let start = Command::Start {
        device: DeviceKind::Cpu,
    };
    assert_eq!(commands(&effects), [start]);
    let effects = hear(&mut state, device(DeviceKind::Cpu));
    let load = Command::Load {
        source: Source::default(),
        seed: 42,
        base: "data/".to_owned(),
    };
    assert_eq!(commands(&effects), [load]);
    let reason = state.device.clone().expect("in use").to_string();
    assert_eq!(
        reason,
        "CPU (flex, SIMD): this browser offers no WebGPU adapter"
    );
    let effects = hear(&mut state, data(Source::default()));
    let prepare = Command::Prepare {
        run: RunId(1),
        experiment: Box::new(Experiment::default()),
    };
    assert_eq!(commands(&effects), [prepare]);
    let event = run_ready(&state, 0);
    assert_eq!(hear(&mut state, event), []);
    assert_eq!(state.status(), Some(Status::Paused));
    assert_eq!(state.primary(), (Primary::Train, true));
    assert!(state.announcement.starts_with("Ready to train Small CNN"));
}

#[test]
fn an_experiment_in_the_address_is_taken_and_a_bad_one_is_told() {
    let mut experiment = Experiment::default();
    experiment.training.epochs = 3;
    experiment.data.source = Source::Mnist {};
    let (mut state, _) = open(Some(Ok(experiment.clone())));
    assert_eq!(state.form.text(Field::Epochs), "3");
    let build = BUILD.to_owned();
    hear(&mut state, Event::Ready { build });
    let effects = hear(&mut state, device(DeviceKind::Cpu));
    assert!(matches!(
        &commands(&effects)[..],
        [Command::Load {
            source: Source::Mnist {},
            ..
        }]
    ));

    let error = WireError::new(ErrorKind::Spec, "version is 9", "…");
    let (state, effects) = open(Some(Err(error.clone())));
    assert_eq!(state.experiment, Experiment::default());
    assert_eq!(state.notices[0].error, error);
    assert_eq!(effects.len(), 1, "the page opens all the same");
}

#[test]
fn a_worker_of_another_build_is_refused() {
    let (mut state, _) = open(None);
    let build = "another".to_owned();
    assert_eq!(
        hear(&mut state, Event::Ready { build }),
        [Effect::StopWorker]
    );
    assert_eq!(state.worker, WorkerPhase::Failed);
    assert_eq!(state.notices[0].remedy, Some(Remedy::Reload));
    assert_eq!(update(&mut state, Msg::Reload), [Effect::Reload]);
}

#[test]
fn train_pause_resume_step_and_stop() {
    let mut state = training();
    let run = state.last_run;
    assert_eq!(state.primary(), (Primary::Pause, true));
    assert!(!state.can_edit() && !state.can_step() && state.can_stop());
    assert_eq!(
        commands(&update(&mut state, Msg::Pause)),
        [Command::Pause { run }]
    );
    hear(&mut state, phase(run, Phase::Paused));
    assert_eq!(state.primary(), (Primary::Resume, true));
    assert!(state.announcement.contains("step 30"));
    assert_eq!(
        commands(&update(&mut state, Msg::Step)),
        [Command::Step { run }]
    );
    hear(&mut state, progress(run, 31..=31));
    hear(&mut state, phase(run, Phase::Paused));
    assert_eq!(
        commands(&update(&mut state, Msg::Train)),
        [Command::Train { run }]
    );
    assert_eq!(
        commands(&update(&mut state, Msg::Stop)),
        [Command::Stop { run }]
    );
    assert!(!state.primary().1);
    let state = ended(state, Phase::Stopped);
    assert_eq!(state.primary(), (Primary::Train, true));
    assert_eq!(state.finished.len(), 1);
    assert_eq!(state.finished[0].steps, 31);
}

#[test]
fn the_space_key_does_what_the_main_button_does() {
    let mut state = ready();
    let run = state.last_run;
    assert_eq!(
        commands(&update(&mut state, Msg::Toggle)),
        [Command::Train { run }]
    );
    assert_eq!(
        commands(&update(&mut state, Msg::Toggle)),
        [Command::Pause { run }]
    );
    assert_eq!(
        commands(&update(&mut state, Msg::Toggle)),
        [Command::Train { run }]
    );
}

#[test]
fn train_before_all_is_ready_is_remembered() {
    let (mut state, _) = open(None);
    assert_eq!(update(&mut state, Msg::Train), []);
    assert_eq!(state.primary(), (Primary::Pause, true));
    come_up(&mut state, Source::default(), 0);
    assert_eq!(state.status(), Some(Status::Running));

    let (mut state, _) = open(None);
    update(&mut state, Msg::Train);
    update(&mut state, Msg::Pause);
    come_up(&mut state, Source::default(), 0);
    assert_eq!(state.status(), Some(Status::Paused));
}

#[test]
fn training_again_after_the_end_is_a_new_run_of_its_own() {
    let mut state = ended(training(), Phase::Finished);
    let effects = update(&mut state, Msg::Train);
    assert!(matches!(
        &commands(&effects)[..],
        [Command::Prepare { run: RunId(2), .. }]
    ));
    let event = run_ready(&state, 0);
    let effects = hear(&mut state, event);
    assert_eq!(commands(&effects), [Command::Train { run: RunId(2) }]);
    assert_eq!(state.finished.len(), 1);
    let state = ended(state, Phase::Finished);
    assert_eq!(state.finished.len(), 2);
    assert_eq!(state.best(), Some(RunId(1)), "of equals the earlier one");
}

#[test]
fn what_an_old_run_still_says_is_dropped() {
    let mut state = training();
    let before = state.clone();
    let old = RunId(99);
    hear(&mut state, progress(old, 31..=40));
    hear(&mut state, epoch_end(old, 1));
    hear(&mut state, phase(old, Phase::Finished));
    assert_eq!(state, before);
}

#[test]
fn every_setting_prepares_a_new_run() {
    let changes = [
        Msg::ChooseModel(BuiltInModel::StudyCCnn),
        Msg::SetField(Field::BatchSize, "32".to_owned()),
        Msg::SetField(Field::Epochs, "2".to_owned()),
        Msg::SetField(Field::LearningRate, "0.01".to_owned()),
        Msg::SetField(Field::Optimizer, "SGD".to_owned()),
        Msg::SetField(Field::Validation, "0.1".to_owned()),
    ];
    for change in changes {
        let mut state = ready();
        let effects = update(&mut state, change.clone());
        let sent = commands(&effects);
        let [Command::Prepare { run, experiment }] = &sent[..] else {
            panic!("{change:?} sent {sent:?}")
        };
        assert_eq!(*run, RunId(2));
        assert_ne!(**experiment, Experiment::default(), "{change:?}");
        // What belongs to the run before comes too late.
        hear(&mut state, progress(RunId(1), 1..=2));
        assert_eq!(state.run.as_ref().map(|r| r.step), Some(0));
    }
}

#[test]
fn another_seed_draws_other_synthetic_digits_but_the_same_mnist() {
    let seed = || Msg::SetField(Field::Seed, "7".to_owned());
    let mut state = ready();
    let sent = commands(&update(&mut state, seed()));
    assert!(matches!(sent[..], [Command::Load { seed: 7, .. }]));

    let mut state = ready();
    update(&mut state, Msg::ChooseSource(Source::Mnist {}));
    hear(&mut state, data(Source::Mnist {}));
    let sent = commands(&update(&mut state, seed()));
    assert!(matches!(sent[..], [Command::Prepare { .. }]));
}

#[test]
fn nothing_is_changed_while_training_and_nothing_invalid_is_trained() {
    let mut state = training();
    for change in [
        Msg::ChooseSource(Source::Mnist {}),
        Msg::ChooseModel(BuiltInModel::StudyCCnn),
        Msg::SetField(Field::Epochs, "2".to_owned()),
        Msg::ChooseDevice(DeviceOption::Ndarray),
    ] {
        assert_eq!(update(&mut state, change), []);
    }
    assert_eq!(state.experiment, Experiment::default());

    let mut state = ready();
    assert_eq!(
        update(&mut state, Msg::SetField(Field::Epochs, "x".to_owned())),
        []
    );
    assert_eq!(state.primary(), (Primary::Train, false));
    assert_eq!(update(&mut state, Msg::Train), []);
}

#[test]
fn an_unfinished_run_that_was_judged_is_kept_for_comparison() {
    let mut state = training();
    let run = state.last_run;
    hear(&mut state, epoch_end(run, 1));
    update(&mut state, Msg::Pause);
    update(&mut state, Msg::ChooseModel(BuiltInModel::StudyCCnn));
    assert_eq!(state.finished.len(), 1);
    assert_eq!(state.finished[0].model, "Small CNN");
}

#[test]
fn a_model_that_does_not_fit_the_data_is_not_prepared() {
    let mut experiment = Experiment::default();
    experiment.model.layers.pop();
    let (mut state, _) = open(Some(Ok(experiment)));
    let build = BUILD.to_owned();
    hear(&mut state, Event::Ready { build });
    hear(&mut state, device(DeviceKind::Cpu));
    assert_eq!(hear(&mut state, data(Source::default())), []);
    assert!(matches!(&state.summary, Some(Err(e)) if e.message.contains("10 classes")));
    assert!(!state.primary().1);
    let effects = update(&mut state, Msg::ChooseModel(BuiltInModel::SmallCnn));
    assert!(matches!(&commands(&effects)[..], [Command::Prepare { .. }]));
}

#[test]
fn loading_shows_progress_and_can_be_given_up() {
    let mut state = ready();
    update(&mut state, Msg::ChooseSource(Source::Mnist {}));
    let what = "train-images-idx3-ubyte.gz".to_owned();
    hear(
        &mut state,
        Event::DataProgress {
            what,
            done: 5,
            total: 10,
        },
    );
    assert_eq!(state.data.loading.as_ref().map(|l| l.done), Some(5));
    assert!(!state.can_edit());
    assert_eq!(
        commands(&update(&mut state, Msg::CancelLoad)),
        [Command::CancelLoad]
    );
    assert_eq!(update(&mut state, Msg::CancelLoad), [], "once is enough");
    let error = WireError::new(ErrorKind::Data, "cancelled", "");
    hear(&mut state, Event::DataFailed { error });
    assert_eq!(state.data.failed, None);
    assert_eq!(state.experiment.data.source, Source::default());
    assert_eq!(state.primary(), (Primary::Train, true));
}

#[test]
fn data_that_fails_leaves_what_was_there_and_can_be_tried_again() {
    let mut state = ready();
    update(&mut state, Msg::ChooseSource(Source::Mnist {}));
    update(&mut state, Msg::Train);
    let error = WireError::new(ErrorKind::Data, "t10k-images is truncated", "Retry.");
    hear(&mut state, Event::DataFailed { error });
    assert_eq!(state.experiment.data.source, Source::default());
    assert!(
        !state.train_when_ready,
        "not on other data than was asked for"
    );
    assert_eq!(state.primary(), (Primary::Train, true));
    let sent = commands(&update(&mut state, Msg::RetryLoad));
    assert!(matches!(
        &sent[..],
        [Command::Load {
            source: Source::Mnist {},
            ..
        }]
    ));
    assert_eq!(state.data.failed, None);
    let sent = commands(&hear(&mut state, data(Source::Mnist {})));
    assert!(matches!(&sent[..], [Command::Prepare { .. }]));
}

#[test]
fn the_first_data_set_can_fail_and_be_tried_again_too() {
    let (mut state, _) = open(None);
    let build = BUILD.to_owned();
    hear(&mut state, Event::Ready { build });
    hear(&mut state, device(DeviceKind::Cpu));
    let error = WireError::new(ErrorKind::Data, "no", "Retry.");
    hear(&mut state, Event::DataFailed { error });
    assert_eq!(state.primary(), (Primary::Train, false));
    let sent = commands(&update(&mut state, Msg::RetryLoad));
    assert!(matches!(&sent[..], [Command::Load { .. }]));
}

#[test]
fn a_panic_is_told_and_the_run_goes_on_from_the_last_snapshot() {
    let mut state = training();
    let old = state.last_run;
    update(
        &mut state,
        Msg::Worker(Event::Snapshot { run: old, step: 20 }, vec![vec![1, 2, 3]]),
    );
    let message = "index out of bounds".to_owned();
    let effects = hear(&mut state, Event::Panicked { message });
    assert_eq!(effects, [Effect::StartWorker(DeviceKind::Cpu)]);
    assert!(
        state.notices[0]
            .error
            .message
            .contains("index out of bounds")
    );
    assert!(state.notices[0].error.hint.contains("step 20"));

    let build = BUILD.to_owned();
    hear(&mut state, Event::Ready { build });
    hear(&mut state, device(DeviceKind::Cpu));
    let effects = hear(&mut state, data(Source::default()));
    let [Effect::Send(message)] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert!(matches!(
        message.body,
        Command::Prepare { run: RunId(2), .. }
    ));
    assert_eq!(message.buffers, [vec![1, 2, 3]]);
    hear(&mut state, progress(old, 31..=40));
    let event = run_ready(&state, 20);
    hear(&mut state, event);
    let run = state.run.as_ref().expect("recovered");
    assert_eq!(
        (run.curve.len(), run.step, run.status),
        (20, 20, Status::Paused)
    );
    assert_eq!(state.primary(), (Primary::Resume, true));
}

#[test]
fn a_lost_worker_without_a_snapshot_starts_the_run_over() {
    let mut state = training();
    let message = "boom".to_owned();
    hear(&mut state, Event::Panicked { message });
    come_up(&mut state, Source::default(), 0);
    assert_eq!(
        state.run.as_ref().map(|r| (r.step, r.curve.len())),
        Some((0, 0))
    );
    assert_eq!(state.primary(), (Primary::Train, true));
}

#[test]
fn a_finished_run_stays_finished_when_its_worker_is_lost() {
    let mut state = ended(training(), Phase::Finished);
    let message = "boom".to_owned();
    hear(&mut state, Event::Panicked { message });
    come_up(&mut state, Source::default(), 0);
    assert_eq!(state.status(), Some(Status::Finished));
    assert_eq!(state.run.as_ref().map(|r| r.step), Some(30));
}

#[test]
fn workers_are_not_replaced_for_ever() {
    let (mut state, _) = open(None);
    let lost = || Msg::WorkerLost {
        message: "cannot be fetched".to_owned(),
    };
    assert_eq!(
        update(&mut state, lost()),
        [Effect::StartWorker(DeviceKind::Cpu)]
    );
    assert_eq!(update(&mut state, lost()), [Effect::StopWorker]);
    assert_eq!(state.worker, WorkerPhase::Failed);
    assert!(!state.primary().1);
    assert_eq!(
        state.notices.last().and_then(|n| n.remedy),
        Some(Remedy::Restart)
    );
    let effects = update(&mut state, Msg::RestartWorker);
    assert_eq!(effects, [Effect::StartWorker(DeviceKind::Cpu)]);
    come_up(&mut state, Source::default(), 0);
    assert_eq!(state.losses, 0);
    assert_eq!(state.primary(), (Primary::Train, true));
}

#[test]
fn a_lost_gpu_moves_the_run_to_the_cpu() {
    let mut state = State::default();
    let adapter = Adapter {
        name: "nvidia ampere".to_owned(),
        is_fallback: false,
    };
    let started = Msg::Started {
        adapter: Some(adapter),
        base: String::new(),
        experiment: None,
    };
    assert_eq!(
        update(&mut state, started),
        [Effect::StartWorker(DeviceKind::WebGpu)]
    );
    come_up(&mut state, Source::default(), 0);
    update(&mut state, Msg::Train);
    let run = state.last_run;
    hear(&mut state, progress(run, 1..=30));
    update(
        &mut state,
        Msg::Worker(Event::Snapshot { run, step: 30 }, vec![vec![7]]),
    );
    let error = WireError::new(ErrorKind::Device, "the device was lost", "");
    let effects = hear(&mut state, Event::DeviceFailed { error });
    assert_eq!(effects, [Effect::StartWorker(DeviceKind::Cpu)]);
    assert!(
        state.notices[0]
            .error
            .message
            .contains("the device was lost")
    );
    come_up(&mut state, Source::default(), 30);
    let device = state.device.clone().expect("in use").to_string();
    assert_eq!(device, "CPU (flex, SIMD): WebGPU failed");
    assert_eq!(state.run.as_ref().map(|r| r.step), Some(30));
}

#[test]
fn a_cpu_that_fails_ends_in_an_error_with_a_way_out() {
    let (mut state, _) = open(None);
    let error = WireError::new(ErrorKind::Device, "no memory", "");
    assert_eq!(
        hear(&mut state, Event::DeviceFailed { error }),
        [Effect::StopWorker]
    );
    assert_eq!(state.notices[0].remedy, Some(Remedy::Restart));
}

#[test]
fn another_device_takes_the_run_over() {
    let mut state = training();
    let run = state.last_run;
    update(&mut state, Msg::Pause);
    update(
        &mut state,
        Msg::Worker(Event::Snapshot { run, step: 30 }, vec![vec![7]]),
    );
    let effects = update(&mut state, Msg::ChooseDevice(DeviceOption::Ndarray));
    assert_eq!(effects, [Effect::StartWorker(DeviceKind::Ndarray)]);
    come_up(&mut state, Source::default(), 30);
    assert_eq!(state.primary(), (Primary::Resume, true));
    assert_eq!(
        update(&mut state, Msg::ChooseDevice(DeviceOption::Ndarray)),
        []
    );
}

fn answer(is_empty: bool) -> Event {
    Event::Predicted {
        prediction: Prediction {
            probabilities: vec![0.1; 10],
            seen: [28, 28],
            maps: Vec::new(),
            is_empty,
        },
    }
}

#[test]
fn one_question_at_a_time_and_the_newest_wins() {
    let mut state = ready();
    let sent = commands(&update(&mut state, Msg::PenDown([0.5, 0.5])));
    assert!(matches!(&sent[..], [Command::Predict { .. }]));
    for x in [0.6, 0.7] {
        assert_eq!(update(&mut state, Msg::PenMove(vec![[x, 0.5]])), []);
    }
    let sent = commands(&hear(&mut state, answer(false)));
    let [Command::Predict { strokes, .. }] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!(strokes, &[vec![[0.5, 0.5], [0.6, 0.5], [0.7, 0.5]]]);
    assert_eq!(hear(&mut state, answer(false)), []);
    assert!(state.pad.answer.is_some());
}

#[test]
fn the_drawing_is_read_anew_as_the_network_learns() {
    let mut state = training();
    let run = state.last_run;
    assert_eq!(
        hear(&mut state, progress(run, 31..=32)),
        [],
        "no ink, no question"
    );
    update(&mut state, Msg::PenDown([0.5, 0.5]));
    assert_eq!(
        hear(&mut state, progress(run, 33..=34)),
        [],
        "one is on its way"
    );
    assert_eq!(hear(&mut state, answer(false)).len(), 1);
    assert_eq!(hear(&mut state, answer(false)), []);
    assert_eq!(hear(&mut state, progress(run, 35..=36)).len(), 1);
}

#[test]
fn a_cleared_pad_forgets_and_ignores_the_answer_on_its_way() {
    let mut state = ready();
    update(&mut state, Msg::PenDown([0.5, 0.5]));
    update(&mut state, Msg::ClearPad);
    assert_eq!(hear(&mut state, answer(false)), []);
    assert_eq!(state.pad.answer, None);
    assert_eq!(update(&mut state, Msg::PenDown([0.1, 0.1])).len(), 1);
}

#[test]
fn a_drawing_made_early_is_read_once_there_is_a_network() {
    let (mut state, _) = open(None);
    assert_eq!(update(&mut state, Msg::PenDown([0.5, 0.5])), []);
    let build = BUILD.to_owned();
    hear(&mut state, Event::Ready { build });
    hear(&mut state, device(DeviceKind::Cpu));
    hear(&mut state, data(Source::default()));
    let event = run_ready(&state, 0);
    let sent = commands(&hear(&mut state, event));
    assert!(matches!(&sent[..], [Command::Predict { .. }]));
}

#[test]
fn a_run_that_fails_is_told_and_can_be_tried_again() {
    let mut state = training();
    let run = state.last_run;
    let error = WireError::new(
        ErrorKind::Run,
        "the loss is NaN",
        "Lower the learning rate.",
    );
    hear(&mut state, Event::RunFailed { run, error });
    assert_eq!(state.status(), Some(Status::Failed));
    assert_eq!(state.notices.len(), 1);
    let sent = commands(&update(&mut state, Msg::Train));
    assert!(matches!(&sent[..], [Command::Prepare { .. }]));
    let id = state.notices[0].id;
    update(&mut state, Msg::Dismiss(id));
    assert_eq!(state.notices, []);
}

#[test]
fn a_link_to_the_experiment_can_be_shared() {
    let mut state = ready();
    let effects = update(&mut state, Msg::Share);
    let [Effect::Share(fragment)] = &effects[..] else {
        panic!("{effects:?}")
    };
    let back = crate::page::link::from_fragment(fragment);
    assert_eq!(back, Some(Ok(state.experiment.clone())));
    update(&mut state, Msg::Shared(Err("no permission".to_owned())));
    assert!(state.notices[0].error.hint.contains("address bar"));
}
