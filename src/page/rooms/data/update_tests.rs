//! Tests of the room: what it asks, which answers it takes, and what becomes of edited settings.

use super::*;
use crate::data::{Dataset, digits};
use crate::experiment::{Augmentation, Source};
use crate::protocol::{Buffer, DataSummary, ErrorKind};

fn loaded(number: u32) -> LoadedSet {
    let data = Dataset::prepare(digits::load(20, 10, 1), &Data::default(), "", 1).unwrap();
    LoadedSet {
        number,
        summary: Arc::new(DataSummary::of(&data, &[])),
    }
}

fn changed(data: &Data, number: u32) -> Msg {
    Msg::DataChanged {
        data: Box::new(data.clone()),
        loaded: Some(loaded(number)),
        in_loader: true,
    }
}

/// A room in which a part is open, and what it asked.
fn open(part: Part) -> (State, Vec<DataQuestion>) {
    let mut state = State::default();
    assert_eq!(update(&mut state, Msg::Open(part)), []);
    let questions = update(&mut state, changed(&Data::default(), 1));
    (state, questions)
}

fn answer(question: &DataQuestion, body: DataReply) -> Msg {
    let ticket = question.ticket;
    Msg::Answer(DataAnswer { ticket, body })
}

fn page_of_one() -> DataReply {
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

fn pictures(bytes: &[u8]) -> DataReply {
    DataReply::Augmented(Ok(Buffer::from(bytes.to_vec())))
}

/// The data with pictures turned by that many degrees.
fn rotated(degrees: f32) -> Data {
    let augmentation = Augmentation {
        rotation_range: degrees,
        ..Augmentation::default()
    };
    Data {
        augmentation,
        ..Data::default()
    }
}

#[test]
fn a_part_asks_for_what_it_shows_and_only_once() {
    let (mut state, asked) = open(Part::Overview);
    assert!(
        matches!(
            asked[..],
            [Question {
                body: DataQuery::Describe,
                ..
            }]
        ),
        "{asked:?}"
    );
    let asked = update(&mut state, Msg::Open(Part::Samples));
    let bodies: Vec<_> = asked.iter().map(|question| &question.body).collect();
    assert!(
        matches!(bodies[..], [DataQuery::Show(_), DataQuery::Project]),
        "{asked:?}"
    );
    assert_eq!(update(&mut state, Msg::Open(Part::Split)), []);
    assert_eq!(update(&mut state, Msg::Open(Part::Samples)), []);
    update(&mut state, answer(&asked[0], page_of_one()));
    assert!(state.page.is_some());
    assert_eq!(update(&mut state, Msg::Open(Part::Samples)), []);
}

#[test]
fn other_samples_are_asked_about_anew() {
    let (mut state, asked) = open(Part::Samples);
    update(&mut state, answer(&asked[1], page_of_one()));
    assert_eq!(update(&mut state, changed(&Data::default(), 1)), []);
    assert!(state.page.is_some(), "the same samples");
    let asked = update(&mut state, changed(&Data::default(), 2));
    assert!(asked.iter().all(|question| question.ticket.about == 2));
    assert_eq!((asked.len(), &state.page), (3, &None));
}

#[test]
fn a_loader_that_lost_the_samples_is_not_asked() {
    let (mut state, _) = open(Part::Samples);
    let lost = Msg::DataChanged {
        data: Box::default(),
        loaded: Some(loaded(1)),
        in_loader: false,
    };
    assert_eq!(update(&mut state, lost), []);
    let next = Msg::ShowSamples(SampleFilter::Training, PAGE);
    assert_eq!(update(&mut state, next), []);
    assert_eq!(update(&mut state, Msg::Open(Part::Augment)), []);
    // Another one has loaded them.
    assert_eq!(update(&mut state, changed(&Data::default(), 2)).len(), 2);
}

#[test]
fn answers_about_another_load_are_dropped() {
    for (part, reply) in [
        (Part::Samples, page_of_one()),
        (Part::Samples, DataReply::Projection(Err(refused()))),
        (Part::Augment, pictures(&[1])),
        (Part::Augment, DataReply::Augmented(Err(refused()))),
    ] {
        let (mut state, old) = open(part);
        update(&mut state, changed(&Data::default(), 2));
        let before = state.clone();
        for question in &old {
            update(&mut state, answer(question, reply.clone()));
        }
        assert_eq!(state, before, "{reply:?}");
    }
}

#[test]
fn the_answer_for_a_page_that_was_left_is_dropped() {
    let (mut state, old) = open(Part::Samples);
    let turned = update(
        &mut state,
        Msg::ShowSamples(SampleFilter::Class(2), PAGE + 1),
    );
    let [
        Question {
            body: DataQuery::Show(page),
            ..
        },
    ] = &turned[..]
    else {
        panic!("{turned:?}")
    };
    assert_eq!((page.filter, page.from), (SampleFilter::Class(2), PAGE));
    update(&mut state, answer(&old[1], page_of_one()));
    assert_eq!(state.page, None);
    update(&mut state, answer(&turned[0], page_of_one()));
    assert!(state.page.is_some());
}

#[test]
fn a_refusal_is_told_where_it_was_asked_for() {
    let (mut state, asked) = open(Part::Samples);
    update(
        &mut state,
        answer(&asked[2], DataReply::Projection(Err(refused()))),
    );
    assert_eq!(state.scatter, Some(Err("No. Do so.".to_owned())));
    assert_eq!(state.preview_error, None, "of the augmentation");

    let asked = update(&mut state, Msg::Open(Part::Augment));
    let refusal = DataReply::Augmented(Err(refused()));
    update(&mut state, answer(&asked[0], refusal));
    assert_eq!(state.preview_error.as_deref(), Some("No. Do so."));
    let asked = update(&mut state, Msg::PreviewSample(1));
    update(&mut state, answer(&asked[0], pictures(&[1])));
    assert_eq!(state.preview_error, None);
}

#[test]
fn the_preview_follows_a_slider_one_question_at_a_time() {
    let (mut state, asked) = open(Part::Augment);
    let first = asked.last().unwrap();
    for degrees in [10.0, 20.0, 30.0] {
        assert_eq!(
            update(&mut state, Msg::Edit(Box::new(rotated(degrees)))),
            []
        );
    }
    let asked = update(&mut state, answer(first, pictures(&[1])));
    assert_eq!(*state.changed, [1], "on the way to the newest");
    let [
        Question {
            body: DataQuery::Augment { augmentation, .. },
            ..
        },
    ] = &asked[..]
    else {
        panic!("{asked:?}")
    };
    assert_eq!(**augmentation, rotated(30.0).augmentation);
    let asked = update(&mut state, answer(&asked[0], pictures(&[3])));
    assert_eq!((asked, &state.changed[..]), (Vec::new(), &[3][..]));
}

#[test]
fn edited_settings_stay_while_others_change() {
    let (mut state, _) = open(Part::Augment);
    update(&mut state, Msg::Edit(Box::new(rotated(10.0))));
    assert_eq!(state.edited_parts(), [Part::Augment]);
    let mut now = Data::default();
    now.split.validation = 0.3;
    update(&mut state, changed(&now, 2));
    assert_eq!(state.draft.split, now.split);
    assert_eq!(state.edited_parts(), [Part::Augment]);
    // Applied, nothing is left to apply.
    let applied = state.draft.clone();
    update(&mut state, changed(&applied, 2));
    assert_eq!(state.edited_parts(), []);
    // If that fails, the experiment is what it was, and so are the settings.
    update(&mut state, changed(&now, 2));
    assert_eq!(state.draft, now);
}

#[test]
fn another_data_set_takes_its_own_settings_along() {
    let (mut state, _) = open(Part::Split);
    update(&mut state, Msg::Edit(Box::new(rotated(10.0))));
    let now = Data {
        source: Source::Mnist {},
        ..Data::default()
    };
    update(&mut state, changed(&now, 2));
    assert_eq!((&state.draft, state.edited_parts()), (&now, Vec::new()));
}

#[test]
fn edits_are_told_apart_by_the_part_they_belong_to() {
    let check = |part: Part, edit: fn(&mut Data)| {
        let (mut state, _) = open(part);
        let mut data = Data::default();
        edit(&mut data);
        update(&mut state, Msg::Edit(Box::new(data)));
        assert_eq!(state.edited_parts(), [part]);
        update(&mut state, Msg::Discard);
        assert_eq!(state.edited_parts(), []);
    };
    check(Part::Overview, |data| data.source = Source::Mnist {});
    check(Part::Duplicates, |data| data.prepare.drop_leaked = true);
    check(Part::Prepare, |data| data.prepare.invert = true);
    check(Part::Split, |data| data.split.stratify = true);
    check(Part::Augment, |data| {
        data.augmentation.horizontal_flip = true;
    });
}
