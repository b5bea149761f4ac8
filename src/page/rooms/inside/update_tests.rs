//! Tests of the room's state: what it asks when, and what it makes of the answers.

use super::*;
use crate::data::Role;
use crate::data::{Column, ColumnRange};
use crate::experiment::{Activation, Layer, Padding, Shape};
use crate::page::rooms::inside::state::{Convolution, Panel, Progress};
use crate::page::rooms::inside::values::Which;
use crate::protocol::{
    Answer, Buffer, DataAnswer, DataReply, ErrorKind, InsideAnswer, InsideQuery, InsideReply,
    LayerOutputs, Layout, Method, NetworkOutputs, NetworkQuery, OutputValues, Packed, Question,
    ReduceEvent, RunId, TryReply, WireError,
};

fn asked(run: u32, step: usize) -> Asked {
    Asked {
        run: RunId(run),
        step,
        layers: Arc::new(vec![
            Layer::conv2d(2, 3, Padding::Same, Activation::Relu),
            Layer::flatten(),
            Layer::dense(3, Activation::Softmax),
        ]),
        names: ["conv2d", "flatten", "dense"].map(str::to_owned).to_vec(),
        convolutions: vec![Convolution {
            path: vec![0],
            name: "conv2d".to_owned(),
        }],
        outputs: vec![Shape::Image([2, 2, 2]), Shape::Flat(8), Shape::Flat(3)],
        classes: 3,
        picture: Some([2, 2, 1]),
        is_table: false,
    }
}

fn sample(byte: u8) -> Tried {
    Tried::Sample(Buffer::from(vec![byte; 4]))
}

fn follow_run(state: &mut State, run: u32, step: usize, tried: u8) -> Vec<InsideQuery> {
    let msg = Msg::Follow {
        asked: Some(asked(run, step)),
        is_running: step > 0,
        tried: Some(sample(tried)),
        load: Some(1),
    };
    queries(update(state, msg))
}

fn queries(requests: Vec<Request>) -> Vec<InsideQuery> {
    let queries = requests.into_iter().filter_map(|request| match request {
        Request::Ask(Question {
            body: NetworkQuery::Inside(packed),
            ..
        }) => Some(packed.open().expect("a query")),
        _ => None,
    });
    queries.collect()
}

/// Answers the open question about a topic.
fn answer(state: &mut State, topic: Topic, body: Result<InsideAnswer, WireError>) -> Vec<Request> {
    let ticket = state.inquiry(topic).asker.open().expect("an open question");
    let body = NetworkReply::Inside(Packed::new(&InsideReply { topic, body }));
    update(state, Msg::Answer(Answer { ticket, body }))
}

fn layers(probabilities: &[f32]) -> InsideAnswer {
    let seen = |shape, values: &[f32]| OutputValues {
        shape,
        values: Buffer::of_reals(values),
    };
    InsideAnswer::Layers(NetworkOutputs {
        is_empty: false,
        step: 1,
        input: seen(Shape::Image([2, 2, 1]), &[0.0; 4]),
        layers: vec![LayerOutputs {
            name: "conv2d".to_owned(),
            is_convolution: true,
            output: seen(
                Shape::Image([2, 2, 2]),
                &[0.0, 3.0, 1.0, 2.0, 0.0, 0.0, 5.0, 0.0],
            ),
        }],
        within: Vec::new(),
        probabilities: probabilities.to_vec(),
    })
}

fn opened(panel: Panel) -> State {
    let mut state = State::default();
    update(&mut state, Msg::Open(Some(panel)));
    state
}

#[test]
fn nothing_is_asked_while_the_room_is_left_or_nobody_can_answer() {
    let mut state = opened(Panel::Maps);
    let nobody = Msg::Follow {
        asked: None,
        is_running: false,
        tried: Some(sample(1)),
        load: None,
    };
    assert!(update(&mut state, nobody).is_empty());
    update(&mut state, Msg::Open(None));
    assert!(follow_run(&mut state, 1, 0, 1).is_empty());
}

/// What the maps ask.
fn maps_of(tried: Tried) -> InsideQuery {
    InsideQuery::Layers {
        tried,
        within_blocks: true,
    }
}

