//! Runs of the engine as the page receives them: numbered, in messages that can cross, and how
//! they fail. When a run emits which event is tested in `run/tests.rs`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use pollster::block_on;

use super::*;
use crate::data::{Dataset, digits};
use crate::engine::open;
use crate::experiment::{Activation, Experiment, Layer, Optimizer, Source};
use crate::protocol::{ErrorKind, ObservedKind, Phase, pack, unpack};

/// A clock that advances by a millisecond whenever it is read, and all events.
#[derive(Default)]
struct World {
    now: Cell<f64>,
    events: RefCell<Vec<Event>>,
}

impl Hooks for Rc<World> {
    fn now(&self) -> f64 {
        self.now.set(self.now.get() + 0.001);
        self.now.get()
    }

    fn emit(&self, event: Event) {
        self.events.borrow_mut().push(event);
    }
}

impl World {
    fn take(&self) -> Vec<Event> {
        std::mem::take(&mut *self.events.borrow_mut())
    }
}

/// A run of 10 steps an epoch.
fn run(epochs: usize, optimizer: Optimizer) -> (Run<Rc<World>>, Rc<World>) {
    let mut experiment = Experiment::default();
    experiment.data.source = Source::SyntheticDigits {
        train: 40,
        test: 10,
    };
    experiment.data.split.validation = 0.0;
    experiment.model.layers = vec![Layer::flatten(), Layer::dense(10, Activation::Softmax)];
    experiment.optimizer = optimizer;
    experiment.training.batch_size = 4;
    experiment.training.epochs = epochs;
    let loaded = digits::load(40, 10, 7);
    let data = Dataset::prepare(loaded, &experiment.data, digits::LICENCE, experiment.seed);
    let data = Arc::new(data.unwrap());
    let device = block_on(open(DeviceKind::Cpu)).unwrap();
    let session = Session::new(experiment, data, &device).unwrap();
    let world = Rc::new(World::default());
    let run = Run::new(RunId(3), session, DeviceKind::Cpu, Rc::clone(&world));
    (run, world)
}

/// Works as long as there is something to do.
fn work(run: &mut Run<Rc<World>>) {
    while run.has_work() {
        block_on(run.work());
    }
}

#[test]
fn a_stopped_run_is_evaluated_on_all_test_samples_and_over() {
    let (mut run, world) = run(2, Optimizer::default());
    run.train();
    while run.session().step() < 3 {
        block_on(run.work());
    }
    let step = run.session().step();
    run.stop();
    work(&mut run);
    let mut events = world.take();
    let stopped = RunEvent::PhaseChanged(Phase::Stopped);
    assert_eq!(events.pop(), Some(Event::Run(RunId(3), stopped)));
    let Some(Event::Run(_, RunEvent::Snapshot { step: at, bytes })) = events.pop() else {
        panic!("no snapshot of its end")
    };
    assert_eq!((at, bytes.is_empty()), (step, false));
    let Some(Event::Run(_, RunEvent::Evaluated { evaluation, .. })) = events.pop() else {
        panic!("no evaluation of it")
    };
    assert_eq!(evaluation.confusion.iter().flatten().sum::<u32>(), 10);
}

#[test]
fn a_search_for_a_step_size_leaves_the_run_as_it_is() {
    let (mut run, world) = run(2, Optimizer::sgd(0.01));
    run.step();
    work(&mut run);
    let before = block_on(run.session().snapshot()).unwrap();
    world.take();
    let options = FindRate {
        lowest: 1e-4,
        highest: 1e3,
        steps: 30,
    };
    block_on(run.find_rate(options));
    work(&mut run);
    let events = world.take();
    let [Event::Run(RunId(3), RunEvent::RateFound(Ok(found)))] = &events[..] else {
        panic!("{events:?}")
    };
    // Three epochs' steps of a run of two, and no evaluation between them.
    assert!(found.tried.len() > 10, "{found:?}");
    // On so few samples its loss may not fall.
    assert!(
        found.diverged && found.suggested.is_none_or(|rate| rate < 100.0),
        "{found:?}"
    );
    assert_eq!(block_on(run.session().snapshot()).unwrap(), before);
}

#[test]
fn a_run_that_is_stopped_while_it_diverges_emits_how_it_ended() {
    for rate in [10.0, 1e3, 1e9, 1e20, 1e30] {
        for portions in 1..6 {
            let (mut run, world) = run(1, Optimizer::sgd(rate));
            run.train();
            (0..portions).for_each(|_| block_on(run.work()));
            run.stop();
            work(&mut run);
            let last = world.take().pop().unwrap();
            let is_end = match &last {
                Event::Run(_, RunEvent::PhaseChanged(phase)) => {
                    matches!(phase, Phase::Stopped | Phase::Finished)
                }
                Event::Run(_, RunEvent::Failed(_)) => true,
                _ => false,
            };
            assert!(is_end, "rate {rate}, {portions} portions: {last:?}");
        }
    }
}

#[test]
fn all_events_of_a_diverging_run_can_be_sent() {
    for rate in [1e3, 1e9, 3e38] {
        let (mut run, world) = run(1, Optimizer::sgd(rate));
        run.train();
        work(&mut run);
        for event in world.take() {
            let (bytes, buffers) = pack(&event).unwrap();
            // As texts: NaN is not equal to itself.
            let back: Event = unpack(&bytes, buffers).unwrap();
            assert_eq!(format!("{back:?}"), format!("{event:?}"));
        }
    }
}

#[test]
fn a_run_fails_once_and_a_device_in_any_case() {
    let (mut run, world) = run(1, Optimizer::sgd(3e38));
    run.train();
    work(&mut run);
    let last = world.take().pop().unwrap();
    let Event::Run(id, RunEvent::Failed(error)) = last else {
        panic!("it must not end well: {last:?}")
    };
    assert_eq!((id, error.kind), (RunId(3), ErrorKind::Run));
    run.fail(&EngineError::NotFinite);
    assert!(world.take().is_empty());
    run.fail(&EngineError::Device("lost".into()));
    let last = world.take().pop().unwrap();
    assert!(
        matches!(last, Event::Device(DeviceEvent::Failed(_))),
        "{last:?}"
    );
}

#[test]
fn statistics_of_layers_are_collected_unless_they_are_switched_off() {
    let observed = |on| {
        let (mut run, world) = run(1, Optimizer::default());
        run.collect_statistics(on);
        run.train();
        work(&mut run);
        let events = world.take();
        let all = events.iter().filter_map(|event| match event {
            Event::Run(_, RunEvent::Observed(all)) => Some((all.kind, all.step)),
            _ => None,
        });
        let all = all.filter(|(kind, _)| *kind != ObservedKind::Batches);
        all.collect::<Vec<_>>()
    };
    let with = observed(true);
    assert_eq!(with[0], (ObservedKind::Layers, 1));
    assert_eq!(with.last(), Some(&(ObservedKind::Classes, 10)));
    assert_eq!(observed(false), [(ObservedKind::Classes, 10)]);
}
