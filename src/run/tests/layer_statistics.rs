//! Counts of classes, and statistics of the layers.

use super::*;

#[test]
fn the_classes_of_an_epoch_come_with_its_end() {
    let mut run = run(0.001, Counter::new(2));
    run.train();
    run.work_all();
    let world = run.surroundings();
    let epochs = world
        .observed
        .iter()
        .filter_map(|(before, observation)| match observation {
            Observation::Classes(classes) => Some((before, classes)),
            _ => None,
        });
    let epochs: Vec<_> = epochs.collect();
    assert_eq!(epochs.len(), 2);
    for (i, (before, classes)) in epochs.into_iter().enumerate() {
        assert_eq!(name(&world.events[before - 1].1), "epoch end");
        assert_eq!((classes.epoch, classes.step), (i + 1, (i + 1) * 10));
        assert_eq!(classes.test, ClassCounts::of(&evaluation().confusion));
        let f1 = classes.reports()[2].as_ref().expect("samples").macro_avg.f1;
        assert!((f1 - f64::midpoint(6.0 / 7.0, 8.0 / 9.0)).abs() < 1e-12);
    }
}

#[test]
fn statistics_are_of_the_first_step_and_then_seldom_enough() {
    let steps = |tick, watches| {
        let mut run = run(tick, Counter::new(100));
        run.surroundings_mut().collects_statistics = watches;
        run.train();
        run.work_all();
        let mut steps = Vec::new();
        for (before, observation) in &run.surroundings().observed {
            if let Observation::Layers(observation) = observation {
                steps.push(observation.step);
                // The report of its step came before.
                let reported = run.surroundings().events[..*before].iter();
                let has_step = |progress: &Progress| {
                    progress
                        .steps
                        .iter()
                        .any(|record| record.step == observation.step)
                };
                let mut reported = reported.filter_map(|(_, event)| match event {
                    RunEvent::Progress(progress) => Some(progress),
                    _ => None,
                });
                assert!(reported.any(has_step));
            }
        }
        steps
    };
    assert!(steps(0.001, false).is_empty());
    let steps_with = steps(0.01, true);
    assert_eq!(steps_with[0], 1);
    assert!(steps_with.len() > 2, "{steps_with:?}");
    assert!(
        steps_with.windows(2).all(|pair| pair[1] >= pair[0] + 10),
        "{steps_with:?}"
    );
}

#[test]
fn of_the_steps_that_a_person_takes_each_has_statistics() {
    let mut run = run(0.001, Counter::new(1));
    run.surroundings_mut().collects_statistics = true;
    for _ in 0..3 {
        run.step();
        run.work_all();
    }
    let observed = &run.surroundings().observed;
    let steps = observed
        .iter()
        .filter_map(|(_, observation)| match observation {
            Observation::Layers(observation) => Some(observation.step),
            Observation::Classes(_) | Observation::Batches(_) => None,
        });
    assert_eq!(steps.collect::<Vec<_>>(), [1, 2, 3]);
}
