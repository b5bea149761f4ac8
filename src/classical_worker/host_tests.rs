//! A classifier as the page has it trained, asked and stopped.

use std::cell::{Cell, RefCell};

use pollster::block_on;

use super::*;
use crate::data::{Loaded, Role, digits, points};
use crate::experiment::classifiers::{KNeighborsClassifier, LogisticRegression, Svc};
use crate::experiment::{Classifier, Points, Source};
use crate::protocol::{ErrorKind, GridAnswer, InsideQuery, Phase, Topic, pack, unpack};

/// A clock that advances by a millisecond whenever it is read, and all events.
#[derive(Default)]
struct World {
    now: Cell<f64>,
    events: RefCell<Vec<Event>>,
}

impl Hooks for &World {
    fn now(&self) -> f64 {
        self.now.set(self.now.get() + 0.001);
        self.now.get()
    }

    fn emit(&self, event: Event) {
        // What crosses is what is compared.
        let (body, buffers) = pack(&event).expect("packed");
        let back = unpack(&body, buffers).expect("unpacked");
        self.events.borrow_mut().push(back);
    }
}

impl World {
    fn take(&self) -> Vec<Event> {
        std::mem::take(&mut *self.events.borrow_mut())
    }
}

const RUN: RunId = RunId(3);

fn of_points(classifier: impl Into<Classifier>) -> (Experiment, Loaded) {
    let mut experiment = Experiment::default();
    experiment.data.source = Source::Points(Points::default());
    experiment.model.layers.clear();
    experiment.model.classifier = Some(classifier.into());
    let loaded = points::load(&Points::default(), experiment.seed).expect("points");
    (experiment, loaded)
}

/// A host with an experiment prepared, and what it said of it.
fn prepared(world: &World, (experiment, loaded): (Experiment, Loaded)) -> Host<&World> {
    let data = Dataset::prepare(loaded, &experiment.data, "", experiment.seed).expect("data");
    let mut host = Host::new(world);
    let parcel = Box::new(data.to_parcel().map(Buffer::from));
    block_on(host.handle(Command::Data(parcel)));
    let experiment = Box::new(experiment);
    let prepare = RunCommand::Prepare {
        experiment,
        snapshot: None,
    };
    block_on(host.handle(Command::Run(RUN, prepare)));
    host
}

fn work(host: &mut Host<&World>) {
    while block_on(host.work()) {}
}

fn trained(world: &World, what: (Experiment, Loaded)) -> Host<&World> {
    let mut host = prepared(world, what);
    block_on(host.handle(Command::Run(RUN, RunCommand::Train)));
    work(&mut host);
    host
}

fn ask(host: &mut Host<&World>, world: &World, body: NetworkQuery) -> NetworkReply {
    world.take();
    let mut asker = crate::protocol::Asker::default();
    let ticket = asker.ask_now(RUN);
    block_on(host.handle(Command::Ask(Question { ticket, body })));
    work(host);
    let answers = world.take().into_iter().filter_map(|event| match event {
        Event::Answer(answer) => Some(answer.body),
        _ => None,
    });
    answers.last().expect("an answer")
}

fn row(values: [f32; 2]) -> Buffer {
    Buffer::of_reals(&values)
}

#[test]
fn a_classifier_is_trained_and_judged_like_a_network() {
    for classifier in Classifier::KINDS {
        let world = World::default();
        let host = trained(&world, of_points((classifier.new)()));
        let events = world.take();
        let Some(Event::Run(
            RUN,
            RunEvent::Ready {
                steps_per_epoch,
                remark,
                ..
            },
        )) = events.first()
        else {
            panic!("{events:?}")
        };
        assert!(remark.contains("training samples of 2 numbers takes about"));
        let runs = events.iter().filter_map(|event| match event {
            Event::Run(RUN, event) => Some(event),
            _ => None,
        });
        let runs: Vec<&RunEvent> = runs.collect();
        let last_step = runs.iter().rev().find_map(|event| match event {
            RunEvent::Progress(progress) => progress.steps.last().map(|step| step.step),
            _ => None,
        });
        assert_eq!(last_step, Some(*steps_per_epoch), "{}", classifier.name);
        let epoch = runs.iter().find_map(|event| match event {
            RunEvent::EpochEnd(epoch) => Some(epoch),
            _ => None,
        });
        let test = epoch.expect("an epoch").test;
        assert!(test.accuracy > 0.8, "{}: {test:?}", classifier.name);
        assert!(matches!(
            runs.last(),
            Some(RunEvent::PhaseChanged(Phase::Finished))
        ));
        assert!(!host.run.expect("a run").has_work());
    }
}

