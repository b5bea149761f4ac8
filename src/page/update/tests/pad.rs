//! The digit pad: what is asked, and which answers are believed.

use super::*;
use crate::protocol::{NetworkQuery, Question, Stroke, Ticket};

/// The worker's answer to a question.
fn answer(ticket: Ticket<RunId>) -> Event {
    let prediction = Prediction {
        probabilities: vec![0.1; 10],
        seen: [28, 28],
        picture: Buffer::default(),
        layers: Vec::new(),
        is_empty: false,
    };
    let body = NetworkReply::Prediction(Ok(prediction));
    Event::Answer(Answer { ticket, body })
}

/// The question that is on its way.
fn open(state: &State) -> Ticket<RunId> {
    state.try_it.asker.open().expect("a question")
}

/// Answers the question that is on its way.
fn answered(state: &mut State) -> Vec<Command> {
    let event = answer(open(state));
    commands(&receive(state, event))
}

/// The strokes of a question, and the run that it is about.
fn asked_about(sent: &[Command]) -> (RunId, &[Stroke]) {
    match sent {
        [
            Command::Ask(Question {
                ticket,
                body: NetworkQuery::Drawing { strokes, .. },
            }),
        ] => (ticket.about, strokes),
        other => panic!("{other:?}"),
    }
}

fn draw(state: &mut State, x: f32) -> Vec<Command> {
    commands(&update(state, Msg::Try(TryMsg::PenDown([x, 0.5]))))
}

#[test]
fn one_question_at_a_time_and_the_newest_wins() {
    let mut state = ready();
    let sent = draw(&mut state, 0.5);
    assert_eq!(asked_about(&sent).0, state.run.last_id);
    for x in [0.6, 0.7] {
        assert_eq!(
            update(&mut state, Msg::Try(TryMsg::PenMove(vec![[x, 0.5]]))),
            []
        );
    }
    let sent = answered(&mut state);
    let (run, strokes) = asked_about(&sent);
    assert_eq!(run, state.run.last_id);
    assert_eq!(strokes, [vec![[0.5, 0.5], [0.6, 0.5], [0.7, 0.5]]]);
    assert_eq!(answered(&mut state), []);
    assert!(state.try_it.answer.is_some());
}

#[test]
fn a_hand_that_hardly_moves_adds_nothing() {
    let mut state = ready();
    draw(&mut state, 0.5);
    let trembling = vec![[0.501, 0.5], [0.502, 0.502], [0.51, 0.5], [0.511, 0.5]];
    update(&mut state, Msg::Try(TryMsg::PenMove(trembling)));
    assert_eq!(state.try_it.pad.strokes, [vec![[0.5, 0.5], [0.51, 0.5]]]);
    assert_eq!(answered(&mut state).len(), 1);
    assert_eq!(answered(&mut state), []);
    assert_eq!(
        update(&mut state, Msg::Try(TryMsg::PenMove(vec![[0.51, 0.501]]))),
        []
    );
}

#[test]
fn the_drawing_is_read_anew_as_the_network_learns() {
    let mut state = training();
    let run = state.run.last_id;
    assert_eq!(
        receive(&mut state, progress(run, 31..=32)),
        [],
        "no ink, no question"
    );
    draw(&mut state, 0.5);
    assert_eq!(
        receive(&mut state, progress(run, 33..=34)),
        [],
        "one is on its way"
    );
    assert_eq!(answered(&mut state).len(), 1);
    assert_eq!(answered(&mut state), []);
    assert_eq!(receive(&mut state, progress(run, 35..=36)).len(), 1);
}

#[test]
fn an_answer_to_a_wiped_drawing_is_not_shown() {
    let mut state = ready();
    draw(&mut state, 0.5);
    let wiped = answer(open(&state));
    update(&mut state, Msg::Try(TryMsg::Clear));
    assert_eq!(
        draw(&mut state, 0.1).len(),
        1,
        "the new drawing need not wait"
    );
    assert_eq!(receive(&mut state, wiped), []);
    assert_eq!(state.try_it.answer, None);
    assert_eq!(answered(&mut state), []);
    assert!(state.try_it.answer.is_some());
}

#[test]
fn an_answer_of_the_network_before_is_not_shown() {
    let mut state = ready();
    draw(&mut state, 0.5);
    let old = open(&state);
    update(
        &mut state,
        Msg::Model(ModelMsg::Choose(BuiltInModel::StudyCCnn)),
    );
    receive(&mut state, answer(old));
    assert_eq!(state.try_it.answer, None);
    let event = run_ready(&state, 0);
    let sent = commands(&receive(&mut state, event));
    assert_eq!(asked_about(&sent).0, RunId(2));
    receive(&mut state, answer(old));
    assert_eq!(state.try_it.answer, None);
    answered(&mut state);
    assert!(state.try_it.answer.is_some());
}

#[test]
fn a_lost_worker_owes_no_answer() {
    let mut state = ready();
    draw(&mut state, 0.5);
    let message = "boom".to_owned();
    receive(&mut state, Event::Panicked { message });
    assert_eq!(state.try_it.asker.open(), None);
    come_up(&mut state, Source::default(), 0);
    assert_eq!(open(&state).about, state.run.last_id, "asked anew");
    answered(&mut state);
    assert!(state.try_it.answer.is_some());
}

#[test]
fn a_drawing_made_early_is_read_once_there_is_a_network() {
    let (mut state, _) = super::open(None);
    assert_eq!(draw(&mut state, 0.5), []);
    let build = BUILD.to_owned();
    receive(&mut state, Event::Ready { build });
    receive(&mut state, device(DeviceKind::Cpu));
    loader_ready(&mut state);
    arrive(&mut state, Source::default());
    let event = run_ready(&state, 0);
    let sent = commands(&receive(&mut state, event));
    assert_eq!(asked_about(&sent).0, state.run.last_id);
}
