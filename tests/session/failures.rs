//! Runs that diverge, and evaluations that are asked for.

use super::*;

/// A run that diverges: its learning rate is far too high, and it has no batch normalization.
fn diverging(train: usize, rate: f64) -> Session {
    let mut experiment = experiment(train, 5);
    let layers = &mut experiment.model.layers;
    layers.retain(|l| !matches!(l, Layer::BatchNormalization(_)));
    experiment.optimizer = Optimizer::sgd(rate);
    session(train, experiment, &device(DeviceKind::Cpu))
}

#[test]
fn a_diverging_run_reports_its_good_steps_and_then_at_which_one_it_failed() {
    let mut session = diverging(400, 1e20);
    let Ok(Outcome::Steps(good)) = block_on(session.work(6)) else {
        panic!("the first step's loss is a number")
    };
    assert!(!good.is_empty() && good.len() < 6, "{good:?}");
    assert!(good.iter().all(|record| record.loss.is_finite()));
    for _ in 0..2 {
        let error = block_on(session.work(6)).expect_err("it diverged");
        let failed = good.len() + 1;
        assert!(
            matches!(error, EngineError::Diverged { step, .. } if step == failed),
            "{error}"
        );
        assert!(error.hint().contains("learning rate"));
    }
    assert!(block_on(session.snapshot()).is_err());
    // What is asked for afterwards does not hide it.
    session.evaluate();
    let error = block_on(session.work(1)).expect_err("it diverged");
    assert!(matches!(error, EngineError::Diverged { .. }), "{error}");
}

#[test]
fn a_requested_evaluation_gives_the_scores_of_the_epochs_end_and_changes_nothing() {
    let device = device(DeviceKind::Cpu);
    let new = || session(400, experiment(400, 1), &device);
    let end = |session: &mut Session| loop {
        if let Outcome::EpochEnd(result) = block_on(session.work(8)).expect("work") {
            return result;
        }
    };
    let evaluated = |session: &mut Session| loop {
        match block_on(session.work(8)).expect("work") {
            Outcome::Evaluated(evaluation) => return evaluation,
            outcome => assert_eq!(outcome, Outcome::Evaluating),
        }
    };
    let mut plain = new();
    let expected = end(&mut plain);

    let mut other = new();
    work(&mut other, 3);
    other.evaluate();
    let early = evaluated(&mut other);
    assert_eq!(early.confusion.iter().flatten().sum::<u32>(), 100);
    assert_eq!(other.step(), 3);
    assert_eq!(end(&mut other), expected);
    other.evaluate();
    assert_eq!(evaluated(&mut other), expected.evaluation);
    assert_ne!(early, expected.evaluation);
}

#[test]
fn weights_that_overflow_in_an_epochs_last_step_give_no_scores() {
    // One step an epoch: the loss is a number, and only the evaluation after it has none.
    let mut session = diverging(64, 1e30);
    let error = loop {
        match block_on(session.work(1)) {
            Ok(Outcome::Finished) => panic!("it must not finish"),
            Ok(Outcome::EpochEnd(result)) => {
                let scores = [
                    Some(result.train),
                    result.validation,
                    Some(result.evaluation.test),
                ];
                let are_numbers = |s: &Scores| s.loss.is_finite();
                assert!(scores.iter().flatten().all(are_numbers), "{scores:?}");
            }
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert!(
        matches!(error, EngineError::NotFinite | EngineError::Diverged { .. }),
        "{error}"
    );
}
