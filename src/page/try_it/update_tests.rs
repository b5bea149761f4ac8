//! What is asked when something is tried, and which answers are believed.

use super::super::state::{GRID, cell_value};
use super::*;
use crate::data::{Column, ColumnKind, ColumnRange};

fn open(kind: TryKind) -> (State, Vec<Request>) {
    let mut state = State::default();
    let requests = load(&mut state, 1, kind);
    (state, requests)
}

fn load(state: &mut State, number: u32, kind: TryKind) -> Vec<Request> {
    let loaded = Some(LoadedKind { number, kind });
    let msg = Msg::DataChanged {
        loaded,
        in_loader: true,
    };
    update(state, msg)
}

/// The questions among requests.
fn asked(requests: &[Request]) -> Vec<(Ticket<u32>, TryQuery)> {
    let question = |request: &Request| match request {
        Request::Ask(Question {
            ticket,
            body: DataQuery::Try(query),
        }) => Some((*ticket, query.clone())),
        _ => None,
    };
    requests.iter().filter_map(question).collect()
}

fn answer(state: &mut State, ticket: Ticket<u32>, reply: TryReply) -> Vec<Request> {
    let body = DataReply::Try(reply);
    update(state, Msg::Answer(DataAnswer { ticket, body }))
}

fn file(name: &str) -> Origin {
    Origin::File {
        name: name.to_owned(),
        url: format!("blob:{name}"),
    }
}

fn pick(state: &mut State, origin: Origin) -> Vec<Request> {
    let file = vec![1, 2, 3];
    update(state, Msg::Picture { file, origin })
}

fn tries(bytes: &[u8]) -> Request {
    Request::Try(Some(bytes.to_vec().into()))
}

#[test]
fn a_picture_is_read_then_tried_and_the_one_before_let_go_of() {
    let (mut state, requests) = open(TryKind::Picture);
    assert_eq!(requests, [], "nothing to ask before");
    let first = asked(&pick(&mut state, file("a.png")));
    let query = TryQuery::Picture {
        name: "a.png".to_owned(),
        file: vec![1, 2, 3],
    };
    assert_eq!(first[0].1, query);
    let done = answer(
        &mut state,
        first[0].0,
        TryReply::Picture(Ok(vec![7].into())),
    );
    assert_eq!(done, [tries(&[7])]);
    assert_eq!(state.origin, Some(file("a.png")));
    let second = asked(&pick(&mut state, file("b.png")));
    let done = answer(
        &mut state,
        second[0].0,
        TryReply::Picture(Ok(vec![8].into())),
    );
    assert_eq!(
        done,
        [Request::Release("blob:a.png".to_owned()), tries(&[8])]
    );
}

#[test]
fn what_is_no_picture_is_reported_and_what_was_shown_stays() {
    let (mut state, _) = open(TryKind::Picture);
    let first = asked(&pick(&mut state, file("a.png")));
    answer(
        &mut state,
        first[0].0,
        TryReply::Picture(Ok(vec![7].into())),
    );
    let second = asked(&pick(&mut state, file("notes.txt")));
    let error = WireError::new(
        ErrorKind::Data,
        "notes.txt is no picture",
        "Choose another.",
    );
    let done = answer(
        &mut state,
        second[0].0,
        TryReply::Picture(Err(error.clone())),
    );
    assert_eq!(done, [Request::Release("blob:notes.txt".to_owned())]);
    assert_eq!(state.origin, Some(file("a.png")));
    assert_eq!(state.fault, Some(error));
}

#[test]
fn the_newest_picture_wins_and_the_camera_waits_for_its_answer() {
    let (mut state, _) = open(TryKind::Picture);
    let first = asked(&pick(&mut state, Origin::Camera));
    assert_eq!(pick(&mut state, Origin::Camera), [], "one at a time");
    let second = asked(&pick(&mut state, file("b.png")));
    let outdated = answer(
        &mut state,
        first[0].0,
        TryReply::Picture(Ok(vec![1].into())),
    );
    assert_eq!(outdated, []);
    let done = answer(
        &mut state,
        second[0].0,
        TryReply::Picture(Ok(vec![2].into())),
    );
    assert_eq!(done, [tries(&[2])]);
}

