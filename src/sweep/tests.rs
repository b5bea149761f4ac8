//! The course of sweeps: order, several workers, failures, resuming.

use std::collections::BTreeSet;

use super::*;
use crate::experiment::Experiment;
use crate::experiment::sweep::SweptValue;
use crate::run::Scores;

fn experiment(search: &str, more: &str) -> Experiment {
    let json = format!(
        r#"{{"version": 1, "name": "S", "sweep": {{"search": {search}, "objective": {{"monitor": "val_accuracy"}}, {more}
            "parameters": [
                {{"fields": ["training.batch_size"], "choices": [16, 32, 64]}},
                {{"name": "rule", "fields": ["optimizer.type"], "choices": ["Adam", "SGD"]}},
                {{"name": "momentum", "fields": ["optimizer.momentum"], "range": {{"from": 0, "to": 0.9, "step": 0.3}}, "when": {{"rule": ["SGD"]}}}}
            ]}}}}"#
    );
    Experiment::from_json(&json).expect("an experiment")
}

const GRID: &str = r#"{"type": "Grid"}"#;
const HYPERBAND: &str = r#"{"type": "Hyperband", "max_epochs": 9}"#;

/// The readings of an epoch: accuracy grows with batches and epochs.
fn readings(run: &Run, epoch: usize) -> EpochReadings {
    let accuracy = run.experiment.training.batch_size as f64 / 100.0 + epoch as f64 / 1000.0
        - run.execution as f64 / 10.0
        + run.experiment.optimizer.learning_rate();
    let scores = Scores {
        loss: 1.0 - accuracy,
        accuracy,
    };
    EpochReadings {
        epoch,
        train: scores,
        validation: Some(scores),
        test: scores,
        seconds: epoch as f64,
    }
}

fn finish(course: &mut Course, journal: &mut Vec<Entry>, run: &Run) {
    let (trial, execution) = (run.trial, run.execution);
    for epoch in run.initial_epoch + 1..=run.experiment.training.epochs {
        note(
            course,
            journal,
            Entry::Epoch {
                trial,
                execution,
                readings: readings(run, epoch),
            },
        );
    }
    let last = readings(run, run.experiment.training.epochs);
    let scores = FinalScores {
        test: last.test,
        precision: 0.5,
        recall: 0.5,
        f1: 0.5,
        seconds: 1.0,
    };
    note(
        course,
        journal,
        Entry::Ended {
            minutes: 1.0,
            trial,
            execution,
            scores,
        },
    );
}

fn note(course: &mut Course, journal: &mut Vec<Entry>, entry: Entry) {
    course.take(&entry);
    journal.push(entry);
}

/// Runs a sweep with so many workers, the last begun finishing first; returns it and its journal.
fn carry_out(experiment: &Experiment, workers: usize) -> (Course, Vec<Entry>) {
    let mut course = Course::new(experiment.clone()).expect("a sweep");
    let mut journal = vec![course.first_entry()];
    let mut under_way: Vec<Run> = Vec::new();
    loop {
        match course.next_run(0.0) {
            Next::Run(run, entries) if under_way.len() < workers => {
                journal.extend(entries);
                under_way.push(*run);
                if under_way.len() < workers {
                    continue;
                }
            }
            Next::Failed(entries) => journal.extend(entries),
            Next::Done => break,
            _ => {}
        }
        if let Some(run) = under_way.pop() {
            finish(&mut course, &mut journal, &run);
        }
    }
    for run in under_way {
        finish(&mut course, &mut journal, &run);
    }
    (course, journal)
}

