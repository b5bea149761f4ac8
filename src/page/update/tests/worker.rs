//! Workers: refused, lost, replaced, and devices that fail.

use super::*;

fn snapshot(run: RunId, step: usize, bytes: Vec<u8>) -> Event {
    let bytes = Buffer::from(bytes);
    Event::Run(run, RunEvent::Snapshot { step, bytes })
}

/// The newest worker is lost.
fn lose(state: &mut State) -> Vec<Effect> {
    let lost = Msg::WorkerLost {
        worker: state.device.worker_number,
        message: "404".to_owned(),
    };
    update(state, lost)
}

#[test]
fn what_is_said_of_an_older_worker_is_ignored() {
    let mut state = training();
    let worker = state.device.worker_number;
    let message = "boom".to_owned();
    receive(&mut state, Event::Panicked { message });
    come_up(&mut state, Source::default(), 0);
    let before = state.clone();
    let message = "its script ended".to_owned();
    assert_eq!(update(&mut state, Msg::WorkerLost { worker, message }), []);
    assert_eq!(state, before);
}

#[test]
fn a_worker_of_another_build_is_refused() {
    let (mut state, _) = open(None);
    let build = "another".to_owned();
    assert_eq!(
        receive(&mut state, Event::Ready { build }),
        [Effect::StopWorker]
    );
    assert_eq!(state.device.worker, WorkerPhase::Failed);
    assert_eq!(state.notices.list[0].remedy, Some(Remedy::Reload));
    assert_eq!(state.notices.announcement, "The compute worker stopped.");
    assert_eq!(update(&mut state, Msg::Reload), [Effect::Reload]);
}

#[test]
fn a_panic_is_told_and_the_run_goes_on_from_the_last_snapshot() {
    let mut state = training();
    let old = state.run.last_id;
    update(&mut state, Msg::Worker(snapshot(old, 20, vec![1, 2, 3])));
    let message = "index out of bounds".to_owned();
    let effects = receive(&mut state, Event::Panicked { message });
    assert_eq!(effects, [starts(&state, DeviceKind::Cpu)]);
    assert!(
        state.notices.list[0]
            .error
            .message
            .contains("index out of bounds")
    );
    assert!(state.notices.list[0].error.hint.contains("step 20"));

    let build = BUILD.to_owned();
    receive(&mut state, Event::Ready { build });
    receive(&mut state, device(DeviceKind::Cpu));
    let effects = hand_over(&mut state);
    let (run, _, snapshot) = prepared(&commands(&effects));
    assert_eq!(run, RunId(2));
    assert_eq!(snapshot, Some(Buffer::from(vec![1, 2, 3])));
    receive(&mut state, progress(old, 31..=40));
    let event = run_ready(&state, 20);
    receive(&mut state, event);
    let run = state.run.current.as_ref().expect("recovered");
    assert_eq!(
        (run.curve.len(), run.step, run.epoch, run.status),
        (20, 20, 1, Status::Paused)
    );
    assert_eq!(state.primary(), (Primary::Resume, true));
}

#[test]
fn a_lost_worker_without_a_snapshot_starts_the_run_over() {
    let mut state = training();
    let message = "boom".to_owned();
    receive(&mut state, Event::Panicked { message });
    come_up(&mut state, Source::default(), 0);
    assert_eq!(
        state
            .run
            .current
            .as_ref()
            .map(|r| (r.step, r.epoch, r.curve.len())),
        Some((0, 0, 0))
    );
    assert_eq!(state.primary(), (Primary::Train, true));
}

#[test]
fn a_finished_run_stays_finished_when_its_worker_is_lost() {
    let mut state = ended(training(), Phase::Finished);
    let message = "boom".to_owned();
    receive(&mut state, Event::Panicked { message });
    come_up(&mut state, Source::default(), 0);
    assert_eq!(state.status(), Some(Status::Finished));
    assert_eq!(state.run.current.as_ref().map(|r| r.step), Some(30));
}

#[test]
fn workers_are_not_replaced_for_ever() {
    let (mut state, _) = open(None);
    assert_eq!(lose(&mut state), [starts(&state, DeviceKind::Cpu)]);
    assert_eq!(lose(&mut state), [Effect::StopWorker]);
    assert_eq!(state.device.worker, WorkerPhase::Failed);
    assert!(!state.primary().1);
    assert_eq!(
        state.notices.list.last().and_then(|n| n.remedy),
        Some(Remedy::Restart)
    );
    let effects = update(&mut state, Msg::Device(DeviceMsg::RestartWorker));
    assert_eq!(effects, [starts(&state, DeviceKind::Cpu)]);
    come_up(&mut state, Source::default(), 0);
    assert_eq!(state.device.worker_crashes, 0);
    assert_eq!(state.primary(), (Primary::Train, true));
}

#[test]
fn train_is_remembered_for_the_worker_that_takes_a_lost_ones_place() {
    let (mut state, _) = open(None);
    update(&mut state, Msg::Run(RunMsg::Toggle));
    lose(&mut state);
    assert!(state.run.train_when_ready);
    let mut abandoned = state.clone();
    come_up(&mut state, Source::default(), 0);
    assert_eq!(state.status(), Some(Status::Running));

    lose(&mut abandoned);
    assert_eq!(abandoned.primary(), (Primary::Train, false));
}

/// A page whose browser has a hardware GPU, and what it does first.
fn open_with_a_gpu() -> (State, Vec<Effect>) {
    let mut state = State::default();
    let adapter = Adapter {
        name: "nvidia ampere".to_owned(),
        is_fallback: false,
    };
    let started = Msg::Opened {
        adapter: Some(adapter),
        base: String::new(),
        experiment: None,
    };
    let effects = update(&mut state, started);
    (state, effects)
}

