//! Runs under a clock of the tests' own: what they emit, and when.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use pollster::block_on;

use super::*;
use crate::data::{Dataset, digits};
use crate::engine::open;
use crate::experiment::{Activation, Experiment, Layer, Optimizer, Source};
use crate::protocol::ErrorKind;

/// A clock that goes on by `tick` seconds whenever it is read, and all that was events.
struct World {
    tick: f64,
    now: Cell<f64>,
    events: RefCell<Vec<(f64, Event)>>,
}

impl Hooks for Rc<World> {
    fn now(&self) -> f64 {
        self.now.set(self.now.get() + self.tick);
        self.now.get()
    }

    fn emit(&self, message: Message<Event>) {
        let time = self.now.get();
        self.events.borrow_mut().push((time, message.body));
    }
}

impl World {
    /// What was events since the last time: the names of the events, phases by their own.
    fn take_names(&self) -> Vec<&'static str> {
        let events = std::mem::take(&mut *self.events.borrow_mut());
        events.iter().map(|(_, event)| name(event)).collect()
    }
}

fn name(event: &Event) -> &'static str {
    match event {
        Event::Progress { .. } => "progress",
        Event::EpochEnd { .. } => "epoch end",
        Event::Evaluated { .. } => "evaluated",
        Event::Snapshot { .. } => "snapshot",
        Event::RunFailed { .. } => "run failed",
        Event::DeviceFailed { .. } => "device failed",
        Event::PhaseChanged { phase, .. } => match phase {
            Phase::Running => "running",
            Phase::Paused => "paused",
            Phase::Stopped => "stopped",
            Phase::Finished => "finished",
        },
        _ => "what no run tells",
    }
}

/// A run of 10 steps an epoch.
fn run(tick: f64, epochs: usize, optimizer: Optimizer) -> (Run<Rc<World>>, Rc<World>) {
    let mut experiment = Experiment::default();
    experiment.data.source = Source::SyntheticDigits {
        train: 40,
        test: 10,
    };
    experiment.data.split.validation = 0.0;
    experiment.model.layers = vec![Layer::Flatten {}, Layer::dense(10, Activation::Softmax)];
    experiment.optimizer = optimizer;
    experiment.training.batch_size = 4;
    experiment.training.epochs = epochs;
    let loaded = digits::load(40, 10, 7);
    let data = Dataset::prepare(loaded, &experiment.data, digits::LICENCE, experiment.seed);
    let data = Arc::new(data.unwrap());
    let device = block_on(open(DeviceKind::Cpu)).unwrap();
    let session = Session::new(experiment, data, &device).unwrap();
    let world = Rc::new(World {
        tick,
        now: Cell::default(),
        events: RefCell::default(),
    });
    let run = Run::new(RunId(3), session, DeviceKind::Cpu, Rc::clone(&world));
    (run, world)
}

/// Works as long as there is something to do.
fn work(run: &mut Run<Rc<World>>) {
    while run.has_work() {
        block_on(run.work());
    }
}

/// Works until a number of steps is taken.
fn work_to(run: &mut Run<Rc<World>>, step: usize) {
    while run.session().step() < step {
        block_on(run.work());
    }
}

#[test]
fn a_run_tells_each_step_once_and_not_more_than_20_times_a_second() {
    let (mut run, world) = run(0.001, 30, Optimizer::default());
    assert!(!run.has_work());
    run.train();
    work(&mut run);
    let events = world.events.borrow();
    let mut steps = Vec::new();
    let mut last: Option<f64> = None;
    let mut epochs = 0;
    for (i, (time, event)) in events.iter().enumerate() {
        match event {
            Event::Progress { progress, .. } => {
                steps.extend(progress.steps.iter().map(|record| record.step));
                // What is left at the end of an epoch is events with it.
                let is_forced = matches!(events[i + 1].1, Event::EpochEnd { .. });
                assert!(is_forced || last.is_none_or(|last| time - last >= REPORT));
                last = Some(*time);
            }
            Event::EpochEnd { .. } => epochs += 1,
            _ => {}
        }
    }
    assert_eq!(steps, (1..=300).collect::<Vec<_>>());
    assert_eq!(epochs, 30);
    assert_eq!(name(&events[0].1), "running");
    assert_eq!(
        events.last().map(|(_, event)| name(event)),
        Some("finished")
    );
}