#[test]
fn a_grid_has_every_combination_once_and_conditions_hold() {
    let (course, _) = carry_out(&experiment(GRID, ""), 1);
    // Three sizes, each with Adam and with SGD at four momenta.
    assert_eq!(course.planned(), Some(15));
    let rows = rows(&course);
    assert_eq!(rows.len(), 15);
    let different: BTreeSet<String> = rows.iter().map(|row| format!("{:?}", row.values)).collect();
    assert_eq!(different.len(), 15);
    for row in &rows {
        let is_sgd = row.values["rule"].is_same(&"SGD".into());
        assert_eq!(row.values.contains_key("momentum"), is_sgd);
        assert_eq!(row.state, "ended");
    }
    assert_eq!(rows[1].values["momentum"], SweptValue::Real(0.0));
    let best: Vec<usize> = rows
        .iter()
        .filter(|row| row.is_best)
        .map(|row| row.trial)
        .collect();
    assert_eq!(
        best,
        [12, 13, 14, 15],
        "the largest batches with SGD, whose step size is greater"
    );
    let importances = importances(&course);
    assert!(
        importances[0].explained.expect("a part") > 0.9,
        "{importances:?}"
    );
    assert!(
        importances[2].explained.expect("a part") < 0.1,
        "{importances:?}"
    );
}

