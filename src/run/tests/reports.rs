//! Reports and snapshots: how often they come, and what they have.

use super::*;

#[test]
fn a_run_says_each_step_once_and_not_more_than_20_times_a_second() {
    let mut run = run(0.001, Counter::new(30));
    assert!(!run.has_work());
    run.train();
    run.work_all();
    let events = &run.surroundings().events;
    let mut steps = Vec::new();
    let mut last: Option<f64> = None;
    let mut epochs = 0;
    for (i, (time, event)) in events.iter().enumerate() {
        match event {
            RunEvent::Progress(progress) => {
                steps.extend(progress.steps.iter().map(|record| record.step));
                // What is left at the end of an epoch is reported with it.
                let is_forced = matches!(events[i + 1].1, RunEvent::EpochEnd(_));
                assert!(is_forced || last.is_none_or(|last| time - last >= REPORT));
                last = Some(*time);
            }
            RunEvent::EpochEnd(epoch) => {
                epochs += 1;
                assert_eq!((epoch.epoch, epoch.step), (epochs, epochs * 10));
                assert!(epoch.seconds > 0.0 && epoch.seconds < *time);
            }
            _ => {}
        }
    }
    assert_eq!(steps, (1..=300).collect::<Vec<_>>());
    assert_eq!(epochs, 30);
    assert_eq!(name(&events[0].1), "running");
    assert_eq!(name(&events[events.len() - 1].1), "finished");
}

#[test]
fn a_report_has_the_speed_and_the_time_left() {
    let mut run = run(0.001, Counter::new(30));
    run.train();
    run.work_all();
    let mut reports = run.surroundings().events.iter().filter_map(|(_, event)| {
        let RunEvent::Progress(progress) = event else {
            return None;
        };
        Some(progress)
    });
    // A portion takes one tick, whatever is in it: 4 images a step, and a step within a tick.
    let last = reports.next_back().unwrap();
    assert!(last.images_per_second > 4000.0, "{last:?}");
    assert_eq!(last.seconds_left, Some(0.0));
    let mean = run.images_per_second().unwrap();
    assert!(mean > 4000.0, "{mean}");
}

#[test]
fn every_report_is_followed_by_the_classes_in_its_batches() {
    let mut run = run(0.02, Counter::new(3));
    run.train();
    run.work_all();
    let world = run.surroundings();
    let reports = world.events.iter().filter_map(|(_, event)| match event {
        RunEvent::Progress(progress) => Some((progress.steps.len(), progress.steps.last()?.step)),
        _ => None,
    });
    let batches = world
        .observed
        .iter()
        .filter_map(|(_, observation)| match observation {
            Observation::Batches(batches) => {
                Some((batches.counts[1].predicted as usize, batches.step))
            }
            _ => None,
        });
    let batches: Vec<_> = batches.collect();
    assert_eq!(batches, reports.collect::<Vec<_>>());
    assert_eq!(batches.last().expect("reports").1, 30);
}

#[test]
fn snapshots_come_every_ten_seconds() {
    let mut run = run(0.5, Counter::new(1));
    run.train();
    run.work_to(10);
    let times: Vec<f64> = run
        .surroundings()
        .events
        .iter()
        .filter(|(_, event)| matches!(event, RunEvent::Snapshot { .. }))
        .map(|(time, _)| *time)
        .collect();
    assert!(!times.is_empty());
    let mut last = 0.0;
    for time in times {
        let range = SNAPSHOT..SNAPSHOT + 5.0;
        assert!(range.contains(&(time - last)), "{time}");
        last = time;
    }
}

#[test]
fn unwanted_snapshots_are_not_made() {
    let mut run = run(0.5, Counter::new(2));
    run.surroundings_mut().keeps_snapshots = false;
    run.train();
    run.work_to(12);
    block_on(run.pause()).unwrap();
    run.stop();
    run.work_all();
    let names = run.take_names();
    assert!(!names.contains(&"snapshot"), "{names:?}");
    assert_eq!(names.last(), Some(&"stopped"));
}
