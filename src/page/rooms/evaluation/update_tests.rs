//! Tests of what the room asks for and makes of the answers.

use std::sync::Arc;

use super::super::state::{NEAREST, PARTS, PORTION};
use super::*;
use crate::metrics::{Analysis, Predictions};
use crate::protocol::{
    DataQuery, GalleryPage, NetworkQuery, NetworkQuestion, Packed, PredictedPortion, Question,
    RunId, SampleId, Variation,
};
use crate::run::CurvePoint;

fn facts(evaluated: Option<(usize, bool)>) -> PageFacts {
    PageFacts {
        load: Some(1),
        run: Some(RunId(1)),
        key: Some(RunId(1)),
        evaluated,
        classes: ["a", "b"].map(str::to_owned).to_vec(),
        shape: Some([1, 1, 1]),
        samples: [600, 0, 300],
        outside: 3,
        ..PageFacts::default()
    }
}

fn changed_to(state: &mut State, facts: PageFacts) -> Vec<Request> {
    update(state, Msg::PageChanged(Box::new(facts)))
}

/// The only question to the network.
#[track_caller]
fn network(requests: Vec<Request>) -> NetworkQuestion {
    match <[Request; 1]>::try_from(requests) {
        Ok([Request::Network(question)]) => question,
        other => panic!("not one question to the network: {other:?}"),
    }
}

/// The only question to the loader.
#[track_caller]
fn loader(requests: Vec<Request>) -> (Ticket<u32>, EvaluationQuery) {
    match <[Request; 1]>::try_from(requests) {
        Ok([Request::Loader(Question { ticket, body })]) => match body {
            DataQuery::Evaluation(query) => (ticket, query.open().expect("a question")),
            other => panic!("{other:?}"),
        },
        other => panic!("not one question to the loader: {other:?}"),
    }
}

fn predictions(from: usize, count: usize) -> Buffer {
    let mut predictions = Predictions::new(2, count);
    for i in from..from + count {
        predictions.push(i as u32, (i % 2) as u16, &[0.0, 1.0]);
    }
    predictions.to_bytes().into()
}

fn answer(question: NetworkQuestion, count: usize, step: Option<usize>) -> Msg {
    let NetworkQuery::Predict { from, .. } = question.body else {
        panic!("{question:?}");
    };
    Msg::Network(
        question.answer(NetworkReply::Predictions(Ok(PredictedPortion {
            predictions: predictions(from, count),
            count,
            total: 300,
            step,
        }))),
    )
}

fn reply(ticket: Ticket<u32>, reply: &EvaluationReply) -> Msg {
    let body = DataReply::Evaluation(Packed::new(reply));
    Msg::Loader(DataAnswer { ticket, body })
}

/// A state with an evaluation.
fn evaluated() -> State {
    let mut state = State::default();
    let question = network(changed_to(&mut state, facts(Some((1, true)))));
    let (ticket, _) = loader(update(&mut state, answer(question, 300, None)));
    let analysis = EvaluationReply::Analysis(Box::new(Ok(Analysis::default())));
    update(&mut state, reply(ticket, &analysis));
    state
}

#[test]
fn what_a_run_kept_is_shown_when_it_is_over() {
    let mut state = State::default();
    assert_eq!(changed_to(&mut state, facts(None)), []);
    let question = network(changed_to(&mut state, facts(Some((1, true)))));
    assert!(matches!(
        question.body,
        NetworkQuery::Predict {
            part: Role::Test,
            from: 0,
            or_kept: true,
            ..
        }
    ));
    let (ticket, query) = loader(update(&mut state, answer(question, 300, None)));
    assert!(
        matches!(query, EvaluationQuery::Analyse { part: Role::Test, portions } if portions.len() == 1)
    );
    let analysis = EvaluationReply::Analysis(Box::new(Ok(Analysis::default())));
    let (_, query) = loader(update(&mut state, reply(ticket, &analysis)));
    let EvaluationQuery::Gallery(page) = query else {
        panic!("the mistakes are shown")
    };
    assert!(page.filter.wrong_only);
    assert_eq!(state.shown.as_ref().and_then(|shown| shown.steps), None);
    assert!(!state.pass.is_under_way());
}

#[test]
fn while_training_only_who_follows_sees_every_evaluation() {
    let running = |epochs| PageFacts {
        is_running: true,
        ..facts(Some((epochs, false)))
    };
    let mut state = State::default();
    assert_eq!(changed_to(&mut state, running(1)), []);
    network(update(&mut state, Msg::Follow(true)));
    network(changed_to(&mut state, running(2)));
    update(&mut state, Msg::Follow(false));
    assert_eq!(changed_to(&mut state, running(3)), []);
}

