//! The course of a run: schedules, callbacks, class weights, and weights to begin with.

use super::*;

/// Labels that count differently, a part of which is spread, a schedule, and callbacks that act.
fn eventful(epochs: usize) -> Experiment {
    let mut experiment = experiment(300, epochs);
    let settings = serde_json::json!({
        "schedule": { "type": "OneCycle" },
        "optimizer": { "type": "SGD", "learning_rate": 0.05, "clipnorm": 1.0 },
        "training": { "batch_size": 50, "epochs": epochs, "class_weight": "balanced",
            "label_smoothing": 0.1 },
        "callbacks": [
            { "type": "ReduceLROnPlateau", "monitor": "loss", "min_delta": 10.0, "patience": 1,
                "factor": 0.5 },
            { "type": "EarlyStopping", "monitor": "loss", "min_delta": 10.0, "patience": 3,
                "restore_best_weights": true }
        ],
        "version": 1
    });
    let settings = Experiment::from_json(&settings.to_string()).expect("an experiment");
    experiment.schedule = settings.schedule;
    experiment.optimizer = settings.optimizer;
    experiment.training = settings.training;
    experiment.callbacks = settings.callbacks;
    experiment
}

/// Keeps a run's events.
#[derive(Default)]
struct Events(Vec<RunEvent>);

impl Surroundings for Events {
    fn now(&self) -> f64 {
        0.0
    }

    fn emit(&mut self, event: RunEvent) {
        self.0.push(event);
    }
}

/// What was measured and changed, in order: what a run without a break has, too.
fn course(events: &[RunEvent]) -> Vec<String> {
    events
        .iter()
        .filter_map(|event| match event {
            RunEvent::Progress(progress) => Some(
                progress
                    .steps
                    .iter()
                    .map(|step| format!("{step:?}"))
                    .collect(),
            ),
            RunEvent::EpochEnd(end) => Some(vec![format!("{:?} {:?}", end.train, end.test)]),
            RunEvent::Evaluated { step, evaluation } => {
                Some(vec![format!("{step} {evaluation:?}")])
            }
            RunEvent::Notice(notice) => Some(vec![format!("{notice:?}")]),
            _ => None,
        })
        .flatten()
        .collect()
}

#[test]
fn a_resumed_run_is_one_without_a_break_with_schedule_and_callbacks_too() {
    let device = device(DeviceKind::Cpu);
    let run = |session| Run::new(session, Pace::new(0.01), Events::default());
    let new = || session(300, eventful(8), &device);
    let finish = |run: &mut Run<Session, Events>| {
        run.train();
        while run.has_work() {
            block_on(run.work()).expect("work");
        }
    };
    let mut whole = run(new());
    finish(&mut whole);
    let expected = course(&whole.surroundings().0);
    let text = expected.join("\n");
    for part in [
        "RateChanged",
        "EarlyStopped { epoch: 4, best_epoch: 1",
        "WeightsRestored",
    ] {
        assert!(text.contains(part), "{text}");
    }

    let snapshots: Vec<&Vec<u8>> = whole
        .surroundings()
        .0
        .iter()
        .filter_map(|event| match event {
            RunEvent::Snapshot { bytes, .. } => Some(bytes),
            _ => None,
        })
        .collect();
    assert!(snapshots.len() >= 4);
    for snapshot in snapshots {
        let mut session = new();
        session.restore(snapshot).expect("restored");
        let mut resumed = run(session);
        finish(&mut resumed);
        let rest = course(&resumed.surroundings().0);
        assert!(
            expected.ends_with(&rest),
            "{rest:#?}\nis no end of\n{expected:#?}"
        );
        let end = |run: &Run<Session, Events>| block_on(run.trainer().snapshot()).expect("one");
        assert_eq!(end(&resumed), end(&whole));
    }
}