#[test]
fn a_trained_classifier_is_a_file_that_another_worker_goes_on_from() {
    for classifier in Classifier::KINDS {
        let world = World::default();
        let what = of_points((classifier.new)());
        let experiment = what.0.clone();
        let mut host = trained(&world, what);
        let events = world.take();
        let snapshots = events.iter().filter_map(|event| match event {
            Event::Run(RUN, RunEvent::Snapshot { step, bytes }) => Some((*step, bytes.clone())),
            _ => None,
        });
        let snapshots: Vec<_> = snapshots.collect();
        let [(step, file)] = &snapshots[..] else {
            panic!("{}: {} snapshots", classifier.name, snapshots.len())
        };
        let sample = NetworkQuery::Sample(row([0.5, -0.5]));
        let before = ask(&mut host, &world, sample.clone());

        let other = World::default();
        let what = of_points((classifier.new)());
        let mut next = prepared(&other, what);
        let prepare = |experiment: &Experiment, file: &Buffer| RunCommand::Prepare {
            experiment: Box::new(experiment.clone()),
            snapshot: Some(file.clone()),
        };
        other.take();
        block_on(next.handle(Command::Run(RUN, prepare(&experiment, file))));
        let ready = other.take();
        assert!(
            matches!(ready[..], [Event::Run(RUN, RunEvent::Ready { step: at, .. })] if at == *step),
            "{ready:?}"
        );
        // It is asked as it is, and judged without being trained once more.
        let NetworkReply::Prediction(Ok(after)) = ask(&mut next, &other, sample) else {
            panic!("no prediction")
        };
        let NetworkReply::Prediction(Ok(before)) = before else {
            panic!("no prediction")
        };
        assert_eq!(after.probabilities, before.probabilities);
        block_on(next.handle(Command::Run(RUN, RunCommand::Train)));
        work(&mut next);
        let judged = |events: &[Event]| {
            events.iter().find_map(|event| match event {
                Event::Run(RUN, RunEvent::Evaluated { evaluation, .. }) => Some(evaluation.clone()),
                _ => None,
            })
        };
        let after = other.take();
        assert!(judged(&after).is_some() && judged(&after) == judged(&events));
        assert!(matches!(
            after.last(),
            Some(Event::Run(RUN, RunEvent::PhaseChanged(Phase::Finished)))
        ));
        let is_trained = |event: &Event| matches!(event, Event::Run(RUN, RunEvent::Progress(_)));
        assert!(!after.iter().any(is_trained));

        let cut = file.to_vec()[..40].to_vec();
        block_on(next.handle(Command::Run(RUN, prepare(&experiment, &Buffer::from(cut)))));
        let events = other.take();
        let Some(Event::Run(RUN, RunEvent::Failed(error))) = events.last() else {
            panic!("{events:?}")
        };
        assert!(error.message.contains("damaged"), "{error}");
    }
}

#[test]
fn questions_before_training_are_refused_and_after_it_answered() {
    let world = World::default();
    let mut host = prepared(&world, of_points(Svc::default()));
    let sample = NetworkQuery::Sample(row([0.5, -0.5]));
    let NetworkReply::Prediction(Err(error)) = ask(&mut host, &world, sample.clone()) else {
        panic!("an answer of what knows nothing")
    };
    assert!(error.message.contains("not trained"), "{error}");

    let mut host = trained(&world, of_points(Svc::default()));
    let NetworkReply::Prediction(Ok(alone)) = ask(&mut host, &world, sample) else {
        panic!("no answer")
    };
    let sum: f32 = alone.probabilities.iter().sum();
    assert!((sum - 1.0).abs() < 1e-5);
    let all = NetworkQuery::Probabilities(row([0.5, -0.5]));
    let NetworkReply::Probabilities(Ok(every)) = ask(&mut host, &world, all) else {
        panic!("no probabilities")
    };
    assert_eq!(every.to_reals(), alone.probabilities);
    let predict = NetworkQuery::Predict {
        part: Role::Test,
        from: 0,
        count: 7,
        or_kept: true,
    };
    let NetworkReply::Predictions(Ok(kept)) = ask(&mut host, &world, predict) else {
        panic!("no predictions")
    };
    assert_eq!((kept.count, kept.step), (kept.total, None));
    let inside = NetworkQuery::Inside(Packed::new(&InsideQuery::Cancel(Topic::Layers)));
    assert!(matches!(
        ask(&mut host, &world, inside),
        NetworkReply::Inside(_)
    ));
}

