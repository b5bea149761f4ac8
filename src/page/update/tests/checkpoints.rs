//! Checkpoints of the callback `ModelCheckpoint`, which the browser keeps.

use super::*;
use crate::experiment::callbacks::{Callback, ModelCheckpoint};
use crate::page::state::{Checkpoint, CheckpointKind};

fn checkpoint(state: &mut State, epoch: usize, best: Option<f64>) -> Vec<Effect> {
    let bytes = Buffer::from(vec![epoch as u8]);
    let event = RunEvent::Checkpoint { epoch, best, bytes };
    let run = state.run.last_id;
    receive(state, Event::Run(run, event))
}

/// The checkpoint that is to be kept, and those that are to go.
fn kept(effects: &[Effect]) -> (Checkpoint, Vec<CheckpointKind>) {
    match effects {
        [
            Effect::Recovery(RecoveryWish::KeepCheckpoint {
                checkpoint,
                outdated,
                ..
            }),
        ] => (checkpoint.clone(), outdated.clone()),
        other => panic!("{other:?}"),
    }
}

fn of(kind: CheckpointKind, about: &str) -> Checkpoint {
    Checkpoint {
        kind,
        about: about.to_owned(),
    }
}

#[test]
fn the_best_says_by_what() {
    let mut state = training();
    let run = state.run.current.as_mut().expect("a run");
    run.experiment.callbacks = vec![Callback::from(ModelCheckpoint {
        save_best_only: true,
        ..ModelCheckpoint::default()
    })];
    let (first, outdated) = kept(&checkpoint(&mut state, 1, Some(0.25)));
    let best = of(CheckpointKind::Best, "epoch 1, val_loss 0.2500");
    assert_eq!((first, outdated), (best, vec![]));
    checkpoint(&mut state, 2, Some(0.125));
    let best = of(CheckpointKind::Best, "epoch 2, val_loss 0.1250");
    assert_eq!(state.run.checkpoints, [best]);
}

#[test]
fn those_of_another_run_are_done_away_with() {
    let mut state = training();
    let before = vec![
        of(CheckpointKind::Best, "epoch 9, val_loss 0.1"),
        of(CheckpointKind::Last, "epoch 10"),
    ];
    let found = CheckpointsMsg::Found(before.clone());
    update(&mut state, Msg::Checkpoints(found));
    assert_eq!(state.run.checkpoints, before);
    let (last, outdated) = kept(&checkpoint(&mut state, 1, None));
    assert_eq!(last, of(CheckpointKind::Last, "epoch 1"));
    assert_eq!(outdated, [CheckpointKind::Best]);
    assert_eq!(state.run.checkpoints, [last]);
}

#[test]
fn one_is_loaded_when_settings_may_change_and_saved_at_any_time() {
    let mut state = training();
    let load = Msg::Checkpoints(CheckpointsMsg::Load(CheckpointKind::Best));
    let save = Msg::Checkpoints(CheckpointsMsg::Save(CheckpointKind::Best));
    assert_eq!(update(&mut state, load.clone()), []);
    let wish = RecoveryWish::SaveCheckpoint(CheckpointKind::Best);
    assert_eq!(update(&mut state, save), [Effect::Recovery(wish)]);
    let mut state = ready();
    let wish = RecoveryWish::LoadCheckpoint(CheckpointKind::Best);
    assert_eq!(update(&mut state, load), [Effect::Recovery(wish)]);
}

#[test]
fn one_that_is_gone_is_offered_no_more() {
    let mut state = ready();
    state.run.checkpoints = vec![of(CheckpointKind::Last, "epoch 3")];
    let gone = CheckpointsMsg::Gone(CheckpointKind::Last);
    assert_eq!(update(&mut state, Msg::Checkpoints(gone)), []);
    assert_eq!(state.run.checkpoints, []);
    assert_eq!(state.notices.list.len(), 1);
}