#[test]
fn a_test_sample_comes_with_its_class_and_every_press_asks_for_another() {
    let (mut state, _) = open(TryKind::Picture);
    let first = asked(&update(&mut state, Msg::TestSample));
    let second = asked(&update(&mut state, Msg::TestSample));
    assert_eq!(first[0].1, TryQuery::TestSample { number: 0 });
    assert_eq!(second[0].1, TryQuery::TestSample { number: 1 });
    let reply = |index| TryReply::TestSample {
        index,
        label: 3,
        sample: vec![5].into(),
    };
    assert_eq!(answer(&mut state, first[0].0, reply(10)), [], "stale");
    assert_eq!(answer(&mut state, second[0].0, reply(11)), [tries(&[5])]);
    assert_eq!(state.true_class, Some(3));
    assert_eq!(state.origin, Some(Origin::TestSample(11)));
}

#[test]
fn a_test_sample_is_not_replaced_by_a_picture_asked_for_before() {
    let (mut state, _) = open(TryKind::Picture);
    let picture = asked(&pick(&mut state, file("a.png")));
    let requests = update(&mut state, Msg::TestSample);
    assert_eq!(requests[0], Request::Release("blob:a.png".to_owned()));
    let late = answer(
        &mut state,
        picture[0].0,
        TryReply::Picture(Ok(vec![1].into())),
    );
    assert_eq!(late, []);
}

#[test]
fn other_data_clears_what_was_tried() {
    let (mut state, _) = open(TryKind::Picture);
    let first = asked(&pick(&mut state, file("a.png")));
    answer(
        &mut state,
        first[0].0,
        TryReply::Picture(Ok(vec![7].into())),
    );
    let requests = load(&mut state, 2, TryKind::Picture);
    let released = Request::Release("blob:a.png".to_owned());
    assert_eq!(requests, [released]);
    assert_eq!(state.origin, None);
    let next = asked(&update(&mut state, Msg::TestSample));
    assert_eq!(next[0].0.about, 2);
    assert!(next[0].0.id > 0);
    assert_eq!(load(&mut state, 2, TryKind::Picture), [], "the same data");
}

#[test]
fn without_data_in_the_loader_the_reason_is_shown() {
    let (mut state, _) = open(TryKind::Picture);
    let loaded = state.loaded;
    let in_loader = false;
    update(&mut state, Msg::DataChanged { loaded, in_loader });
    assert_eq!(update(&mut state, Msg::TestSample), []);
    let fault = state.fault.expect("a fault");
    assert!(fault.hint.contains("load it again"), "{fault:?}");
}

fn columns() -> Vec<ColumnRange> {
    let values = vec!["blue".to_owned(), "red".to_owned()];
    let column = |name: &str, kind| Column {
        name: name.to_owned(),
        kind,
    };
    vec![
        ColumnRange {
            column: column("length", ColumnKind::Number),
            range: [1.5, 4.0],
            typical: 2.0,
        },
        ColumnRange {
            column: column("colour", ColumnKind::Category { values }),
            range: [0.0, 1.0],
            typical: 1.0,
        },
    ]
}

#[test]
fn a_form_is_filled_with_a_test_sample_and_answered_as_it_is_typed_in() {
    let (mut state, requests) = open(TryKind::Row);
    let first = asked(&requests);
    assert_eq!(first[0].1, TryQuery::Columns);
    let requests = answer(&mut state, first[0].0, TryReply::Columns(columns()));
    let sample = asked(&requests);
    let reply = TryReply::TestSample {
        index: 4,
        label: 1,
        sample: packed(&[2.5, 1.0]).into(),
    };
    let done = answer(&mut state, sample[0].0, reply);
    assert_eq!(done, [tries(&packed(&[2.5, 1.0]))]);
    assert_eq!(state.cells, ["2.5", "1"]);
    assert_eq!(state.true_class, Some(1));

    let done = update(&mut state, Msg::Type(0, "3,25".to_owned()));
    assert_eq!(done, [tries(&packed(&[3.25, 1.0]))]);
    assert_eq!(state.true_class, None, "no longer that sample");
    let done = update(&mut state, Msg::Type(0, "long".to_owned()));
    assert_eq!(done, [Request::Try(None)]);
}