#[test]
fn a_lost_gpu_moves_the_run_to_the_cpu() {
    let (mut state, effects) = open_with_a_gpu();
    assert_eq!(effects[0], starts(&state, DeviceKind::WebGpu));
    come_up(&mut state, Source::default(), 0);
    update(&mut state, Msg::Run(RunMsg::Toggle));
    let run = state.run.last_id;
    receive(&mut state, progress(run, 1..=30));
    update(&mut state, Msg::Worker(snapshot(run, 30, vec![7])));
    let error = WireError::new(ErrorKind::Device, "the device was lost", "");
    let effects = receive(&mut state, Event::Device(DeviceEvent::Failed(error)));
    assert_eq!(effects, [starts(&state, DeviceKind::Cpu)]);
    assert!(
        state.notices.list[0]
            .error
            .message
            .contains("the device was lost")
    );
    come_up(&mut state, Source::default(), 30);
    let device = state.device.in_use.clone().expect("in use").to_string();
    assert_eq!(device, "CPU (flex, SIMD): WebGPU failed");
    assert_eq!(state.device.option, DeviceOption::Cpu);
    assert_eq!(state.run.current.as_ref().map(|r| r.step), Some(30));
}

#[test]
fn a_gpu_worker_that_panics_hands_the_run_to_the_cpu() {
    let (mut state, _) = open_with_a_gpu();
    come_up(&mut state, Source::default(), 0);
    let message = "out of memory".to_owned();
    let effects = receive(&mut state, Event::Panicked { message });
    assert_eq!(effects, [starts(&state, DeviceKind::Cpu)]);
    assert_eq!(state.device.option, DeviceOption::Cpu);
}

#[test]
fn a_program_that_is_not_there_leaves_the_page_on_the_cpu() {
    let (mut state, _) = open_with_a_gpu();
    assert_eq!(lose(&mut state), [starts(&state, DeviceKind::Cpu)]);
    let error = &state.notices.list[0].error;
    assert_eq!(error.message, "WebGPU could not be started: 404");
    assert!(error.hint.contains("built"));
    assert_eq!(state.device.option, DeviceOption::Cpu);
    come_up(&mut state, Source::default(), 0);
    let device = state.device.in_use.clone().expect("in use").to_string();
    assert_eq!(device, "CPU (flex, SIMD): WebGPU could not be started");

    // A program that is there by now is found when it is chosen again, and one that is not
    // costs nothing.
    let ndarray = || Msg::Device(DeviceMsg::Choose(DeviceOption::Ndarray));
    for _ in 0..3 {
        let effects = update(&mut state, ndarray());
        assert_eq!(effects, [starts(&state, DeviceKind::Ndarray)]);
        let effects = lose(&mut state);
        assert_eq!(effects, [starts(&state, DeviceKind::Cpu)]);
        come_up(&mut state, Source::default(), 0);
        assert_eq!(state.primary(), (Primary::Train, true));
    }
}

#[test]
fn a_cpu_that_fails_ends_in_an_error_with_a_way_out() {
    let mut state = training();
    let error = WireError::new(ErrorKind::Device, "no memory", "");
    assert_eq!(
        receive(&mut state, Event::Device(DeviceEvent::Failed(error))),
        [Effect::StopWorker]
    );
    assert_eq!(state.notices.list[0].remedy, Some(Remedy::Restart));
    assert_eq!(state.status(), Some(Status::Preparing));
    assert_eq!(state.primary(), (Primary::Resume, false));
    update(&mut state, Msg::Device(DeviceMsg::RestartWorker));
    come_up(&mut state, Source::default(), 0);
    assert_eq!(state.primary(), (Primary::Train, true));
}

#[test]
fn another_device_takes_the_run_over() {
    let mut state = training();
    let run = state.run.last_id;
    update(&mut state, Msg::Run(RunMsg::Toggle));
    update(&mut state, Msg::Worker(snapshot(run, 30, vec![7])));
    let effects = update(
        &mut state,
        Msg::Device(DeviceMsg::Choose(DeviceOption::Ndarray)),
    );
    assert_eq!(effects, [starts(&state, DeviceKind::Ndarray)]);
    come_up(&mut state, Source::default(), 30);
    assert_eq!(state.primary(), (Primary::Resume, true));
    assert_eq!(
        update(
            &mut state,
            Msg::Device(DeviceMsg::Choose(DeviceOption::Ndarray))
        ),
        []
    );
}

#[test]
fn the_same_numbers_everywhere_are_another_program_of_the_cpu() {
    let (mut state, _) = open(None);
    come_up(&mut state, Source::default(), 100);
    let same = |is_wanted| Msg::Device(DeviceMsg::SameNumbers(is_wanted));
    let effects = update(&mut state, same(true));
    assert_eq!(effects, [starts(&state, DeviceKind::CpuPlain)]);
    // Whatever makes the page choose the CPU again, these are the numbers that are wanted.
    receive(&mut state, device(DeviceKind::CpuPlain));
    let auto = Msg::Device(DeviceMsg::Choose(DeviceOption::Auto));
    assert_eq!(update(&mut state, auto), [], "it is in use");
    assert_eq!(lose(&mut state), [starts(&state, DeviceKind::CpuPlain)]);
    let effects = update(&mut state, same(false));
    assert_eq!(effects, [starts(&state, DeviceKind::Cpu)]);
}