#[test]
fn maps_follow_the_network_and_the_input_one_question_at_a_time() {
    let mut state = opened(Panel::Maps);
    let first = follow_run(&mut state, 1, 0, 1);
    assert_eq!(first[0], maps_of(sample(1)));
    assert!(matches!(
        first[1],
        InsideQuery::Weights {
            layer: 0,
            initial: true
        }
    ));
    assert!(follow_run(&mut state, 1, 5, 2).is_empty(), "both are open");
    let next = queries(answer(
        &mut state,
        Topic::Layers,
        Ok(layers(&[0.1, 0.7, 0.2])),
    ));
    assert_eq!(next, [maps_of(sample(2))]);
    assert_eq!(state.explained_class(), Some(1));
    assert_eq!(state.place(), [0, 1], "where the map is largest");
    update(
        &mut state,
        Msg::Choose {
            layer: Which::Layer(0),
            unit: 1,
        },
    );
    assert_eq!(state.place(), [1, 0]);
    update(&mut state, Msg::Place([1, 1]));
    assert_eq!(state.place(), [1, 1]);
}

#[test]
fn a_map_within_a_block_is_chosen_until_another_part_is_opened() {
    let mut state = opened(Panel::Maps);
    follow_run(&mut state, 1, 0, 1);
    let InsideAnswer::Layers(mut seen) = layers(&[0.1, 0.7, 0.2]) else {
        unreachable!("layers are seen");
    };
    let mut inner = seen.layers[0].clone();
    inner.name = "conv2d/inner".to_owned();
    inner.output.values = Buffer::of_reals(&[0.0, 0.0, 0.0, 8.0, 9.0, 0.0, 0.0, 0.0]);
    seen.within.push(inner);
    answer(&mut state, Topic::Layers, Ok(InsideAnswer::Layers(seen)));
    let choose = |layer| Msg::Choose { layer, unit: 1 };
    update(&mut state, choose(Which::Within(0)));
    assert_eq!((state.chosen(), state.place()), (Which::Within(0), [0, 0]));
    update(&mut state, choose(Which::Within(5)));
    assert_eq!(state.chosen(), Which::Within(0), "there is no sixth");
    update(&mut state, choose(Which::Layer(0)));
    assert_eq!(state.place(), [1, 0]);
    update(&mut state, choose(Which::Within(0)));
    update(&mut state, Msg::Open(Some(Panel::Path)));
    assert_eq!((state.chosen(), state.unit), (Which::Layer(0), 0));
}

#[test]
fn an_answer_of_another_run_is_stale() {
    let mut state = opened(Panel::Maps);
    follow_run(&mut state, 1, 0, 1);
    let old = state.inquiry(Topic::Layers).asker.open().expect("open");
    let again = follow_run(&mut state, 2, 0, 1);
    assert_eq!(again.len(), 2);
    let reply = InsideReply {
        topic: Topic::Layers,
        body: Ok(layers(&[1.0, 0.0, 0.0])),
    };
    let body = NetworkReply::Inside(Packed::new(&reply));
    update(&mut state, Msg::Answer(Answer { ticket: old, body }));
    assert_eq!(state.seen, None);
}

#[test]
fn what_takes_long_is_not_explained_anew_with_every_step() {
    let mut state = opened(Panel::Explanation);
    update(&mut state, Msg::Method(Method::SmoothGrad));
    let first = follow_run(&mut state, 1, 0, 1);
    assert_eq!(first.len(), 1, "no class is known yet");
    let then = queries(answer(
        &mut state,
        Topic::Layers,
        Ok(layers(&[0.1, 0.7, 0.2])),
    ));
    let [
        InsideQuery::Explain {
            class: 1,
            method: Method::SmoothGrad,
            ..
        },
    ] = then[..]
    else {
        panic!("{then:?}")
    };
    let part = InsideAnswer::Progress {
        done: 4,
        of: 32,
        preview: Buffer::default(),
    };
    assert!(answer(&mut state, Topic::Explanation, Ok(part)).is_empty());
    let progress = state.inquiry(Topic::Explanation).progress;
    assert_eq!(progress, Some(Progress { done: 4, of: 32 }));
    let heat = InsideAnswer::Heat {
        shape: [2, 2, 1],
        values: Buffer::of_reals(&[0.0, 1.0, 2.0, 3.0]),
    };
    answer(&mut state, Topic::Explanation, Ok(heat));
    assert_eq!(state.heat.as_ref().map(|heat| heat.size), Some([2, 2]));
    let with_a_step = follow_run(&mut state, 1, 2, 1);
    assert!(matches!(with_a_step[..], [InsideQuery::Layers { .. }]));
    let with_another_picture = follow_run(&mut state, 1, 3, 2);
    assert!(matches!(
        with_another_picture[..],
        [InsideQuery::Explain { .. }]
    ));
    // Grad-CAM takes one portion.
    let quick = queries(update(&mut state, Msg::Method(Method::GradCam)));
    let [InsideQuery::Explain { layer, .. }] = &quick[..] else {
        panic!("{quick:?}")
    };
    assert_eq!(layer, &[0]);
}

