//! Tests of the closer look: what it asks, and which answers it takes.

use super::*;
use crate::data::{Dataset, digits};
use crate::protocol::{Buffer, DataSummary, ErrorKind};

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

/// The tickets of the questions: of the overview, the samples, the projection and the preview.
fn tickets(effects: &[Effect]) -> Vec<Ticket<u32>> {
    let ticket = |effect: &Effect| match effect {
        Effect::Ask(question) => question.ticket,
        Effect::Wish(_) => panic!("no question: {effect:?}"),
    };
    effects.iter().map(ticket).collect()
}

fn answer(ticket: Ticket<u32>, body: DataReply) -> Msg {
    Msg::Answer(DataAnswer { ticket, body })
}

fn shown() -> DataReply {
    DataReply::Samples {
        indices: vec![3],
        labels: vec![1],
        total: 1,
        pictures: Buffer::from(vec![7]),
    }
}

fn refused() -> WireError {
    WireError::new(ErrorKind::Data, "No", "Do so.")
}

#[test]
fn it_asks_when_it_knows_what_of_and_whom_and_again_for_other_samples() {
    let (mut state, effects) = open();
    assert_eq!(effects.len(), 4);
    update(&mut state, answer(tickets(&effects)[1], shown()));
    assert!(state.page.is_some());

    assert_eq!(update(&mut state, Msg::News(looked(1))), [], "the same");
    assert!(state.page.is_some());
    let effects = update(&mut state, Msg::News(looked(2)));
    assert!(tickets(&effects).iter().all(|ticket| ticket.about == 2));
    assert_eq!((effects.len(), &state.page), (4, &None));
}

#[test]
fn answers_about_another_load_are_dropped() {
    let (mut state, effects) = open();
    let old = tickets(&effects);
    update(&mut state, Msg::News(looked(2)));
    let before = state.clone();
    update(&mut state, answer(old[1], shown()));
    update(
        &mut state,
        answer(old[2], DataReply::Projection(Err(refused()))),
    );
    let changed = Buffer::from(vec![1]);
    update(
        &mut state,
        answer(old[3], DataReply::Augmented(Ok(changed))),
    );
    assert_eq!(state, before);
}

#[test]
fn answers_to_older_questions_are_dropped() {
    let (mut state, effects) = open();
    let old = tickets(&effects);
    let effects = update(
        &mut state,
        Msg::ShowSamples(SampleFilter::Class(2), PAGE + 1),
    );
    let [Effect::Ask(question)] = &effects[..] else {
        panic!("{effects:?}")
    };
    let DataQuery::Show(page) = question.body else {
        panic!("{question:?}")
    };
    assert_eq!((page.filter, page.from), (SampleFilter::Class(2), PAGE));
    update(&mut state, answer(old[1], shown()));
    assert_eq!(state.page, None);
    update(&mut state, Msg::Preview(Box::default(), 1));
    let changed = Buffer::from(vec![1]);
    update(
        &mut state,
        answer(old[3], DataReply::Augmented(Ok(changed))),
    );
    assert!(state.changed.is_empty());
}

#[test]
fn a_refusal_belongs_to_its_question() {
    let (mut state, effects) = open();
    let of = tickets(&effects);
    update(
        &mut state,
        answer(of[2], DataReply::Projection(Err(refused()))),
    );
    assert_eq!(state.plane_refusal.as_deref(), Some("No. Do so."));
    assert_eq!(state.refusal, None, "of the augmentation");
    update(
        &mut state,
        answer(of[3], DataReply::Augmented(Err(refused()))),
    );
    assert_eq!(state.refusal.as_deref(), Some("No. Do so."));
    let effects = update(&mut state, Msg::Preview(Box::default(), 1));
    let changed = Buffer::from(vec![1]);
    let changed = DataReply::Augmented(Ok(changed));
    update(&mut state, answer(tickets(&effects)[0], changed));
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
