//! Tests of corrections of samples, and of training on with them.

use super::*;
use crate::experiment::{Edit, EditedPart, OwnFiles, ReadOptions};

fn edit(part: EditedPart, sample: u32) -> Edit {
    Edit {
        part,
        sample,
        class: Some("3".to_owned()),
    }
}

fn correct(state: &mut State, edits: Vec<Edit>) -> Vec<Effect> {
    update(state, Msg::Data(DataMsg::Correct(edits)))
}

/// A run that is over, and its snapshot.
fn finished() -> State {
    let mut state = training();
    let run = state.run.last_id;
    let bytes = Buffer::from(vec![9]);
    receive(&mut state, progress(run, 1..=5));
    receive(
        &mut state,
        Event::Run(run, RunEvent::Snapshot { step: 5, bytes }),
    );
    ended(state, Phase::Finished)
}

#[test]
fn corrected_samples_are_loaded_and_the_network_stays() {
    let mut state = finished();
    let edits = vec![edit(EditedPart::Test, 4)];
    let effects = correct(&mut state, edits.clone());
    assert!(loads(&effects).is_some(), "{effects:?}");
    let effects = arrive(&mut state, Source::default());
    let (_, experiment, snapshot) = prepared(&commands(&effects));
    assert_eq!(experiment.data.edits, edits);
    assert_eq!(snapshot, Some(vec![9].into()));
    // It can be undone as any other change.
    update(&mut state, Msg::Model(ModelMsg::Undo));
    assert_eq!(state.model.experiment.data.edits, []);
}

#[test]
fn a_run_that_is_over_goes_on_for_more_epochs() {
    let mut state = finished();
    let epochs = state.model.experiment.training.epochs;
    let effects = update(&mut state, Msg::Run(RunMsg::TrainOn(2)));
    let (run, experiment, snapshot) = prepared(&commands(&effects));
    assert_eq!(experiment.training.epochs, epochs + 2);
    assert_eq!(snapshot, Some(vec![9].into()));
    let ready = run_ready(&state, 5);
    let effects = receive(&mut state, ready);
    assert!(commands(&effects).contains(&of_run(run, RunCommand::Train)));
}

#[test]
fn while_it_trains_nothing_is_corrected() {
    let mut state = training();
    assert_eq!(correct(&mut state, vec![edit(EditedPart::Train, 1)]), []);
    assert_eq!(state.model.experiment.data.edits, []);
}

#[test]
fn corrections_are_of_their_own_data_alone() {
    let mut state = ready();
    let data = &mut state.model.experiment.data;
    data.edits = vec![edit(EditedPart::Train, 1), edit(EditedPart::Outside, 0)];
    data.outside = Some(OwnFiles {
        names: vec!["test.csv".to_owned()],
        options: ReadOptions::default(),
    });
    let shared = state.model.to_share();
    assert_eq!(shared.data.edits, [edit(EditedPart::Train, 1)]);
    update(&mut state, Msg::Data(DataMsg::DropOutside));
    assert_eq!(
        state.model.experiment.data.edits,
        [edit(EditedPart::Train, 1)]
    );
    let mut state = ready();
    state.model.experiment.data.edits = vec![edit(EditedPart::Train, 1)];
    update(&mut state, Msg::Data(DataMsg::Choose(Source::Mnist {})));
    assert_eq!(state.model.experiment.data.edits, []);
}