#[test]
fn weights_keep_what_they_began_as() {
    let mut state = opened(Panel::Filters);
    follow_run(&mut state, 1, 0, 1);
    let weights = |now: f32, initial: &[f32]| {
        InsideAnswer::Weights(vec![crate::protocol::WeightValues {
            name: "conv2d/kernel".to_owned(),
            shape: vec![1],
            now: Buffer::of_reals(&[now]),
            initial: Buffer::of_reals(initial),
        }])
    };
    answer(&mut state, Topic::Weights, Ok(weights(1.0, &[1.0])));
    let next = follow_run(&mut state, 1, 1, 1);
    assert!(matches!(
        next[..],
        [InsideQuery::Weights { initial: false, .. }]
    ));
    answer(&mut state, Topic::Weights, Ok(weights(2.0, &[])));
    let array = &state.weights.as_ref().expect("weights").arrays[0];
    assert_eq!(
        (&array.name[..], &array.now[..], &array.initial[..]),
        ("kernel", &[2.0][..], &[1.0][..])
    );
}

#[test]
fn an_embedding_is_asked_laid_out_and_can_be_cancelled() {
    let mut state = opened(Panel::Embedding);
    follow_run(&mut state, 1, 0, 1);
    let query = queries(update(&mut state, Msg::Embed));
    assert!(
        matches!(query[..], [InsideQuery::Embed { layer: 1, .. }]),
        "{query:?}"
    );
    let rows = InsideAnswer::Embedding {
        indices: vec![4, 7],
        labels: vec![0, 1],
        width: 3,
        values: Buffer::of_reals(&[0.0; 6]),
    };
    let requests = answer(&mut state, Topic::Embedding, Ok(rows));
    assert!(matches!(requests[..], [Request::Reduce(_)]));
    let layout = |done| {
        Msg::Reduced(ReduceEvent::Layout(Layout {
            points: Buffer::of_reals(&[1.0, 2.0, 3.0, 4.0]),
            done,
            of: 10,
            explained: [0.5, 0.25],
        }))
    };
    assert!(update(&mut state, layout(0)).is_empty());
    let embedding = state.embedding.clone().expect("an embedding");
    assert_eq!(embedding.points, [[1.0, 2.0], [3.0, 4.0]]);
    let cancelled = update(&mut state, Msg::Cancel(Topic::Embedding));
    assert_eq!(cancelled, [Request::StopReducing]);
    assert!(state.embedding.is_some(), "what is there stays");
    update(&mut state, layout(5));
    assert_eq!(
        state.embedding.as_ref().map(|e| e.done),
        Some([0, 10]),
        "too late"
    );
}

#[test]
fn what_activates_a_unit_comes_with_pictures_and_faults_are_shown() {
    let mut state = opened(Panel::Units);
    follow_run(&mut state, 1, 0, 1);
    update(&mut state, Msg::FindActivating);
    let found = InsideAnswer::Activating {
        indices: vec![9, 3],
        values: vec![2.0, 1.0],
    };
    let next = queries(answer(&mut state, Topic::Activating, Ok(found)));
    assert_eq!(
        next,
        [InsideQuery::Pictures {
            part: Role::Test,
            indices: vec![9, 3]
        }]
    );
    // Those are a unit's, until others are chosen of the embedding.
    assert!(!state.are_of_embedding());
    let mut chosen = state.clone();
    update(&mut chosen, Msg::Show(vec![5]));
    assert!(chosen.are_of_embedding());
    assert_eq!(chosen.wanted, [5]);
    update(&mut state, Msg::MakeImage);
    let error = WireError::new(ErrorKind::Data, "no", "choose");
    answer(&mut state, Topic::ClassImage, Err(error.clone()));
    assert_eq!(state.inquiry(Topic::ClassImage).fault, Some(error));
    let before = state.image_number;
    let again = queries(update(&mut state, Msg::MakeImage));
    assert!(matches!(again[..], [InsideQuery::ClassImage { seed, .. }] if seed > before));
    let cancelled = queries(update(&mut state, Msg::Cancel(Topic::ClassImage)));
    assert_eq!(cancelled, [InsideQuery::Cancel(Topic::ClassImage)]);
}

