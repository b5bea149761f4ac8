//! Pauses, single steps and stops, and runs that diverge in them.

use super::*;

#[test]
fn a_paused_run_has_reported_all_steps_and_can_go_on() {
    let mut run = run(0.001, Counter::new(1));
    run.train();
    run.work_to(3);
    block_on(run.pause()).unwrap();
    let expected = ["running", "progress", "paused", "snapshot"];
    assert_eq!(run.take_names(), expected);
    assert!(!run.has_work());
    block_on(run.pause()).unwrap();
    assert!(run.take_names().is_empty());
    run.train();
    run.work_all();
    assert_eq!(run.trainer().step, 10);
}

#[test]
fn a_step_is_one_step_and_the_evaluation_that_ends_an_epoch_belongs_to_its_last() {
    let mut run = run(0.001, Counter::new(2));
    for step in 1..10 {
        run.step();
        run.work_all();
        assert_eq!(run.trainer().step, step);
        assert_eq!(run.take_names(), ["progress", "paused", "snapshot"]);
    }
    run.step();
    run.work_all();
    let expected = ["progress", "epoch end", "evaluated", "snapshot", "paused"];
    assert_eq!(run.take_names(), expected);
    assert_eq!(run.trainer().step, 10);
}

#[test]
fn a_step_after_a_pause_at_the_end_of_an_epoch_is_taken_too() {
    let mut run = run(0.001, Counter::new(2));
    run.train();
    // All steps of the epoch, and nothing of its evaluation.
    run.work_to(10);
    block_on(run.pause()).unwrap();
    run.take_names();
    run.step();
    run.work_all();
    assert_eq!(run.trainer().step, 11);
    let expected = [
        "epoch end",
        "evaluated",
        "snapshot",
        "progress",
        "paused",
        "snapshot",
    ];
    assert_eq!(run.take_names(), expected);
}

#[test]
fn a_stopped_run_is_evaluated_and_over() {
    let mut run = run(0.001, Counter::new(2));
    run.train();
    run.work_to(3);
    run.stop();
    run.work_all();
    let expected = ["running", "progress", "evaluated", "snapshot", "stopped"];
    assert_eq!(run.take_names(), expected);
    run.train();
    run.step();
    run.stop();
    block_on(run.pause()).unwrap();
    block_on(run.work()).unwrap();
    assert!(!run.has_work() && !run.end());
    assert!(run.take_names().is_empty());
}

#[test]
fn stop_after_a_portion_that_diverged_fails_with_what_went_wrong() {
    let mut run = run(0.001, Counter::diverging(5));
    run.train();
    run.work_to(5);
    run.stop();
    assert_eq!(block_on(run.work()), Err(Diverged));
    assert_eq!(run.take_names(), ["running", "progress"]);
    assert!(!run.has_work() && !run.end());
}

#[test]
fn a_run_that_is_paused_as_it_diverges_fails_too() {
    let mut run = run(0.001, Counter::diverging(5));
    run.train();
    run.work_to(5);
    assert_eq!(block_on(run.pause()), Err(Diverged));
    assert!(!run.has_work() && !run.end());
}
