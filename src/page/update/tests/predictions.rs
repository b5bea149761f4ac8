//! What the network makes of samples without labels: asked a few at a time, shown and saved.

use super::*;
use crate::data::Predicted;
use crate::protocol::{DataQuery, DataReply, NetworkQuery, Question, Ticket};

/// A page that is ready to train, with samples without labels.
fn ready_with(unlabelled: usize) -> State {
    let mut state = ready();
    update(&mut state, Msg::Data(DataMsg::Choose(Source::Mnist {})));
    let mut summary = summary(Source::Mnist {});
    summary.unlabelled = unlabelled;
    receive_from_loader(&mut state, loaded_as(NEWEST, summary));
    hand_over(&mut state);
    state
}

/// The network is there.
fn built(state: &mut State) -> Vec<Effect> {
    let event = run_ready(state, 0);
    receive(state, event)
}

/// What the loader is asked for: the first sample and how many.
fn portion(effects: &[Effect]) -> Option<(usize, usize)> {
    match &asked(effects)[..] {
        [
            DataCommand::Ask(Question {
                body: DataQuery::Unlabelled { from, count },
                ..
            }),
        ] => Some((*from, *count)),
        _ => None,
    }
}

/// The samples go to the worker, which says that all are of a class.
fn answer(state: &mut State, n: usize, class: u16) -> Vec<Effect> {
    let ticket = hand_samples_over(state);
    receive(state, classified(ticket, n, class))
}

/// The samples go to the worker, as they came; returns which question to it they are.
fn hand_samples_over(state: &mut State) -> Ticket<RunId> {
    let ticket = state.predictions.loader.open().expect("a question");
    let sent = commands(&receive_from_loader(state, samples(ticket)));
    let [
        Command::Ask(Question {
            ticket,
            body: NetworkQuery::Samples { samples },
        }),
    ] = &sent[..]
    else {
        panic!("{sent:?}")
    };
    assert_eq!(*samples, Buffer::from(vec![1, 2]));
    *ticket
}

fn samples(ticket: Ticket<u32>) -> DataEvent {
    let body = DataReply::Unlabelled(vec![1, 2].into());
    DataEvent::Answer(Answer { ticket, body })
}

fn classified(ticket: Ticket<RunId>, n: usize, class: u16) -> Event {
    let probability = 0.9;
    let predicted = vec![Predicted { class, probability }; n];
    let body = NetworkReply::Samples(Ok(predicted));
    Event::Answer(Answer { ticket, body })
}

fn shown(state: &State) -> Vec<u16> {
    let shown = state.predictions.shown.iter();
    shown.map(|predicted| predicted.class).collect()
}

#[test]
fn the_first_are_read_and_read_anew_as_the_network_learns() {
    let mut state = ready_with(50);
    let effects = built(&mut state);
    assert_eq!(portion(&effects), Some((0, DataSummary::UNLABELLED)));
    assert_eq!(answer(&mut state, 12, 3), []);
    assert_eq!(shown(&state), [3; 12]);

    update(&mut state, Msg::Run(RunMsg::Toggle));
    let run = state.run.last_id;
    let effects = receive(&mut state, phase(run, Phase::Running));
    assert_eq!(portion(&effects), Some((0, 12)));
    // Epochs end faster than it answers.
    assert_eq!(portion(&receive(&mut state, epoch_end(run, 1))), None);
    assert_eq!(portion(&receive(&mut state, epoch_end(run, 2))), None);
    assert_eq!(
        portion(&answer(&mut state, 12, 5)),
        Some((0, 12)),
        "once more"
    );
    assert_eq!(shown(&state), [5; 12]);
    assert_eq!(answer(&mut state, 12, 6), []);
}

#[test]
fn fewer_than_are_shown_are_all_asked_for_and_none_nothing() {
    let mut state = ready_with(2);
    assert_eq!(portion(&built(&mut state)), Some((0, 2)));
    let mut state = ready_with(0);
    assert_eq!(built(&mut state), []);
    assert_eq!(
        update(&mut state, Msg::Predictions(PredictionsMsg::Save)),
        []
    );
}

