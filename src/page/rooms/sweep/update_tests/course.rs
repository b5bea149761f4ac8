//! Sweeps that are carried out to their end.

use super::*;

#[test]
fn a_grid_is_carried_out_and_every_run_is_kept() {
    let mut world = World::of(GRID, 2);
    world.start();
    assert_eq!(world.count(|r| matches!(r, Request::StartWorker(..))), 2);
    world.finish();
    let rows = world.rows();
    assert_eq!(rows.len(), 4);
    let best = rows.iter().find(|row| row.is_best).expect("a best");
    assert_eq!((best.trial, best.epochs), (3, 3), "32 samples at 0.1");
    // All have the same samples: they were loaded once, and the loader's copy was let go of.
    assert_eq!(
        world.count(|r| matches!(r, Request::SendLoader(DataCommand::Load(_)))),
        1
    );
    assert_eq!(world.count(|r| matches!(r, Request::EndLoader)), 1);
    assert_eq!(
        world.count(|r| matches!(r, Request::Send(_, Command::Data(_)))),
        2
    );
    assert_eq!(world.count(|r| matches!(r, Request::EndWorker(_))), 2);
    let summary = &world.finished[0].record.summary;
    assert_eq!(world.finished.len(), 4);
    assert_eq!((summary.epochs, summary.name.as_str()), (3, "S: trial 1"));
    assert!(summary.trial.is_some() && summary.test.is_some());
    // With what it made of the test samples, so that it can be tested against others of the same.
    assert_eq!(summary.test_fingerprint.as_deref(), Some("5a"));
    // The first and the third were each the best so far, with 16 and 32 samples a step.
    let models = world.finished.iter().map(|run| run.model.clone());
    let model = |batch: u8| Some(Buffer::from(vec![batch, 3]));
    let expected = [model(16), None, model(32), None];
    assert_eq!(models.collect::<Vec<_>>(), expected);
    for run in &world.finished {
        let predictions = run.record.predictions.as_ref().expect("it was asked");
        assert_eq!(
            (&predictions.labels[..], &predictions.predicted[..]),
            (&[0, 1][..], &[0, 0][..])
        );
    }
}

#[test]
fn hyperband_has_the_same_trials_whatever_the_number_of_workers() {
    let outcomes = |jobs| {
        let mut world = World::of(HYPERBAND, jobs);
        world.start();
        world.finish();
        // What nobody goes on from is not kept.
        assert!(world.kept.is_empty());
        let rows = world.rows();
        assert!(
            rows.iter().all(|row| row.score.is_some()),
            "no weights were missing"
        );
        let rows = rows.into_iter();
        rows.map(|row| (row.trial, row.values, row.hyperband, row.score))
            .collect::<Vec<_>>()
    };
    assert_eq!(outcomes(1), outcomes(3));
}

#[test]
fn weights_are_kept_for_no_more_runs_than_may_be_gone_on_from() {
    let mut world = World::of(HYPERBAND, 2);
    world.start();
    let mut most = 0;
    while !world.messages.is_empty() {
        world.step(1);
        most = most.max(world.kept.len());
    }
    // Of nine trials in the first round three go on; two more are under way with two runs each.
    assert!((3..=8).contains(&most), "{most}");
}
