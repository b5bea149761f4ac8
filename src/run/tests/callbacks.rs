//! Callbacks, checkpoints, step sizes, and evaluations within an epoch.

use super::*;

/// The names of the events at the ends of epochs.
fn without_progress(names: Vec<&'static str>) -> Vec<&'static str> {
    let mut names = names;
    names.retain(|name| !matches!(*name, "progress" | "snapshot" | "running"));
    names
}

#[test]
fn a_run_that_improves_no_more_ends_with_its_best_weights() {
    let stopping = json!({ "type": "EarlyStopping", "patience": 2, "restore_best_weights": true });
    let mut run = run(0.001, Counter::with(9, stopping, &[0.5, 0.4, 0.6, 0.7]));
    run.train();
    run.work_all();
    assert_eq!((run.trainer().step, run.trainer().weights), (40, 20));
    let names = without_progress(run.take_names());
    let end = ["early stopped", "weights restored", "evaluated", "finished"];
    assert_eq!(names[8..], end, "{names:?}");
}

#[test]
fn a_run_that_goes_on_from_its_early_end_trains_no_more() {
    let stopping = json!({ "type": "EarlyStopping", "patience": 1, "restore_best_weights": true });
    let mut first = run(0.001, Counter::with(9, stopping.clone(), &[0.4, 0.6]));
    first.train();
    while !first.trainer().notes.contains("\"is_over\":true") {
        block_on(first.work()).expect("work");
    }
    let mut trainer = Counter::with(9, stopping, &[]);
    (trainer.step, trainer.weights, trainer.kept) = (20, 20, Some(10));
    trainer.notes.clone_from(&first.trainer().notes);
    // As the snapshot at the end of the epoch has it, before the weights are brought back.
    trainer.notes = trainer
        .notes
        .replace("\"is_restored\":true", "\"is_restored\":false");
    let mut second = run(0.001, trainer);
    second.train();
    second.work_all();
    assert_eq!((second.trainer().step, second.trainer().weights), (20, 10));
    let names = without_progress(second.take_names());
    assert_eq!(names, ["weights restored", "evaluated", "finished"]);
}

#[test]
fn steps_become_smaller_on_a_plateau_and_each_says_its_size() {
    let plateau = json!({ "type": "ReduceLROnPlateau", "patience": 1, "factor": 0.5 });
    let mut run = run(0.001, Counter::with(4, plateau, &[0.5, 0.5, 0.4, 0.4]));
    run.train();
    run.work_all();
    let events = &run.surroundings().events;
    let rates = events.iter().filter_map(|(_, event)| match event {
        RunEvent::Progress(progress) => Some(progress.steps.iter().map(|s| s.learning_rate)),
        _ => None,
    });
    let rates: Vec<f64> = rates.flatten().collect();
    let of_epochs = [rates[0], rates[19], rates[20], rates[39]];
    let expected = [0.1_f64, 0.1, 0.05, 0.05];
    assert_eq!(of_epochs.map(f64::to_bits), expected.map(f64::to_bits));
    let changes = events.iter().filter_map(|(_, event)| match event {
        RunEvent::Notice(Notice::RateChanged { step, cause, .. }) => Some((*step, *cause)),
        _ => None,
    });
    let expected = [(20, RateCause::Plateau), (40, RateCause::Plateau)];
    assert_eq!(changes.collect::<Vec<_>>(), expected);
}

#[test]
fn checkpoints_are_of_the_best_epochs_so_far() {
    let checkpoint = json!({ "type": "ModelCheckpoint", "save_best_only": true });
    let mut run = run(0.001, Counter::with(4, checkpoint, &[0.5, 0.6, 0.4, 0.4]));
    run.train();
    run.work_all();
    let kept = run
        .surroundings()
        .events
        .iter()
        .filter_map(|(_, e)| match e {
            RunEvent::Checkpoint { epoch, best, .. } => Some((*epoch, *best)),
            _ => None,
        });
    assert_eq!(kept.collect::<Vec<_>>(), [(1, Some(0.5)), (3, Some(0.4))]);
}

#[test]
fn an_epoch_is_trained_to_its_end() {
    let mut run = run(0.001, Counter::new(2));
    run.step();
    run.work_all();
    run.take_names();
    run.epoch();
    run.work_all();
    assert_eq!(run.trainer().step, 10);
    let names = run.take_names();
    assert_eq!(names.last(), Some(&"paused"));
    assert!(names.contains(&"evaluated"), "{names:?}");
    run.epoch();
    run.work_all();
    assert_eq!(run.trainer().step, 20);
    assert_eq!(run.take_names().last(), Some(&"finished"));
}

#[test]
fn a_step_size_is_changed_in_mid_run_if_it_is_one() {
    let mut run = run(0.001, Counter::new(1));
    run.train();
    run.work_to(3);
    run.set_learning_rate(f64::NAN);
    run.set_learning_rate(-1.0);
    run.set_learning_rate(0.25);
    let step = run.trainer().step;
    let changed = RunEvent::Notice(Notice::RateChanged {
        step,
        learning_rate: 0.25,
        cause: RateCause::Person,
    });
    assert_eq!(
        run.surroundings().events.last().map(|(_, e)| e),
        Some(&changed)
    );
    run.work_all();
    run.set_learning_rate(0.5);
    assert!((run.trainer().rate - 0.25).abs() < f64::EPSILON);
}

#[test]
fn evaluations_within_an_epoch_do_not_end_the_run() {
    let mut trainer = Counter::new(2);
    trainer.evaluates_within = true;
    let mut run = run(0.001, trainer);
    run.train();
    run.work_all();
    let steps = run
        .surroundings()
        .events
        .iter()
        .filter_map(|(_, e)| match e {
            RunEvent::Evaluated { step, .. } => Some(*step),
            _ => None,
        });
    assert_eq!(steps.collect::<Vec<_>>(), [5, 10, 15, 20]);
    assert_eq!(run.take_names().last(), Some(&"finished"));
}