#[test]
fn a_test_sample_is_tried_and_a_plane_goes_through_what_is_usual() {
    let mut state = opened(Panel::Boundary);
    let mut table = asked(1, 0);
    table.is_table = true;
    let msg = Msg::Follow {
        asked: Some(table),
        is_running: false,
        tried: None,
        load: Some(4),
    };
    let requests = update(&mut state, msg);
    let [Request::AskLoader(Question { ticket, .. })] = requests[..] else {
        panic!("{requests:?}")
    };
    let column = |name: &str, range, typical| ColumnRange {
        column: Column::number(name.to_owned()),
        range,
        typical,
    };
    let columns = vec![
        column("a", [0.0, 48.0], 9.0),
        column("b", [0.0, 1.0], 0.25),
        column("c", [-1.0, 1.0], 0.5),
    ];
    update(&mut state, Msg::Boundary(Some([2, 0])));
    let body = DataReply::Try(TryReply::Columns(columns));
    let requests = update(&mut state, Msg::DataAnswer(DataAnswer { ticket, body }));
    let [Request::Grid(Some(grid))] = &requests[..] else {
        panic!("{requests:?}")
    };
    let values = grid.to_reals();
    assert_eq!(values.len(), 48 * 48 * 3);
    assert_eq!(values[..2], [47.5, 0.25], "the upper left corner");
    assert!((values[2] + 1.0 - 1.0 / 48.0).abs() < 1e-6);
    assert_eq!(
        update(&mut state, Msg::Boundary(None)),
        [Request::Grid(None)]
    );

    let requests = update(&mut state, Msg::TestSample);
    assert_eq!(
        update(&mut state, test_sample(&requests)),
        [Request::Try(Buffer::from(vec![1]))]
    );
}

/// The loader's answer to a question for a test sample.
fn test_sample(requests: &[Request]) -> Msg {
    let ticket = requests.iter().find_map(|request| match request {
        Request::AskLoader(question) => Some(question.ticket),
        _ => None,
    });
    let ticket = ticket.unwrap_or_else(|| panic!("{requests:?}"));
    let body = DataReply::Try(TryReply::TestSample {
        index: 3,
        label: 1,
        sample: Buffer::from(vec![1]),
    });
    Msg::DataAnswer(DataAnswer { ticket, body })
}

/// The run at rest, with what is tried.
fn at_rest(tried: Option<Tried>) -> Msg {
    Msg::Follow {
        asked: Some(asked(1, 0)),
        is_running: false,
        tried,
        load: Some(1),
    }
}

#[test]
fn who_has_tried_nothing_sees_a_test_sample_once() {
    let mut state = opened(Panel::Maps);
    let requests = update(&mut state, at_rest(None));
    let arrived = test_sample(&requests);
    // Somebody who draws before it comes keeps the drawing.
    let mut drawing = state.clone();
    update(&mut drawing, at_rest(Some(sample(1))));
    assert_eq!(update(&mut drawing, arrived.clone()), []);
    assert!(matches!(update(&mut state, arrived)[..], [Request::Try(_)]));
    update(&mut state, at_rest(Some(sample(1))));
    // What is cleared stays clear.
    assert_eq!(update(&mut state, at_rest(None)), []);
    let mut boundary = opened(Panel::Boundary);
    assert_eq!(update(&mut boundary, at_rest(None)), []);
}

#[test]
fn filters_are_kept_as_they_change() {
    let mut state = opened(Panel::Filters);
    for step in 0..3 {
        follow_run(&mut state, 1, step, 1);
        let weights = InsideAnswer::Weights(vec![crate::protocol::WeightValues {
            name: "residual/conv2d_1/kernel".to_owned(),
            shape: vec![1],
            now: Buffer::of_reals(&[step as f32]),
            initial: Buffer::of_reals(&[0.0]),
        }]);
        answer(&mut state, Topic::Weights, Ok(weights));
    }
    let moments = &state.history.moments;
    let steps: Vec<usize> = moments.iter().map(|(step, _)| *step).collect();
    assert_eq!(steps, [0, 1, 2]);
    let array = &moments[2].1.arrays[0];
    assert_eq!((&array.inner[..], array.now[0]), ("conv2d_1", 2.0));
    follow_run(&mut state, 2, 0, 1);
    assert!(state.history.moments.is_empty(), "another run");
}