#[test]
fn a_fresh_evaluation_goes_on_portion_by_portion_and_can_be_cancelled() {
    let mut state = evaluated();
    let first = network(update(&mut state, Msg::Evaluate));
    assert!(matches!(
        first.body,
        NetworkQuery::Predict { or_kept: false, .. }
    ));
    let second = network(update(&mut state, answer(first, PORTION, Some(5))));
    assert!(matches!(
        second.body,
        NetworkQuery::Predict { from: PORTION, .. }
    ));
    assert_eq!(
        (state.pass.progress(), state.steps),
        ([PORTION, 300], Some([5, 5]))
    );
    update(&mut state, Msg::Cancel);
    assert!(!state.pass.is_under_way());
    assert_eq!(
        update(&mut state, answer(second, 44, Some(6))),
        [],
        "too late"
    );
    assert!(state.shown.is_some(), "the last one stays");
}

#[test]
fn another_network_or_other_samples_are_evaluated_anew() {
    let mut state = evaluated();
    let other = PageFacts {
        run: Some(RunId(2)),
        key: Some(RunId(2)),
        ..facts(None)
    };
    assert_eq!(changed_to(&mut state, other), []);
    assert_eq!(state.shown, None);
    // A worker's successor goes on with the same run.
    let mut state = evaluated();
    let successor = PageFacts {
        run: Some(RunId(2)),
        ..facts(Some((1, true)))
    };
    assert_eq!(changed_to(&mut state, successor), []);
    assert!(state.shown.is_some());
}

#[test]
fn after_a_correction_the_network_is_evaluated_as_soon_as_it_is_there_again() {
    let mut state = evaluated();
    let loading = PageFacts {
        load: None,
        run: None,
        key: Some(RunId(2)),
        ..facts(None)
    };
    assert_eq!(changed_to(&mut state, loading), []);
    let there = PageFacts {
        load: Some(2),
        run: Some(RunId(2)),
        key: Some(RunId(2)),
        is_trained: true,
        ..facts(None)
    };
    let question = network(changed_to(&mut state, there.clone()));
    assert!(matches!(
        question.body,
        NetworkQuery::Predict { or_kept: false, .. }
    ));
    assert_eq!(changed_to(&mut state, there), [], "once");
}

#[test]
fn each_gallery_takes_its_own_answers() {
    let mut state = evaluated();
    let filter = GalleryFilter {
        label: Some(1),
        predicted: Some(0),
        wrong_only: false,
        ..GalleryFilter::default()
    };
    let (ticket, query) = loader(update(&mut state, Msg::Show(Which::Cell, Some(filter), 0)));
    let EvaluationQuery::Gallery(page) = query else {
        panic!("{query:?}")
    };
    let gallery = |page: GalleryPage, total| EvaluationReply::Gallery {
        page,
        samples: Vec::new(),
        total,
        pictures: Buffer::default(),
    };
    let mistakes = state.mistakes.wanted().expect("shown");
    let open = state.mistakes.asker.open().expect("asked");
    update(&mut state, reply(open, &gallery(mistakes, 7)));
    update(&mut state, reply(ticket, &gallery(page, 3)));
    let totals = [&state.mistakes, &state.cell].map(|g| g.page.as_ref().map(|page| page.total));
    assert_eq!(totals, [Some(7), Some(3)]);
}

#[test]
fn a_sample_is_fetched_changed_and_asked_about() {
    let mut state = evaluated();
    let id = SampleId::Labelled(Role::Test, 4);
    let (ticket, query) = loader(update(&mut state, Msg::LookAt(id, Some(1))));
    assert_eq!(query, EvaluationQuery::Sample(id));
    let sample = EvaluationReply::Sample(Ok(vec![9].into()));
    let (ticket, query) = loader(update(&mut state, reply(ticket, &sample)));
    assert!(matches!(
        query,
        EvaluationQuery::Vary {
            change: Variation::Rotation,
            ..
        }
    ));
    let changed = EvaluationReply::Variations(Ok(vec![1, 2].into()));
    let question = network(update(&mut state, reply(ticket, &changed)));
    assert_eq!(
        question.body,
        NetworkQuery::Probabilities(vec![9, 1, 2].into())
    );
    let values = [0.25_f32, 0.75, 0.5, 0.5, 1.0, 0.0];
    let bytes: Vec<u8> = values.into_iter().flat_map(f32::to_le_bytes).collect();
    let body = NetworkReply::Probabilities(Ok(bytes.into()));
    assert_eq!(update(&mut state, Msg::Network(question.answer(body))), []);
    assert_eq!(state.close.own[..], values[..2]);
    assert_eq!(state.close.probabilities[..], values[2..]);
}

#[test]
fn the_nearest_are_found_among_all_training_samples() {
    let mut state = evaluated();
    state.close.packed = Some(Arc::new(vec![9]));
    state.page.samples[0] = 300;
    let first = network(update(&mut state, Msg::FindNearest));
    let distances = |from: usize, n: usize| {
        let bytes = (from..from + n).flat_map(|i| ((i as f32 - 260.0).abs()).to_le_bytes());
        NetworkReply::Distances(Ok(bytes.collect::<Vec<u8>>().into()))
    };
    let second = first.answer(distances(0, PORTION));
    let second = network(update(&mut state, Msg::Network(second)));
    assert!(matches!(
        second.body,
        NetworkQuery::Distances { from: PORTION, .. }
    ));
    let last = second.answer(distances(PORTION, 44));
    let (_, query) = loader(update(&mut state, Msg::Network(last)));
    let EvaluationQuery::Training(found) = query else {
        panic!("{query:?}")
    };
    assert_eq!((found.len(), found[0]), (NEAREST, 260));
    assert!(found.iter().all(|at| (254..=266).contains(at)), "{found:?}");
}