#[test]
fn all_are_saved_a_few_at_a_time() {
    let mut state = ready_with(150);
    built(&mut state);
    answer(&mut state, 12, 0);
    let effects = update(&mut state, Msg::Predictions(PredictionsMsg::Save));
    assert_eq!(portion(&effects), Some((0, 64)));
    assert_eq!(portion(&answer(&mut state, 64, 1)), Some((64, 64)));
    assert_eq!(state.predictions.found.len(), 64);
    assert_eq!(portion(&answer(&mut state, 64, 1)), Some((128, 22)));
    let effects = answer(&mut state, 22, 2);
    let [DataCommand::WritePredictions(all)] = &asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!((all.len(), all[0].class, all[149].class), (150, 1, 2));
    assert_eq!(shown(&state), [1; 12]);
    let bytes = Buffer::from(b"sample".to_vec());
    let table = DataEvent::Predictions {
        table: bytes.clone(),
    };
    let save = Effect::Save {
        name: "predictions.csv",
        bytes,
    };
    assert_eq!(receive_from_loader(&mut state, table), [save]);
    assert_eq!(state.notices.announcement, "150 predictions are saved.");
}

#[test]
fn saving_ends_as_the_network_trains_on_or_the_person_says() {
    let mut state = ready_with(150);
    built(&mut state);
    answer(&mut state, 12, 0);
    update(&mut state, Msg::Predictions(PredictionsMsg::Save));
    let asked = hand_samples_over(&mut state);
    update(&mut state, Msg::Predictions(PredictionsMsg::Cancel));
    assert_eq!(receive(&mut state, classified(asked, 64, 1)), []);
    assert_eq!(shown(&state), [0; 12]);

    update(&mut state, Msg::Predictions(PredictionsMsg::Save));
    update(&mut state, Msg::Run(RunMsg::Toggle));
    assert!(!state.predictions.to_save);
    assert!(state.notices.announcement.contains("not saved"));
    assert_eq!(
        update(&mut state, Msg::Predictions(PredictionsMsg::Save)),
        [],
        "it trains"
    );
}

#[test]
fn answers_about_other_samples_or_of_another_network_are_dropped() {
    let mut state = ready_with(50);
    built(&mut state);
    let of_loader = state.predictions.loader.open().expect("a question");
    let of_network = hand_samples_over(&mut state);
    update(
        &mut state,
        Msg::Model(ModelMsg::Choose(BuiltInModel::StudyCCnn)),
    );
    // Another part of the page may have asked for them; the network is not asked.
    let effects = receive_from_loader(&mut state, samples(of_loader));
    assert!(
        matches!(&effects[..], [Effect::HandAnswer(_)]),
        "{effects:?}"
    );
    assert_eq!(receive(&mut state, classified(of_network, 12, 1)), []);
    assert_eq!(shown(&state), [0; 0]);
    assert_eq!(portion(&built(&mut state)), Some((0, 12)));
    // The loader has other samples by now, and fewer.
    assert_eq!(answer(&mut state, 0, 0), []);
    assert_eq!(state.predictions.wanted, 0);
    update(&mut state, Msg::Data(DataMsg::CrashLoader));
    let lost = Msg::LoaderLost {
        loader: state.data.loader_number,
        message: "gone".to_owned(),
    };
    update(&mut state, lost);
    assert_eq!(
        update(&mut state, Msg::Predictions(PredictionsMsg::Save)),
        [],
        "nobody has them"
    );
}

#[test]
fn samples_without_an_answer_leave_the_run_as_it_is() {
    let mut state = ready_with(50);
    built(&mut state);
    let ticket = hand_samples_over(&mut state);
    let error = WireError::new(ErrorKind::Data, "no finite answer", "Check their values.");
    let body = NetworkReply::Samples(Err(error.clone()));
    assert_eq!(
        receive(&mut state, Event::Answer(Answer { ticket, body })),
        []
    );
    assert_eq!(state.notices.list[0].error, error);
    assert_eq!(state.status(), Some(Status::Paused));
    assert_eq!(state.primary(), (Primary::Train, true));
}
