//! Tests of the closer look: what it asks, and filter answers it takes.

use super::*;
use crate::data::{Dataset, digits};
use crate::protocol::{DataSummary, WireError};

fn looked(load: u32) -> LookNews {
    let data = Data::default();
    let loaded = Dataset::prepare(digits::load(20, 10, 1), &data, "", 1).unwrap();
    LookNews::Data(Box::new(Looked {
        summary: DataSummary::of(&loaded, &[]),
        data,
        load,
        can_edit: true,
        failure: None,
    }))
}

fn open() -> (State, Vec<Effect>) {
    let mut state = State::default();
    assert_eq!(update(&mut state, Msg::News(LookNews::Loader)), []);
    let effects = update(&mut state, Msg::News(looked(1)));
    (state, effects)
}

fn shown(state: &State) -> LookEvent {
    LookEvent::Shown {
        view: state.view(),
        places: vec![3],
        labels: vec![1],
        total: 1,
    }
}

#[test]
fn it_asks_when_it_knows_what_of_and_whom_and_again_for_other_samples() {
    let (mut state, effects) = open();
    assert_eq!(effects.len(), 4);
    let answer = shown(&state);
    update(&mut state, Msg::Answer(answer, vec![vec![7]]));
    assert!(state.page.is_some());

    assert_eq!(update(&mut state, Msg::News(looked(1))), [], "the same");
    assert!(state.page.is_some());
    let effects = update(&mut state, Msg::News(looked(2)));
    assert_eq!(effects.len(), 4);
    assert_eq!(state.page, None, "of samples that are gone");
}

#[test]
fn answers_to_older_questions_are_dropped() {
    let (mut state, _) = open();
    let old = shown(&state);
    let effects = update(
        &mut state,
        Msg::ShowSamples(SampleFilter::Class(2), PAGE + 1),
    );
    let [Effect::Ask(LookCommand::Show(view))] = effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!((view.filter, view.from), (SampleFilter::Class(2), PAGE));
    update(&mut state, Msg::Answer(old, vec![]));
    assert_eq!(state.page, None);
    let question = state.preview_question;
    update(&mut state, Msg::Preview(Box::default(), 1));
    let changed = LookEvent::Augmented { question };
    update(&mut state, Msg::Answer(changed, vec![vec![1]]));
    assert!(state.changed.is_empty());
}

#[test]
fn a_refusal_is_shown_until_something_is_answered() {
    let (mut state, _) = open();
    let error = WireError::new(crate::protocol::ErrorKind::Data, "No", "Do so.");
    update(
        &mut state,
        Msg::Answer(LookEvent::Refused { error }, vec![]),
    );
    assert_eq!(state.refusal.as_deref(), Some("No. Do so."));
    let question = state.preview_question;
    update(
        &mut state,
        Msg::Answer(LookEvent::Augmented { question }, vec![vec![1]]),
    );
    assert_eq!(state.refusal, None);
}

#[test]
fn the_experiment_is_changed_only_when_it_may_be() {
    let (mut state, _) = open();
    let wish = Msg::SetData(Box::default());
    assert_eq!(
        update(&mut state, wish.clone()),
        [Effect::Wish(Box::default())]
    );
    assert_eq!(update(&mut State::default(), wish), []);
}