#[test]
fn snapshots_come_every_ten_seconds() {
    let (mut run, world) = run(0.5, 1, Optimizer::default());
    run.train();
    work_to(&mut run, 10);
    let events = world.events.borrow();
    let times: Vec<f64> = events
        .iter()
        .filter(|(_, event)| matches!(event, Event::Snapshot { .. }))
        .map(|(time, _)| *time)
        .collect();
    assert!(!times.is_empty());
    let mut last = 0.0;
    for time in times {
        assert!(
            (SNAPSHOT..SNAPSHOT + 5.0).contains(&(time - last)),
            "{time}"
        );
        last = time;
    }
}

#[test]
fn a_paused_run_has_told_all_and_goes_on() {
    let (mut run, world) = run(0.001, 1, Optimizer::default());
    run.train();
    work_to(&mut run, 3);
    block_on(run.pause());
    assert_eq!(
        world.take_names(),
        ["running", "progress", "paused", "snapshot"]
    );
    assert!(!run.has_work());
    block_on(run.pause());
    assert!(world.take_names().is_empty());
    run.train();
    work(&mut run);
    assert_eq!(run.session().step(), 10);
}

#[test]
fn a_step_is_one_step_and_the_evaluation_that_ends_an_epoch_belongs_to_its_last() {
    let (mut run, world) = run(0.001, 2, Optimizer::default());
    for step in 1..10 {
        run.step();
        work(&mut run);
        assert_eq!(run.session().step(), step);
        assert_eq!(world.take_names(), ["progress", "paused", "snapshot"]);
    }
    run.step();
    work(&mut run);
    let expected = ["progress", "epoch end", "evaluated", "snapshot", "paused"];
    assert_eq!(world.take_names(), expected);
    assert_eq!(run.session().step(), 10);
}

#[test]
fn a_step_after_a_pause_at_the_end_of_an_epoch_is_taken_too() {
    let (mut run, world) = run(0.001, 2, Optimizer::default());
    run.train();
    // All steps of the epoch, and nothing of its evaluation.
    work_to(&mut run, 10);
    block_on(run.pause());
    world.take_names();
    run.step();
    work(&mut run);
    assert_eq!(run.session().step(), 11);
    let expected = [
        "epoch end",
        "evaluated",
        "snapshot",
        "progress",
        "paused",
        "snapshot",
    ];
    assert_eq!(world.take_names(), expected);
}

#[test]
fn a_stopped_run_is_evaluated_and_over() {
    let (mut run, world) = run(0.001, 2, Optimizer::default());
    run.train();
    work_to(&mut run, 3);
    run.stop();
    work(&mut run);
    let expected = ["running", "progress", "evaluated", "snapshot", "stopped"];
    assert_eq!(world.take_names(), expected);
    run.train();
    run.step();
    run.stop();
    block_on(run.pause());
    assert!(!run.has_work());
    assert!(world.take_names().is_empty());
}

#[test]
fn all_that_a_diverging_run_tells_can_be_sent() {
    for rate in [1e3, 1e9, 3e38] {
        let (mut run, world) = run(0.001, 1, Optimizer::sgd(rate));
        run.train();
        work(&mut run);
        for (_, event) in &*world.events.borrow() {
            let bytes = borsh::to_vec(event).unwrap();
            // As texts: NaN is not equal to itself.
            let back: Event = borsh::from_slice(&bytes).unwrap();
            assert_eq!(format!("{back:?}"), format!("{event:?}"));
        }
    }
}

#[test]
fn a_run_fails_once_and_a_device_in_any_case() {
    let (mut run, world) = run(0.001, 1, Optimizer::sgd(3e38));
    run.train();
    work(&mut run);
    let events = world.events.borrow().last().map(|(_, event)| event.clone());
    let Some(Event::RunFailed { run: id, error }) = events else {
        panic!("it must not end well: {events:?}")
    };
    assert_eq!((id, error.kind), (RunId(3), ErrorKind::Run));
    world.take_names();
    run.fail(&EngineError::NotFinite);
    assert!(world.take_names().is_empty());
    run.fail(&EngineError::Device("lost".into()));
    assert_eq!(world.take_names(), ["device failed"]);
}
