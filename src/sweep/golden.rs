//! Hyperband against Keras Tuner's own oracle (`tests/fixtures/golden/hyperband.json`, `hyperband_trace.json`).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;
use crate::experiment::sweep::{Hyperband, SweptValue, Values};

fn file(name: &str) -> String {
    let folder = std::env::var("HEARTH_GOLDEN").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden").to_owned()
    });
    let path = format!("{folder}/{name}");
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn search(max_epochs: usize, factor: usize, iterations: usize) -> Hyperband {
    Hyperband {
        max_epochs,
        factor,
        iterations,
    }
}

#[derive(Deserialize)]
struct Plan {
    max_epochs: usize,
    factor: usize,
    brackets: Vec<PlannedBracket>,
}

#[derive(Deserialize)]
struct PlannedBracket {
    bracket: usize,
    rounds: Vec<PlannedRound>,
}

#[derive(Deserialize)]
struct PlannedRound {
    trials: usize,
    epochs: usize,
}

#[test]
fn golden_brackets() {
    let plans: Vec<Plan> = serde_json::from_str(&file("hyperband.json")).expect("hyperband.json");
    assert!(plans.len() > 3);
    for plan in plans {
        let own = brackets(&search(plan.max_epochs, plan.factor, 1));
        assert_eq!(own.len(), plan.brackets.len());
        for (own, expected) in own.iter().zip(&plan.brackets) {
            assert_eq!(own.number, expected.bracket);
            let rounds = |round: &Round| (round.trials, round.epochs);
            let own: Vec<_> = own.rounds.iter().map(rounds).collect();
            let expected: Vec<_> = expected
                .rounds
                .iter()
                .map(|r| (r.trials, r.epochs))
                .collect();
            assert_eq!(own, expected, "{} {}", plan.max_epochs, plan.factor);
        }
    }
}

#[derive(Deserialize)]
struct Traces {
    penalty: BTreeMap<String, f64>,
    runs: Vec<Trace>,
}

#[derive(Deserialize)]
struct Trace {
    max_epochs: usize,
    factor: usize,
    hyperband_iterations: usize,
    trials: Vec<TracedTrial>,
    best_trial: String,
    best_score: f64,
    total_epochs: usize,
}

#[derive(Deserialize)]
struct TracedTrial {
    id: String,
    bracket: usize,
    round: usize,
    epochs: usize,
    initial_epoch: usize,
    promoted_from: Option<String>,
    values: Values,
    score: f64,
}

fn number(id: &str) -> usize {
    id.parse().expect("a number")
}

/// The file's formula.
fn loss(values: &Values, epochs: usize, penalty: &BTreeMap<String, f64>) -> f64 {
    let real = |name: &str| values[name].number().expect(name);
    let SweptValue::Text(activation) = &values["activation"] else {
        panic!("a name")
    };
    let (units, dropout) = (real("units"), real("dropout"));
    0.2 + 0.15 * (real("learning_rate").log10() + 3.0).powi(2)
        + ((units - 96.0) / 160.0).powi(2)
        + penalty[activation]
        + (dropout - 0.2).powi(2)
        + (0.3 + units / 128.0) / epochs as f64
}

#[test]
fn golden_trace() {
    let traces: Traces =
        serde_json::from_str(&file("hyperband_trace.json")).expect("hyperband_trace.json");
    assert!(traces.runs.len() > 2);
    for trace in &traces.runs {
        let kind = search(trace.max_epochs, trace.factor, trace.hyperband_iterations);
        let first_rounds = trace.trials.iter().filter(|trial| trial.round == 0);
        let draws = Draws::of(first_rounds.map(|trial| trial.values.clone()).collect());
        let mut own = Search::hyperband(&kind, draws, false);
        assert_eq!(own.planned(), Some(trace.trials.len()));
        let mut best = (0, f64::INFINITY);
        let mut total = 0;
        for expected in &trace.trials {
            let NextTrial::Trial(trial) = own.next_trial() else {
                panic!("{}: there are more trials", expected.id)
            };
            let round = trial.hyperband.expect("a round");
            assert_eq!(trial.number, number(&expected.id));
            assert_eq!(trial.values, expected.values, "{}", expected.id);
            assert_eq!(
                (
                    round.bracket,
                    round.round,
                    round.epochs,
                    round.initial_epoch
                ),
                (
                    expected.bracket,
                    expected.round,
                    expected.epochs,
                    expected.initial_epoch
                )
            );
            let parent = expected.promoted_from.as_deref().map(number);
            assert_eq!(round.promoted_from, parent, "{}", expected.id);
            let score = loss(&trial.values, round.epochs, &traces.penalty);
            assert!((score - expected.score).abs() < 1e-12 * (1.0 + expected.score.abs()));
            own.ended(trial.number, Outcome::Score(score));
            total += round.epochs - round.initial_epoch;
            if score < best.1 {
                best = (trial.number, score);
            }
        }
        assert_eq!(own.next_trial(), NextTrial::Done);
        assert_eq!(
            (best.0, total),
            (number(&trace.best_trial), trace.total_epochs)
        );
        assert!((best.1 - trace.best_score).abs() < 1e-12 * (1.0 + best.1));
    }
}
