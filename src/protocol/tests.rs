//! Messages as bytes: what is sent is what arrives.

use super::*;
use crate::data::describe::describe;
use crate::data::{Column, Features, Loaded};
use crate::experiment::layers;
use crate::experiment::{Activation, Experiment, Layer, Optimizer, Padding, Source};
use crate::run::{EpochResult, Evaluation, Notice};

const ODD: [f64; 3] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];

/// The message on the other side. As a text: NaN is not equal to itself.
fn arrives<T: BorshSerialize + BorshDeserialize + std::fmt::Debug>(message: &T) {
    let (bytes, buffers) = pack(message).expect("it can be sent");
    let back: T = unpack(&bytes, buffers).expect("it can be read");
    assert_eq!(format!("{back:?}"), format!("{message:?}"));
}

#[test]
fn an_experiment_arrives_as_it_was_sent() {
    let layers = vec![
        Layer::conv2d(2, 3, Padding::Same, Activation::Relu),
        Layer::max_pooling2d(2),
        Layer::batch_normalization(),
        Layer::dropout(0.1),
        Layer::flatten(),
        layers::Activation {
            activation: Activation::Linear,
        }
        .into(),
        Layer::dense(10, Activation::Softmax),
    ];
    for source in Source::built_in() {
        let mut experiment = Experiment {
            seed: u64::MAX,
            optimizer: Optimizer::sgd(1e9),
            ..Experiment::default()
        };
        experiment.data.source = source;
        experiment.data.augmentation.brightness_range = Some([0.5, 2.0]);
        experiment.model.layers.clone_from(&layers);
        let prepare = RunCommand::Prepare {
            experiment: Box::new(experiment),
            snapshot: None,
        };
        let command = Command::Run(RunId(7), prepare);
        let bytes = borsh::to_vec(&command).expect("it can be sent");
        assert_eq!(borsh::from_slice::<Command>(&bytes).expect("read"), command);
        assert!(borsh::from_slice::<Command>(&bytes[..bytes.len() - 1]).is_err());
    }
}

#[test]
fn numbers_that_are_none_break_no_message() {
    let run = RunId(1);
    for odd in ODD {
        let single = odd as f32;
        let scores = Scores {
            loss: odd,
            accuracy: odd,
        };
        let events = [
            RunEvent::EpochEnd(EpochResult {
                epoch: 1,
                step: 1,
                train: scores,
                validation: Some(scores),
                test: scores,
                seconds: odd,
            }),
            RunEvent::Evaluated {
                step: 1,
                evaluation: Evaluation {
                    test: scores,
                    confusion: vec![vec![1]],
                },
            },
            RunEvent::Notice(Notice::EarlyStopped {
                epoch: 2,
                best_epoch: 1,
                best: odd,
            }),
            RunEvent::Progress(Progress {
                epoch: 1,
                steps: vec![StepRecord {
                    step: 1,
                    loss: single,
                    accuracy: single,
                    learning_rate: 0.001,
                }],
                images_per_second: odd,
                seconds_left: Some(odd),
            }),
        ];
        for event in events {
            arrives(&Event::Run(run, event));
        }
        let prediction = Prediction {
            probabilities: vec![single; 10],
            seen: [28, 28],
            picture: Buffer::from(vec![1; 28 * 28]),
            layers: Vec::new(),
            is_empty: false,
        };
        arrives(&Event::Answer(Answer {
            ticket: Ticket { id: 1, about: run },
            body: NetworkReply::Prediction(Ok(prediction)),
        }));
    }
}

#[test]
fn a_column_from_one_infinity_to_the_other_can_be_described() {
    let values = vec![f32::INFINITY, f32::NEG_INFINITY];
    let rows = Features::new(vec![Column::number("x")], values, vec![0, 1]);
    let description = describe(&Loaded {
        classes: vec!["a".into(), "b".into()],
        train: Some(rows.expect("rows").into()),
        ..Loaded::default()
    });
    let mean = description.parts[0].columns[0].numbers.map(|n| n.mean);
    assert!(mean.is_some_and(f32::is_nan));
    let description = Box::new(description);
    arrives(&DataReply::Description {
        description,
        means: Buffer::default(),
    });
}

#[test]
fn a_greeting_is_laid_out_alike_in_every_build() {
    let build = "b1".to_owned();
    let greeting = [0, 2, 0, 0, 0, b'b', b'1'];
    let greeting_event = Event::Ready {
        build: build.clone(),
    };
    assert_eq!(borsh::to_vec(&greeting_event).expect("written"), greeting);
    let greeting_event = DataEvent::Ready { build };
    assert_eq!(borsh::to_vec(&greeting_event).expect("written"), greeting);
}
