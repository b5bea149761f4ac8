//! Runs of a trainer that only counts, under a clock of the tests' own: which events, and when.

use std::cell::Cell;

use pollster::block_on;

use super::machine::{REPORT, SNAPSHOT};
use super::*;

const STEPS_PER_EPOCH: usize = 10;

#[derive(Clone, Debug, PartialEq)]
struct Diverged;

/// Takes steps, and evaluates in two portions.
struct Counter {
    epochs: usize,
    step: usize,
    next: Next,
    /// The step whose loss is no number.
    diverges_at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Next {
    Steps,
    EpochEnd { portions: usize },
    Evaluation { portions: usize },
    Failed,
}

impl Counter {
    fn new(epochs: usize) -> Self {
        Self {
            epochs,
            step: 0,
            next: Next::Steps,
            diverges_at: usize::MAX,
        }
    }

    fn diverging(at: usize) -> Self {
        Self {
            diverges_at: at,
            ..Self::new(2)
        }
    }

    fn take_steps(&mut self, steps: usize) -> Outcome {
        let mut records = Vec::new();
        for _ in 0..steps {
            self.step += 1;
            if self.step == self.diverges_at {
                self.next = Next::Failed;
                break;
            }
            records.push(StepRecord {
                step: self.step,
                loss: 1.0,
                accuracy: 0.5,
            });
            if self.step.is_multiple_of(STEPS_PER_EPOCH) {
                self.next = Next::EpochEnd { portions: 2 };
                break;
            }
        }
        Outcome::Steps(records)
    }
}

fn evaluation() -> Evaluation {
    Evaluation {
        test: scores(),
        confusion: vec![vec![3, 1], vec![0, 4]],
    }
}

fn scores() -> Scores {
    Scores {
        loss: 0.3,
        accuracy: 0.875,
    }
}

impl Trainer for Counter {
    type Error = Diverged;

    async fn work(&mut self, steps: usize) -> Result<Outcome, Diverged> {
        match self.next {
            Next::Failed => Err(Diverged),
            Next::Steps if self.step == self.total_steps() => Ok(Outcome::Finished),
            Next::Steps => Ok(self.take_steps(steps)),
            Next::EpochEnd { portions: 2 } => {
                self.next = Next::EpochEnd { portions: 1 };
                Ok(Outcome::Evaluating)
            }
            Next::Evaluation { portions: 2 } => {
                self.next = Next::Evaluation { portions: 1 };
                Ok(Outcome::Evaluating)
            }
            Next::EpochEnd { .. } => {
                self.next = Next::Steps;
                Ok(Outcome::EpochEnd(EpochScores {
                    epoch: self.step / STEPS_PER_EPOCH,
                    train: scores(),
                    validation: None,
                    evaluation: evaluation(),
                }))
            }
            Next::Evaluation { .. } => {
                self.next = Next::Steps;
                Ok(Outcome::Evaluated(evaluation()))
            }
        }
    }

    fn evaluate(&mut self) {
        if self.next != Next::Failed {
            self.next = Next::Evaluation { portions: 2 };
        }
    }

    async fn snapshot(&self) -> Result<Vec<u8>, Diverged> {
        match self.next {
            Next::Failed => Err(Diverged),
            _ => Ok(vec![self.step as u8]),
        }
    }

    fn step(&self) -> usize {
        self.step
    }

    fn epoch(&self) -> usize {
        self.step / STEPS_PER_EPOCH + 1
    }

    fn steps_per_epoch(&self) -> usize {
        STEPS_PER_EPOCH
    }

    fn total_steps(&self) -> usize {
        STEPS_PER_EPOCH * self.epochs
    }

    fn train_samples(&self) -> usize {
        4 * STEPS_PER_EPOCH
    }
}

/// A clock that advances by `tick` seconds whenever it is read, and all events with their times.
struct World {
    tick: f64,
    now: Cell<f64>,
    events: Vec<(f64, RunEvent)>,
    keeps_snapshots: bool,
}

impl Surroundings for World {
    fn now(&self) -> f64 {
        self.now.set(self.now.get() + self.tick);
        self.now.get()
    }

    fn emit(&mut self, event: RunEvent) {
        self.events.push((self.now.get(), event));
    }

    fn keeps_snapshots(&self) -> bool {
        self.keeps_snapshots
    }
}

fn name(event: &RunEvent) -> &'static str {
    match event {
        RunEvent::Progress(_) => "progress",
        RunEvent::EpochEnd(_) => "epoch end",
        RunEvent::Evaluated(_) => "evaluated",
        RunEvent::Snapshot { .. } => "snapshot",
        RunEvent::PhaseChanged(phase) => match phase {
            Phase::Running => "running",
            Phase::Paused => "paused",
            Phase::Stopped => "stopped",
            Phase::Finished => "finished",
        },
    }
}

fn run(tick: f64, trainer: Counter) -> Run<Counter, World> {
    let world = World {
        tick,
        now: Cell::default(),
        events: Vec::new(),
        keeps_snapshots: true,
    };
    Run::new(trainer, Pace::new(0.014), world)
}

impl Run<Counter, World> {
    /// The names of the events since the last call.
    fn take_names(&mut self) -> Vec<&'static str> {
        let events = std::mem::take(&mut self.surroundings_mut().events);
        events.iter().map(|(_, event)| name(event)).collect()
    }

    /// Works as long as there is something to do.
    fn work_all(&mut self) {
        while self.has_work() {
            block_on(self.work()).expect("work");
        }
    }

    /// Works until a number of steps is taken.
    fn work_to(&mut self, step: usize) {
        while self.trainer().step < step {
            block_on(self.work()).expect("work");
        }
    }
}

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