#[test]
fn a_wrong_number_says_what_is_allowed() {
    let [length, colour] = columns().try_into().expect("two");
    for text in ["", "x", "1e99", "nan"] {
        let error = cell_value(&length, text).expect_err(text);
        assert_eq!(error, "Use a number. Training rows have 1.5 to 4.");
    }
    assert_eq!(cell_value(&length, " -2 "), Ok(-2.0));
    assert!(cell_value(&colour, "").expect("missing").is_nan());
}

#[test]
fn a_plane_shows_all_points_and_tries_the_chosen_one() {
    let (mut state, requests) = open(TryKind::Plane);
    let first = asked(&requests);
    assert_eq!(first[0].1, TryQuery::Points);
    let reply = TryReply::Points {
        points: packed(&[0.0, 0.0, 10.0, 20.0]).into(),
        labels: vec![0, 1],
        training: 1,
        axes: ["x".to_owned(), "y".to_owned()],
    };
    answer(&mut state, first[0].0, reply);
    let points = state.points.clone().expect("points");
    assert_eq!(points.points, [[0.0, 0.0], [10.0, 20.0]]);
    assert!(points.low[0] < 0.0 && points.low[1] < 0.0);
    let done = update(&mut state, Msg::Choose([1.0, 2.0]));
    assert_eq!(done, [tries(&packed(&[1.0, 2.0]))]);
    assert_eq!(state.point, Some([1.0, 2.0]));
}

#[test]
fn the_grid_covers_the_plane_from_the_upper_left_on() {
    let axes = || ["x".to_owned(), "y".to_owned()];
    let points = Points::new(vec![[0.0, 0.0], [1.0, 1.0]], vec![0, 0], 2, axes());
    let grid = unpacked(&points.grid());
    assert_eq!(grid.len(), 2 * GRID * GRID);
    let [x, y] = points.position([grid[0], grid[1]]);
    let half = 0.5 / GRID as f32;
    assert!(
        (x - half).abs() < 1e-5 && (y - half).abs() < 1e-5,
        "{x} {y}"
    );
    let [x, y] = points.point_at(points.position([0.25, 0.75]));
    assert!(
        (x - 0.25).abs() < 1e-5 && (y - 0.75).abs() < 1e-5,
        "{x} {y}"
    );
    let same = Points::new(vec![[3.0, 3.0]], vec![0], 1, axes());
    assert!(same.size.iter().all(|size| *size > 0.0));
}

#[test]
fn what_another_part_of_the_page_tries_is_shown_here_and_stays() {
    let (mut state, _) = open(TryKind::Picture);
    pick(&mut state, file("a.png"));
    let chosen = Some(Buffer::from(vec![5]));
    assert_eq!(update(&mut state, Msg::Tried(chosen.clone())), []);
    assert_eq!(state.origin, Some(Origin::Page));
    // What it tried itself comes back from the page, and is no news.
    let sample = asked(&update(&mut state, Msg::TestSample));
    let reply = TryReply::TestSample {
        index: 3,
        label: 1,
        sample: vec![7].into(),
    };
    answer(&mut state, sample[0].0, reply);
    assert_eq!(update(&mut state, Msg::Tried(Some(vec![7].into()))), []);
    assert_eq!(state.origin, Some(Origin::TestSample(3)));

    // A row that was chosen before the form is there is filled in when it is.
    let mut state = State::default();
    update(&mut state, Msg::Tried(Some(packed(&[2.5, 1.0]).into())));
    let question = asked(&load(&mut state, 1, TryKind::Row));
    let reply = TryReply::Columns(columns());
    assert_eq!(answer(&mut state, question[0].0, reply), []);
    assert_eq!(state.cells, ["2.5", "1"]);
}
