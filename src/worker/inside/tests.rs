//! Questions of the room Inside, answered natively.

use std::sync::Arc;

use pollster::block_on;

use super::outputs::{EMBEDDED, MOST_ACTIVATING, strongest};
use super::*;
use crate::data::{Role, digits};
use crate::engine::{layer_outputs, open};
use crate::experiment::layers::Residual;
use crate::experiment::{Activation, Experiment, Layer, Padding};
use crate::protocol::{DeviceKind, LayerOutputs, Packed, Tried};

const RUN: RunId = RunId(3);

fn session() -> Session {
    session_of(Experiment::default())
}

fn session_of(experiment: Experiment) -> Session {
    let loaded = digits::load(60, 40, 1);
    let data = Dataset::prepare(loaded, &experiment.data, "", experiment.seed);
    let device = block_on(open(DeviceKind::Cpu)).expect("a device");
    let session = Session::new(experiment, Arc::new(data.expect("pictures")), &device);
    session.expect("a session")
}

fn ticket(id: u32) -> Ticket<RunId> {
    Ticket { id, about: RUN }
}

/// All answers to what is open, in their order, as they cross.
fn answers(inside: &mut Inside, session: &Session) -> Vec<(u32, InsideReply)> {
    let mut found = Vec::new();
    while let Some((ticket, reply)) = block_on(inside.advance(RUN, session)) {
        let reply = Packed::new(&reply.expect("a device that works"));
        found.push((ticket.id, reply.open().expect("a reply")));
        assert!(found.len() < 1000, "an end");
    }
    found
}

fn answer(session: &Session, query: InsideQuery) -> InsideAnswer {
    let mut inside = Inside::default();
    inside.ask(ticket(1), query);
    let (_, last) = answers(&mut inside, session).pop().expect("an answer");
    last.body.expect("no error")
}

fn sample(session: &Session) -> Tried {
    let samples = &session.data().test.samples;
    Tried::Sample(session.data().to_sample(samples, 0).into())
}

fn explanation(session: &Session, method: Method) -> InsideQuery {
    InsideQuery::Explain {
        tried: sample(session),
        method,
        class: 3,
        layer: vec![0],
    }
}

fn layers_of(tried: Tried) -> InsideQuery {
    InsideQuery::Layers {
        tried,
        within_blocks: false,
    }
}

#[test]
fn every_layers_output_is_seen_and_an_empty_pad_is_empty() {
    let session = session();
    let InsideAnswer::Layers(seen) = answer(&session, layers_of(sample(&session))) else {
        panic!("layers")
    };
    assert!(!seen.is_empty);
    let summary = session.summary();
    assert_eq!(seen.layers.len(), summary.layers.len());
    for (layer, line) in seen.layers.iter().zip(&summary.layers) {
        assert_eq!((&layer.name, layer.output.shape), (&line.name, line.output));
        assert_eq!(layer.output.values.to_reals().len(), line.output.len());
    }
    let sum: f32 = seen.probabilities.iter().sum();
    assert!((sum - 1.0).abs() < 1e-5);
    let pad = Tried::Drawing {
        strokes: Vec::new(),
        pen: 0.1,
    };
    let InsideAnswer::Layers(seen) = answer(&session, layers_of(pad)) else {
        panic!("layers")
    };
    assert!(seen.is_empty && seen.layers.is_empty());
}

#[test]
fn layers_within_blocks_are_seen_where_they_are_wanted() {
    let block = |layers| -> Layer {
        Residual {
            layers,
            activation: Activation::Relu,
        }
        .into()
    };
    let convolution = || Layer::conv2d(2, 3, Padding::Same, Activation::Relu);
    let mut experiment = Experiment::default();
    experiment.model.layers = vec![
        block(vec![convolution(), block(vec![convolution()])]),
        Layer::flatten(),
        Layer::dense(10, Activation::Softmax),
    ];
    let session = session_of(experiment);
    for within_blocks in [false, true] {
        let tried = sample(&session);
        let query = InsideQuery::Layers {
            tried,
            within_blocks,
        };
        let InsideAnswer::Layers(seen) = answer(&session, query) else {
            panic!("layers")
        };
        let names = |layers: &[LayerOutputs]| -> Vec<String> {
            layers.iter().map(|layer| layer.name.clone()).collect()
        };
        assert_eq!(names(&seen.layers), ["residual", "flatten", "dense"]);
        let within = names(&seen.within);
        if within_blocks {
            let expected = [
                "residual/conv2d",
                "residual/residual/conv2d",
                "residual/residual",
            ];
            assert_eq!(within, expected);
            let last = &seen.within[2].output;
            assert_eq!(last.shape, Shape::Image([28, 28, 2]));
            assert_eq!(last.values.to_reals().len(), 28 * 28 * 2);
        } else {
            assert!(within.is_empty(), "{within:?}");
        }
    }
    // The convolution of the inner block, by its path.
    let query = InsideQuery::Explain {
        tried: sample(&session),
        method: Method::GradCam,
        class: 3,
        layer: vec![0, 1, 0],
    };
    let InsideAnswer::Heat { shape, .. } = answer(&session, query) else {
        panic!("an explanation")
    };
    assert_eq!(shape, [28, 28, 1]);
}

#[test]
fn weights_before_the_first_step_are_those_of_the_seed() {
    let session = session();
    let query = InsideQuery::Weights {
        layer: 0,
        initial: true,
    };
    let InsideAnswer::Weights(weights) = answer(&session, query) else {
        panic!("weights")
    };
    let kernel = &weights[0];
    assert!(kernel.name.ends_with("/kernel"), "{}", kernel.name);
    let n: u32 = kernel.shape.iter().product();
    assert_eq!(kernel.now.to_reals().len(), n as usize);
    assert_eq!(kernel.now, kernel.initial, "nothing is learned yet");
}