#[test]
fn a_schedule_sets_the_size_of_every_step() {
    let device = device(DeviceKind::Cpu);
    let mut session = session(300, eventful(2), &device);
    let rates: Vec<f64> = work(&mut session, usize::MAX)
        .iter()
        .map(|record| record.learning_rate)
        .collect();
    let top = rates.iter().copied().fold(0.0, f64::max);
    assert!(
        (rates[0] - 0.05 / 25.0).abs() < 1e-9 && top <= 0.05 && top > 0.04,
        "{rates:?}"
    );
    assert!(rates[rates.len() - 1] < 1e-6, "{rates:?}");
}

#[test]
fn an_epoch_can_be_evaluated_within() {
    let device = device(DeviceKind::Cpu);
    let mut experiment = experiment(400, 2);
    experiment.training.evaluations_per_epoch = Some(3);
    let run = |experiment| {
        let mut session = session(400, experiment, &device);
        let (mut records, mut evaluated) = (Vec::new(), Vec::new());
        loop {
            match block_on(session.work(64)).expect("work") {
                Outcome::Steps(steps) => records.extend(steps),
                Outcome::Evaluated(_) => evaluated.push(session.step()),
                Outcome::Finished => return (records, evaluated),
                _ => {}
            }
        }
    };
    let (records, evaluated) = run(experiment.clone());
    assert_eq!(evaluated, [2, 4, 8, 10]);
    experiment.training.evaluations_per_epoch = None;
    assert_eq!(run(experiment), (records, Vec::new()));
}

#[test]
fn class_weights_and_callbacks_must_fit_the_data() {
    let device = device(DeviceKind::Cpu);
    let check = |change: &dyn Fn(&mut Experiment), field: &str| {
        let mut experiment = experiment(100, 1);
        change(&mut experiment);
        let data = data(100, &experiment);
        let error = Session::new(experiment, data, &device).err().expect(field);
        assert!(error.to_string().contains(field), "{error}");
    };
    let two = |e: &mut Experiment| e.training.class_weight = ClassWeight::Each(vec![1.0, 2.0]);
    check(&two, "training.class_weight");
    check(
        &|e| {
            e.data.split.validation = 0.0;
            e.callbacks = vec![Callback::by_name("EarlyStopping").expect("a callback")];
        },
        "callbacks[0].monitor",
    );
}

/// The test scores of a session's network as it is.
fn evaluated(session: &mut Session) -> Scores {
    session.evaluate();
    loop {
        if let Outcome::Evaluated(evaluation) = block_on(session.work(1)).expect("work") {
            return evaluation.test;
        }
    }
}

#[test]
fn a_run_begins_with_the_weights_of_another_after_its_epochs_and_with_a_fresh_optimizer() {
    let device = device(DeviceKind::Cpu);
    let mut first = session(400, experiment(400, 1), &device);
    let steps = work(&mut first, usize::MAX).len();
    let snapshot = block_on(first.snapshot()).expect("a snapshot");
    let mut second = session(400, experiment(400, 3), &device);
    second.begin_after(1, &snapshot).expect("the same network");
    assert_eq!((second.epoch(), second.step()), (2, steps));
    assert_eq!(evaluated(&mut second), evaluated(&mut first));
    // What the first one's optimizer kept is not there: the next step is another than if it went on.
    let mut restored = session(400, experiment(400, 3), &device);
    restored.restore(&snapshot).expect("the same run");
    let next = [&mut second, &mut restored].map(|session| work(session, 2));
    let [fresh, kept] = next;
    assert_eq!(fresh[0].step, steps + 1);
    assert_eq!(
        fresh[0].loss.to_bits(),
        kept[0].loss.to_bits(),
        "the same weights and batch"
    );
    assert_ne!(
        fresh[1].loss.to_bits(),
        kept[1].loss.to_bits(),
        "another update"
    );
    assert_eq!(work(&mut second, usize::MAX).len(), 2 * steps - 2);
    let mut short = session(400, experiment(400, 1), &device);
    assert!(
        short.begin_after(1, &snapshot).is_err(),
        "nothing is left to train"
    );
    let mut other = experiment(400, 3);
    other.model = Model::new(
        "",
        vec![Layer::flatten(), Layer::dense(10, Activation::Softmax)],
    );
    let mut other = session(400, other, &device);
    assert!(other.begin_after(1, &snapshot).is_err(), "another network");
}