#[test]
fn the_trials_of_a_grid_with_the_most_epochs_begin_first_unless_a_budget_may_end_it() {
    let begun = |budget: &str| {
        let json = format!(
            r#"{{"version": 1, "sweep": {{{budget} "parameters": [
                {{"fields": ["training.batch_size"], "choices": [32, 64]}},
                {{"fields": ["training.epochs"], "choices": [2, 5, 10]}}]}}}}"#
        );
        let experiment = Experiment::from_json(&json).expect("an experiment");
        let (course, journal) = carry_out(&experiment, 1);
        assert_eq!(rows(&course).len(), 6);
        let begun = journal.iter().filter_map(|entry| match entry {
            Entry::Trial { trial, .. } => Some(*trial),
            _ => None,
        });
        begun.collect::<Vec<_>>()
    };
    assert_eq!(begun(""), [2, 5, 1, 4, 0, 3]);
    assert_eq!(begun(r#""budget": {"minutes": 5},"#), [0, 1, 2, 3, 4, 5]);
}

#[test]
fn random_trials_are_different_and_follow_from_the_seed() {
    let random = r#"{"type": "Random"}"#;
    let trials = |seed: u64, most: usize| {
        let mut experiment = experiment(random, &format!(r#""budget": {{"trials": {most}}},"#));
        experiment.seed = seed;
        let (course, _) = carry_out(&experiment, 2);
        rows(&course)
            .into_iter()
            .map(|row| row.values)
            .collect::<Vec<_>>()
    };
    let six = trials(1, 6);
    assert_eq!(six.len(), 6);
    assert_eq!(six, trials(1, 6));
    assert_ne!(six, trials(2, 6));
    assert_eq!(six[..4], trials(1, 4));
    // There are 15: more are not invented.
    let all = trials(1, 100);
    assert!((12..=15).contains(&all.len()), "{}", all.len());
}

#[test]
fn hyperband_asks_for_the_same_trials_however_many_workers_there_are() {
    let experiment = experiment(HYPERBAND, r#""executions_per_trial": 2, "#);
    let of = |workers| {
        let (course, _) = carry_out(&experiment, workers);
        rows(&course)
    };
    let one = of(1);
    assert!(one.iter().any(|row| {
        row.hyperband
            .is_some_and(|round| round.promoted_from.is_some())
    }));
    for workers in [2, 5] {
        assert_eq!(of(workers), one, "{workers} workers");
    }
}

#[test]
fn what_is_promoted_goes_on_from_the_best_run_of_its_parent() {
    let experiment = experiment(HYPERBAND, r#""executions_per_trial": 2, "#);
    let mut course = Course::new(experiment).expect("a sweep");
    let mut journal = Vec::new();
    let mut promoted = 0;
    while let Next::Run(run, _) = course.next_run(0.0) {
        if let Some((_, execution)) = run.parent {
            assert_eq!(execution, 0, "the first run reads more than the second");
            assert!(run.initial_epoch > 0 && run.initial_epoch < run.experiment.training.epochs);
            promoted += 1;
        }
        assert_eq!(run.experiment.callbacks.len(), 1);
        finish(&mut course, &mut journal, &run);
    }
    assert!(promoted >= 4, "{promoted}");
}

#[test]
fn a_sweep_goes_on_from_any_end_of_its_journal() {
    let experiment = experiment(HYPERBAND, r#""executions_per_trial": 2, "#);
    let (whole, journal) = carry_out(&experiment, 3);
    for end in (1..journal.len()).step_by(7) {
        let text: Vec<String> = journal[..end]
            .iter()
            .map(|entry| serde_json::to_string(entry).expect("JSON"))
            .collect();
        let mut course = Course::new(experiment.clone()).expect("a sweep");
        for line in &text {
            course.take(&serde_json::from_str(line).expect("an entry"));
        }
        course.resume();
        let mut more = Vec::new();
        while let Next::Run(run, _) = course.next_run(0.0) {
            finish(&mut course, &mut more, &run);
        }
        let is_same = rows(&course) == rows(&whole);
        assert!(is_same, "other results after {end} entries");
    }
}

#[test]
fn a_lost_worker_costs_its_run_one_retry_and_then_the_trial() {
    let mut course = Course::new(experiment(GRID, "")).expect("a sweep");
    let lost = |run: &Run| Entry::Lost {
        trial: run.trial,
        execution: run.execution,
        reason: "gone".into(),
    };
    let Next::Run(first, _) = course.next_run(0.0) else {
        panic!("a run")
    };
    course.take(&lost(&first));
    let Next::Run(again, entries) = course.next_run(0.0) else {
        panic!("a run")
    };
    assert_eq!(again, first);
    assert_eq!(entries.len(), 1, "the trial began before");
    course.take(&lost(&again));
    let Next::Run(second, _) = course.next_run(0.0) else {
        panic!("a run")
    };
    assert_eq!(second.trial, 1);
    assert!(
        rows(&course)[0]
            .state
            .starts_with("failed: its worker was lost")
    );
    // The others end as ever.
    finish(&mut course, &mut Vec::new(), &second);
    assert!(rows(&course)[1].score.is_some());
}

#[test]
fn failed_trials_are_not_promoted_and_leave_fewer_to_promote() {
    let mut course = Course::new(experiment(HYPERBAND, "")).expect("a sweep");
    let mut journal = Vec::new();
    while let Next::Run(run, _) = course.next_run(0.0) {
        if run.trial < 2 {
            let failed = Entry::Failed {
                trial: run.trial,
                execution: 0,
                reason: "no".into(),
            };
            course.take(&failed);
        } else {
            finish(&mut course, &mut journal, &run);
        }
    }
    let rounds: Vec<_> = rows(&course)
        .into_iter()
        .filter_map(|row| row.hyperband)
        .collect();
    // Of nine, six are thrown out: with two failed, one of the seven is left to go on, and then none.
    let first = |round| {
        rounds
            .iter()
            .filter(|p| p.bracket == 2 && p.round == round)
            .count()
    };
    assert_eq!([first(0), first(1), first(2)], [9, 1, 0]);
    assert!(
        rounds
            .iter()
            .all(|round| round.promoted_from.is_none_or(|parent| parent >= 2))
    );
}

#[test]
fn a_budget_of_minutes_or_epochs_begins_no_more_trials() {
    let mut course =
        Course::new(experiment(GRID, r#""budget": {"minutes": 5},"#)).expect("a sweep");
    let Next::Run(run, _) = course.next_run(4.9) else {
        panic!("a run")
    };
    assert_eq!(course.next_run(5.0), Next::Wait);
    finish(&mut course, &mut Vec::new(), &run);
    assert_eq!(course.next_run(5.0), Next::Done);
    let epochs = experiment(GRID, r#""budget": {"epochs": 30},"#);
    let (course, _) = carry_out(&epochs, 1);
    let each = epochs.training.epochs;
    assert_eq!(course.epochs(), 30_usize.div_ceil(each) * each);
}

#[test]
fn without_validation_a_trial_says_why_it_has_no_score() {
    let mut course = Course::new(experiment(GRID, "")).expect("a sweep");
    let Next::Run(run, _) = course.next_run(0.0) else {
        panic!("a run")
    };
    let mut epoch = readings(&run, 1);
    epoch.validation = None;
    course.take(&Entry::Epoch {
        trial: 0,
        execution: 0,
        readings: epoch,
    });
    let scores = FinalScores {
        test: epoch.test,
        precision: 0.5,
        recall: 0.5,
        f1: 0.5,
        seconds: 1.0,
    };
    course.take(&Entry::Ended {
        minutes: 1.0,
        trial: 0,
        execution: 0,
        scores,
    });
    assert!(rows(&course)[0].state.contains("data.split.validation"));
}

#[test]
fn an_experiment_without_a_sweep_is_none() {
    let error = Course::new(Experiment::default()).expect_err("no sweep");
    assert_eq!(error.field, "sweep");
}

#[test]
fn the_runs_of_a_journal_become_records() {
    let experiment = experiment(GRID, r#""executions_per_trial": 2, "#);
    let (course, journal) = carry_out(&experiment, 1);
    let lines = journal
        .iter()
        .map(|entry| serde_json::to_string(entry).expect("JSON"));
    let text: String = lines.map(|line| line + "\n").collect();
    let found = records(&text).expect("a journal");
    let trials = rows(&course);
    assert_eq!(found.len(), 2 * trials.len());
    for (i, record) in found.iter().enumerate() {
        let trial = record.summary.trial.as_ref().expect("of a sweep");
        assert_eq!((trial.trial, trial.execution), (i / 2, i % 2));
        let read = Experiment::from_json(&record.experiment).expect("an experiment");
        let batch = SweptValue::Whole(read.training.batch_size as i64);
        let first = &trials[i / 2].values["training.batch_size"];
        assert!(batch.is_same(first), "{first:?}");
        assert_eq!(record.history.len(), read.training.epochs);
        assert!(record.summary.test.is_some_and(|test| test.f1.is_some()));
    }
    let ids: BTreeSet<&String> = found.iter().map(|record| &record.summary.id).collect();
    assert_eq!(ids.len(), found.len());
    // Broken off within a line, it has the runs before; what is none is refused.
    let cut = records(&text[..text.len() - 20]).expect("a journal");
    assert_eq!(cut.len(), found.len() - 1);
    assert!(records("").is_err() && records("{}\n{}\n").is_err());
}

#[test]
fn what_is_left_follows_from_the_pace_so_far() {
    let mut course = Course::new(experiment(GRID, "")).expect("a sweep");
    let Next::Run(run, _) = course.next_run(0.0) else {
        panic!("a run");
    };
    assert_eq!(course.seconds_left(2, 0.0), None, "no epoch yet");
    finish(&mut course, &mut Vec::new(), &run);
    assert_eq!(course.over(), (1, 0));
    // 14 of 15 trials of 12 epochs, a second each, on two workers.
    let left = course.seconds_left(2, 0.0).expect("an estimate");
    assert!((left - 84.0).abs() < 1e-9, "{left}");
    let course = Course::new(experiment(GRID, r#""budget": {"minutes": 5},"#)).expect("a sweep");
    let left = course.seconds_left(2, 4.0).expect("a budget");
    assert!((left - 60.0).abs() < 1e-9, "{left}");
}

#[test]
fn a_journal_says_which_of_its_lines_is_wrong() {
    let course = Course::new(experiment(GRID, "")).expect("a sweep");
    let first = course.first_entry();
    let text = journal::write(std::slice::from_ref(&first)).expect("a line");
    let cut_off = format!("{text}{{\"trial\"");
    assert_eq!(journal::read(&cut_off), Ok((vec![first], text.len())));
    for (wrong, reason) in [
        (format!("{text}{text}"), "line 2 begins a second sweep"),
        (
            "{\"run\":{\"trial\":0,\"execution\":0}}\n".to_owned(),
            "does not begin",
        ),
        (format!("{text}{{}}\n"), "line 2 is no entry"),
    ] {
        let error = journal::read(&wrong).expect_err(reason);
        assert!(error.contains(reason), "{error}");
    }
}
