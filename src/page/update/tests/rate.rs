//! The step size: changed in mid-run, searched for, and taken from a search.

use super::*;
use crate::protocol::{Observed, ObservedKind};
use crate::run::{FindRate, FoundRate, Notice, RateCause};

fn found(suggested: Option<f64>) -> RunEvent {
    RunEvent::RateFound(Ok(FoundRate {
        suggested,
        steepest: suggested,
        diverged: true,
        tried: Vec::new(),
    }))
}

#[test]
fn a_step_size_is_changed_in_mid_run_and_remembered() {
    let mut state = ready();
    let run = state.run.last_id;
    update(&mut state, Msg::Run(RunMsg::Toggle));
    receive(&mut state, progress(run, 1..=3));
    let sent = commands(&update(&mut state, Msg::Run(RunMsg::SetLearningRate(0.5))));
    assert_eq!(sent, [of_run(run, RunCommand::SetLearningRate(0.5))]);
    assert_eq!(
        update(&mut state, Msg::Run(RunMsg::SetLearningRate(-1.0))),
        []
    );
    let changed = Notice::RateChanged {
        step: 3,
        learning_rate: 0.5,
        cause: RateCause::Person,
    };
    receive(&mut state, Event::Run(run, RunEvent::Notice(changed)));
    let run = state.run.current.as_ref().expect("a run");
    assert_eq!((run.learning_rate, run.notices.len()), (Some(0.5), 1));
    assert!(state.notices.announcement.contains("0.5"));
}

#[test]
fn a_search_is_asked_for_once_and_its_step_size_is_taken() {
    let mut state = ready();
    let run = state.run.last_id;
    let sent = commands(&update(&mut state, Msg::Run(RunMsg::FindRate)));
    assert_eq!(
        sent,
        [of_run(run, RunCommand::FindRate(FindRate::default()))]
    );
    assert_eq!(update(&mut state, Msg::Run(RunMsg::FindRate)), []);
    receive(&mut state, Event::Run(run, found(Some(0.004_321))));
    assert!(state.notices.announcement.contains("0.00432"));
    // Before the first step it becomes the experiment's.
    let sent = commands(&update(&mut state, Msg::Run(RunMsg::UseFoundRate)));
    let rate = prepared(&sent).1.optimizer.learning_rate();
    assert!((rate - 0.004_32).abs() < 1e-12, "{rate}");
}

#[test]
fn a_search_that_finds_nothing_changes_nothing() {
    let mut state = ready();
    let run = state.run.last_id;
    update(&mut state, Msg::Run(RunMsg::FindRate));
    receive(&mut state, Event::Run(run, found(None)));
    assert_eq!(update(&mut state, Msg::Run(RunMsg::UseFoundRate)), []);
    assert!(state.can_find_rate());
}

#[test]
fn an_epoch_is_trained_to_its_end() {
    let mut state = ready();
    let run = state.run.last_id;
    let sent = commands(&update(&mut state, Msg::Run(RunMsg::FinishEpoch)));
    assert_eq!(sent, [of_run(run, RunCommand::FinishEpoch)]);
    assert_eq!(state.status(), Some(Status::Running));
    receive(&mut state, phase(run, Phase::Paused));
    assert_eq!(state.status(), Some(Status::Paused));
}

#[test]
fn a_search_whose_run_is_gone_is_given_up() {
    let mut state = ready();
    update(&mut state, Msg::Run(RunMsg::FindRate));
    assert!(!state.can_find_rate());
    let batch = Msg::Model(ModelMsg::SetField(Field::BatchSize, "32".to_owned()));
    update(&mut state, batch);
    let ready = run_ready(&state, 0);
    receive(&mut state, ready);
    assert!(state.can_find_rate());
}

#[test]
fn layers_are_not_looked_at_any_more_in_this_run_and_in_those_to_come() {
    let mut state = ready();
    let run = state.run.last_id;
    let sent = commands(&update(
        &mut state,
        Msg::Run(RunMsg::CollectStatistics(false)),
    ));
    assert_eq!(sent, [of_run(run, RunCommand::CollectStatistics(false))]);
    let seen = Observed {
        kind: ObservedKind::Layers,
        step: 1,
        bytes: vec![1],
    };
    let observed = Event::Run(run, RunEvent::Observed(seen));
    receive(&mut state, observed);
    let current = state.run.current.as_ref().expect("a run");
    assert_eq!(current.observed.len(), 1);
    let other = Msg::Model(ModelMsg::SetField(Field::Seed, "43".to_owned()));
    update(&mut state, other);
    let run = state.run.last_id;
    let ready = run_ready(&state, 0);
    let sent = commands(&receive(&mut state, ready));
    assert!(
        sent.contains(&of_run(run, RunCommand::CollectStatistics(false))),
        "{sent:?}"
    );
}