#[test]
fn support_vectors_lie_on_the_margin_or_within() {
    let world = World::default();
    let mut host = trained(&world, of_points(Svc::default()));
    let empty = NetworkQuery::Grid(row([0.0, 0.0]));
    let NetworkReply::Grid(Ok(GridAnswer { margins, .. })) = ask(&mut host, &world, empty) else {
        panic!("no grid")
    };
    let margins = margins.expect("margins");
    assert_eq!(margins.support.len(), 2 * margins.support_count);
    let points = NetworkQuery::Grid(Buffer::of_reals(&margins.support));
    let NetworkReply::Grid(Ok(answer)) = ask(&mut host, &world, points) else {
        panic!("no grid")
    };
    let two_classes = host.data.as_ref().expect("data").classes.len() == 2;
    assert!(two_classes);
    let decisions = answer.margins.expect("margins").decisions;
    for (decision, predicted) in decisions.iter().zip(&answer.predicted) {
        assert!(decision.abs() < 10.0);
        // The sign is the class's, but where the probability is nearly even.
        if predicted.probability > 0.7 {
            assert_eq!(predicted.class, u16::from(*decision > 0.0), "{decision}");
        }
    }
    // Those on the right side are at most as far as the margin is wide.
    let train = &host.data.as_ref().expect("data").train;
    assert!(margins.support_count < train.len());

    let mut host = trained(&world, of_points(KNeighborsClassifier::default()));
    let NetworkReply::Grid(Ok(answer)) =
        ask(&mut host, &world, NetworkQuery::Grid(row([0.0, 0.0])))
    else {
        panic!("no grid")
    };
    assert_eq!(answer.margins, None);
}

#[test]
fn stopping_keeps_what_is_something_and_ends_what_is_nothing() {
    for (classifier, is_judged) in [
        (Classifier::from(LogisticRegression::default()), true),
        (Svc::default().into(), false),
    ] {
        assert_eq!(classifier.can_stop_early(), is_judged);
        let world = World::default();
        let mut host = prepared(&world, of_points(classifier));
        block_on(host.handle(Command::Run(RUN, RunCommand::Step)));
        work(&mut host);
        world.take();
        block_on(host.handle(Command::Run(RUN, RunCommand::Stop)));
        work(&mut host);
        let events = world.take();
        let was_judged = events
            .iter()
            .any(|event| matches!(event, Event::Run(RUN, RunEvent::Evaluated { .. })));
        assert_eq!(was_judged, is_judged);
        assert!(matches!(
            events.last(),
            Some(Event::Run(RUN, RunEvent::PhaseChanged(Phase::Stopped)))
        ));
    }
}

#[test]
fn a_learning_curve_is_drawn_beside_the_run_and_can_be_given_up() {
    let world = World::default();
    let mut host = trained(&world, of_points(Svc::default()));
    let part = |part| NetworkQuery::LearningCurve { part, epochs: 3 };
    let NetworkReply::LearningCurve(Ok(point)) = ask(&mut host, &world, part(0.5)) else {
        panic!("no point")
    };
    let all = host.data.as_ref().expect("data").train.len();
    assert_eq!(point.samples, all.div_ceil(2));
    assert!(point.test > 0.8, "{point:?}");
    // However few: each class has one.
    let NetworkReply::LearningCurve(Ok(least)) = ask(&mut host, &world, part(0.001)) else {
        panic!("no point")
    };
    assert_eq!(least.samples, 2);
    let ticket = crate::protocol::Asker::default().ask_now(RUN);
    for body in [part(1.0), part(0.0)] {
        block_on(host.handle(Command::Ask(Question { ticket, body })));
    }
    assert!(host.subset.is_none());
}

#[test]
fn drawings_and_distances_are_of_the_pixels() {
    let world = World::default();
    let mut experiment = Experiment::default();
    experiment.data.source = Source::SyntheticDigits {
        train: 60,
        test: 20,
    };
    experiment.model.layers.clear();
    experiment.model.classifier = Some(KNeighborsClassifier::default().into());
    let mut host = trained(&world, (experiment, digits::load(60, 20, 7)));
    let data = Arc::clone(host.data.as_ref().expect("data"));
    let own = data.to_sample(&data.train.samples, data.train.indices[3]);
    let distances = NetworkQuery::Distances {
        sample: own.into(),
        from: 0,
        count: 10,
    };
    let NetworkReply::Distances(Ok(found)) = ask(&mut host, &world, distances) else {
        panic!("no distances")
    };
    let found = found.to_reals();
    assert!(found.len() == 10 && found[3].abs() < 1e-9 && found[2] > 0.0);
    let drawing = NetworkQuery::Drawing {
        strokes: vec![vec![[0.5, 0.1], [0.5, 0.9]]],
        pen: 0.08,
    };
    let NetworkReply::Prediction(Ok(prediction)) = ask(&mut host, &world, drawing) else {
        panic!("no prediction")
    };
    assert_eq!(prediction.probabilities.len(), 10);
    assert!(!prediction.is_empty && prediction.layers.is_empty());
}

#[test]
fn what_memory_cannot_hold_is_refused_before_it_is_made() {
    let world = World::default();
    let (mut experiment, loaded) = of_points(Svc::default());
    experiment.model.classifier = None;
    prepared(&world, (experiment, loaded));
    let events = world.take();
    let Some(Event::Run(RUN, RunEvent::Failed(error))) = events.last() else {
        panic!("{events:?}")
    };
    assert_eq!(error.kind, ErrorKind::Experiment);
}
