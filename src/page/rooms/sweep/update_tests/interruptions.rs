//! Workers that die, waits, stops, reloads, and data that cannot be had.

use super::*;

#[test]
fn a_dead_worker_costs_its_trial_one_retry() {
    let mut world = World::of(GRID, 1);
    world.dying = 1;
    world.start();
    world.finish();
    assert!(world.rows().iter().all(|row| row.score.is_some()));
    assert_eq!(world.count(|r| matches!(r, Request::StartWorker(..))), 2);

    let mut world = World::of(GRID, 1);
    world.dying = 2;
    world.start();
    world.finish();
    let rows = world.rows();
    assert!(
        rows[0].state.contains("lost 2 times: out of memory"),
        "{}",
        rows[0].state
    );
    assert!(rows[1..].iter().all(|row| row.score.is_some()));
}

#[test]
fn workers_that_cannot_be_started_stop_the_sweep() {
    let mut world = World::of(GRID, 1);
    world.start();
    for number in 1..=2 {
        world.messages.clear();
        world.send(Msg::WorkerLost(
            number,
            "it cannot be fetched".to_owned(),
            1.0,
        ));
    }
    assert_eq!(world.state.phase(), Some(Phase::Stopped));
    let shown = world.state.shown.as_ref().expect("shown");
    assert!(
        shown
            .error
            .as_ref()
            .is_some_and(|e| e.contains("cannot be fetched"))
    );
}

#[test]
fn a_sweep_that_waits_begins_nothing_and_its_minutes_stand_still() {
    let mut world = World::of(GRID, 2);
    world.start();
    while world.count(|r| matches!(r, Request::Send(_, Command::Run(_, RunCommand::Train)))) < 2 {
        world.step(1);
    }
    let begun = world.rows().len();
    world.send(Msg::Pause(60_000.0));
    assert_eq!(
        world.count(|r| matches!(r, Request::Send(_, Command::Run(_, RunCommand::Pause)))),
        2
    );
    world.step(usize::MAX);
    assert_eq!(
        (world.state.phase(), world.rows().len()),
        (Some(Phase::Paused), begun)
    );
    let minutes = |world: &World, now| world.state.running.as_ref().expect("a sweep").minutes(now);
    assert!((minutes(&world, 600_000.0) - 1.0).abs() < 1e-9);
    world.clock = 600_000.0;
    world.send(Msg::GoOn(600_000.0));
    world.finish();
    assert_eq!(world.rows().len(), 4);
}

#[test]
fn a_sweep_goes_on_after_a_reload_wherever_it_was_interrupted() {
    let whole = {
        let mut world = World::of(HYPERBAND, 2);
        world.start();
        world.finish();
        world.rows()
    };
    for at in [3, 20, 60, 150] {
        let mut world = World::of(HYPERBAND, 2);
        world.start();
        world.step(at);
        let mut after = World::of(HYPERBAND, 2);
        after.kept = world.kept;
        after.send(Msg::Kept(Some(world.journal)));
        assert_eq!(after.state.phase(), Some(Phase::Stopped));
        after.send(Msg::GoOn(0.0));
        after.finish();
        let outcomes = |rows: &[Row]| {
            let rows = rows.iter();
            rows.map(|row| (row.values.clone(), row.score))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            outcomes(&after.rows()),
            outcomes(&whole),
            "after {at} messages"
        );
    }
}

#[test]
fn what_was_stopped_can_go_on_and_what_is_over_is_found_again() {
    let mut world = World::of(GRID, 2);
    world.start();
    world.step(25);
    world.send(Msg::Stop(1000.0));
    assert_eq!(world.state.phase(), Some(Phase::Stopped));
    assert!(world.runs.is_empty(), "the workers are gone");
    world.messages.clear();
    world.send(Msg::GoOn(2000.0));
    world.finish();
    assert_eq!(world.rows().len(), 4);
    let mut after = World::of(GRID, 2);
    after.send(Msg::Kept(Some(world.journal.clone())));
    assert_eq!(after.state.phase(), Some(Phase::Over));
    after.send(Msg::Discard);
    assert!(after.state.running.is_none() && after.state.shown.is_none());
}

#[test]
fn data_that_cannot_be_had_stops_the_sweep_or_fails_the_trial_that_wants_it() {
    let mut world = World::of(GRID, 2);
    world.refuses_data = true;
    world.start();
    world.step(usize::MAX);
    let shown = world.state.shown.as_ref().expect("shown");
    assert_eq!(shown.phase, Phase::Stopped);
    assert_eq!(
        shown.error.as_deref(),
        Some("The data could not be loaded: There is none. Look.")
    );

    let seeds = r#"{"objective": {"monitor": "val_accuracy"}, "parameters": [{"fields": ["seed"], "choices": [1, 2]}]}"#;
    let mut world = World::of(seeds, 2);
    world.refuses_data = true;
    world.start();
    world.finish();
    assert!(
        world
            .rows()
            .iter()
            .all(|row| row.state.starts_with("failed: There is none"))
    );
}