#[test]
fn every_method_explains_in_portions() {
    let session = session();
    let methods = [
        (Method::GradCam, [14, 14, 1], 1),
        (Method::HiResCam, [14, 14, 1], 1),
        (Method::Saliency, [28, 28, 1], 1),
        (Method::GradientTimesInput, [28, 28, 1], 1),
        (Method::IntegratedGradients, [28, 28, 1], 9),
        (Method::SmoothGrad, [28, 28, 1], 8),
        (Method::Occlusion, [13, 13, 1], 11),
    ];
    for (method, size, portions) in methods {
        let mut inside = Inside::default();
        inside.ask(ticket(1), explanation(&session, method));
        let all = answers(&mut inside, &session);
        assert_eq!(all.len(), portions, "{method:?}");
        let Ok(InsideAnswer::Heat { shape, values }) = &all[portions - 1].1.body else {
            panic!("{method:?}: {:?}", all[portions - 1])
        };
        assert_eq!(*shape, size, "{method:?}");
        let values = values.to_reals();
        assert_eq!(values.len() as u32, size.iter().product::<u32>());
        assert!(values.iter().any(|value| *value != 0.0), "{method:?}");
    }
}

#[test]
fn smoothgrad_is_the_same_for_the_same_seed() {
    let session = session();
    let twice = [1, 2].map(|_| answer(&session, explanation(&session, Method::SmoothGrad)));
    assert_eq!(twice[0], twice[1]);
}

#[test]
fn a_newer_question_takes_the_place_of_one_about_the_same_and_short_ones_come_first() {
    let session = session();
    let mut inside = Inside::default();
    inside.ask(ticket(1), explanation(&session, Method::SmoothGrad));
    let part = block_on(inside.advance(RUN, &session));
    assert!(part.is_some_and(|(_, reply)| reply.is_ok()));
    inside.ask(
        ticket(2),
        explanation(&session, Method::IntegratedGradients),
    );
    inside.ask(ticket(3), InsideQuery::ClassImage { class: 1, seed: 4 });
    inside.ask(ticket(4), layers_of(sample(&session)));
    let all = answers(&mut inside, &session);
    let ids: Vec<u32> = all.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids[..5], [4, 2, 3, 2, 3], "in turn");
    inside.ask(ticket(5), explanation(&session, Method::SmoothGrad));
    inside.ask(ticket(6), InsideQuery::Cancel(Topic::Explanation));
    assert!(answers(&mut inside, &session).is_empty());
    inside.ask(ticket(7), explanation(&session, Method::SmoothGrad));
    assert!(
        block_on(inside.advance(RunId(4), &session)).is_none(),
        "of a run that is gone"
    );
}

#[test]
fn a_class_image_is_a_picture_with_previews() {
    let session = session();
    let mut inside = Inside::default();
    inside.ask(ticket(1), InsideQuery::ClassImage { class: 2, seed: 1 });
    let all = answers(&mut inside, &session);
    let Ok(InsideAnswer::Progress { preview, .. }) = &all[3].1.body else {
        panic!("a preview")
    };
    assert_eq!(preview.len(), 784);
    let Some((
        _,
        InsideReply {
            body: Ok(InsideAnswer::ClassImage(picture)),
            ..
        },
    )) = all.last()
    else {
        panic!("a picture")
    };
    assert_eq!(picture.len(), 784);
    assert_ne!(picture, preview);
}

#[test]
fn the_samples_that_most_activate_a_unit_are_found_with_their_pictures() {
    let session = session();
    let query = InsideQuery::Activating {
        layer: 0,
        unit: 1,
        part: Role::Test,
    };
    let InsideAnswer::Activating { indices, values } = answer(&session, query) else {
        panic!("samples")
    };
    assert_eq!(indices.len(), MOST_ACTIVATING);
    assert!(values.is_sorted_by(|a, b| a >= b));
    // The first is the first by each one alone.
    let data = session.data();
    let alone = |index: u32| {
        let part = data.part(Role::Test);
        let index = [index];
        let found = layer_outputs(session.network(), data, part, &index, 0);
        let (shape, output) = block_on(found).expect("an output");
        strongest(shape, &output, 1)
    };
    let best = data
        .test
        .indices
        .iter()
        .map(|&i| alone(i))
        .fold(f32::MIN, f32::max);
    assert!((best - values[0]).abs() < 1e-5);
    assert!((alone(indices[0]) - values[0]).abs() < 1e-5);
    let query = InsideQuery::Pictures {
        part: Role::Test,
        indices: indices.clone(),
    };
    let InsideAnswer::Pictures {
        pictures, labels, ..
    } = answer(&session, query)
    else {
        panic!("pictures")
    };
    assert_eq!(
        (pictures.len(), labels.len()),
        (indices.len() * 784, indices.len())
    );
}

#[test]
fn an_embedding_has_a_row_for_each_sample() {
    let session = session();
    let embed = |layer| {
        let query = InsideQuery::Embed {
            layer,
            part: Role::Test,
            samples: 33,
        };
        match answer(&session, query) {
            InsideAnswer::Embedding {
                indices,
                labels,
                width,
                values,
            } => {
                assert_eq!((indices.len(), labels.len()), (33, 33));
                assert_eq!(values.to_reals().len(), 33 * width as usize);
                width as usize
            }
            other => panic!("{other:?}"),
        }
    };
    let layers = &session.summary().layers;
    assert!(embed(0) <= EMBEDDED);
    let last = layers.len() - 1;
    assert_eq!(embed(last as u32), layers[last].output.len());
}