#[test]
fn a_learning_curve_is_drawn_point_by_point_and_can_be_given_up() {
    let mut state = evaluated();
    let mut question = network(update(&mut state, Msg::DrawCurve(3)));
    for (i, part) in PARTS.into_iter().enumerate() {
        let wanted = NetworkQuery::LearningCurve { part, epochs: 3 };
        assert_eq!(question.body, wanted);
        let point = CurvePoint {
            samples: i + 1,
            train: 0.5,
            test: 0.25,
        };
        let reply = question.answer(NetworkReply::LearningCurve(Ok(point)));
        let requests = update(&mut state, Msg::Network(reply));
        if i + 1 == PARTS.len() {
            assert_eq!(requests, []);
            break;
        }
        question = network(requests);
    }
    assert_eq!(state.curve.points.len(), PARTS.len());
    assert!(!state.curve.is_under_way);
    network(update(&mut state, Msg::DrawCurve(1)));
    let question = network(update(&mut state, Msg::StopCurve));
    assert!(matches!(
        question.body,
        NetworkQuery::LearningCurve { epochs: 0, .. }
    ));
    assert!(!state.curve.is_under_way);
}

#[test]
fn a_table_is_of_all_samples_without_labels() {
    let mut state = evaluated();
    let requests = update(&mut state, Msg::SaveTable(PredictionTable::Submission));
    let [Request::Loader(question)] = &requests[..] else {
        panic!("{requests:?}")
    };
    assert_eq!(question.body, DataQuery::Unlabelled { from: 0, count: 3 });
    let samples = question
        .clone()
        .answer(DataReply::Unlabelled(vec![1, 2, 3].into()));
    let question = network(update(&mut state, Msg::Loader(samples)));
    let body = NetworkReply::Probabilities(Ok(vec![0; 4 * 2 * 3].into()));
    let (ticket, query) = loader(update(&mut state, Msg::Network(question.answer(body))));
    assert!(matches!(
        query,
        EvaluationQuery::Table {
            kind: PredictionTable::Submission,
            ..
        }
    ));
    let table = EvaluationReply::Table(Ok(vec![7].into()));
    let saved = update(&mut state, reply(ticket, &table));
    assert_eq!(saved, [Request::Save("submission.csv", vec![7].into())]);
    assert_eq!(state.table.kind, None);
}

/// Answers a question for samples without labels, and the one about their probabilities: what is asked next.
fn outside_answered(state: &mut State, requests: &[Request]) -> ([usize; 2], Vec<Request>) {
    let [Request::Loader(question)] = requests else {
        panic!("{requests:?}")
    };
    let DataQuery::Unlabelled { from, count } = question.body else {
        panic!("{question:?}")
    };
    let samples: Vec<u8> = (from..from + count).map(|i| i as u8).collect();
    let samples = question
        .clone()
        .answer(DataReply::Unlabelled(samples.into()));
    let question = network(update(state, Msg::Loader(samples)));
    let body = NetworkReply::Probabilities(Ok(vec![0; 4 * 2 * count].into()));
    let next = update(state, Msg::Network(question.answer(body)));
    ([from, count], next)
}

#[test]
fn samples_without_labels_are_shown_portion_by_portion() {
    let mut state = evaluated();
    let many = PageFacts {
        outside: 100,
        ..state.page.clone()
    };
    changed_to(&mut state, many);
    let first = update(&mut state, Msg::ShowOutside);
    let (asked, next) = outside_answered(&mut state, &first);
    assert_eq!((asked, next), ([0, 64], Vec::new()));
    assert_eq!(state.table.samples.len(), 64);
    let more = update(&mut state, Msg::ShowMoreOutside);
    let (asked, next) = outside_answered(&mut state, &more);
    assert_eq!((asked, state.table.samples.len()), ([0, 64], 64));
    let (asked, next) = outside_answered(&mut state, &next);
    assert_eq!((asked, next), ([64, 36], Vec::new()));
    let samples: Vec<u8> = (0..100).collect();
    assert_eq!(*state.table.samples, samples);
    assert_eq!(state.table.shown.len(), 200);
    // What was given up shows what it showed, and other data begins with the first portion.
    update(&mut state, Msg::ShowMoreOutside);
    update(&mut state, Msg::CancelTable);
    assert_eq!(*state.table.samples, samples);
    let other = PageFacts {
        load: Some(2),
        ..state.page.clone()
    };
    changed_to(&mut state, other);
    assert_eq!((state.table.samples.len(), state.table.rows), (0, 64));
}
