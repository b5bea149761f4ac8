//! Tests of files of models: what is written is read, and whatever else is refused.

use std::borrow::Cow;
use std::collections::HashMap;

use proptest::prelude::*;
use safetensors::tensor::{Dtype, TensorView};

use super::*;
use crate::data::prepare::Scaler;
use crate::data::{Column, InputFormat, SampleFormat};
use crate::experiment::{Activation, Experiment, Layer, Model};
use crate::metrics::Totals;

/// A network of four numbers for two classes.
fn experiment() -> Experiment {
    Experiment {
        model: Model::new("", vec![Layer::dense(2, Activation::Softmax)]),
        ..Experiment::default()
    }
}

fn input() -> InputFormat {
    InputFormat {
        classes: vec!["a".into(), "b".into()],
        samples: SampleFormat::Row {
            columns: vec![Column::number("x"), Column::number("y")],
            fills: vec![0.5, 0.1],
        },
        scaler: Scaler {
            shift: vec![0.0],
            factor: vec![1.0],
        },
    }
}

fn position() -> Position {
    let sums = Totals {
        loss: 0.1,
        correct: 3.0,
        samples: 4.0,
    };
    Position::new(7, 6, sums)
}

const NAMES: [(&str, &[usize]); 6] = [
    ("dense/kernel", &[2, 2]),
    ("dense/bias", &[2]),
    ("optimizer/dense/kernel/momentum", &[2, 2]),
    ("optimizer/dense/kernel/velocity", &[2, 2]),
    ("optimizer/dense/bias/momentum", &[2]),
    ("optimizer/dense/bias/velocity", &[2]),
];

fn tensors() -> Vec<TensorToWrite<'static>> {
    let tensors = NAMES.iter().enumerate().map(|(i, (name, shape))| {
        let n: usize = shape.iter().product();
        let values = (0..n).map(|v| (v + 10 * i) as f32 / 3.0);
        TensorToWrite {
            name: (*name).to_owned(),
            shape,
            values: Cow::Owned(values.collect()),
        }
    });
    tensors.collect()
}

fn file() -> Vec<u8> {
    write(&experiment(), &input(), &position(), &tensors()).unwrap()
}

fn check(bytes: &[u8]) -> Result<(), ModelFileError> {
    ModelFile::open(bytes)?.check().map(drop)
}

/// Checks that a file is refused with a message that says so much, and a hint.
#[track_caller]
fn refused(bytes: &[u8], expected: &str) {
    let error = check(bytes).unwrap_err();
    assert!(error.message.contains(expected), "{error:?}");
    assert!(!error.hint.is_empty());
}

#[test]
fn what_is_written_is_read_to_the_bit() {
    let bytes = file();
    let read = ModelFile::open(&bytes).unwrap();
    assert_eq!(read.check().unwrap(), (experiment(), input(), position()));
    assert_eq!(read.position().unwrap().sums(), position().sums());
    for tensor in tensors() {
        let values = read.tensor(&tensor.name, tensor.shape).unwrap();
        assert_eq!(values, &tensor.values[..]);
    }
    assert_eq!(file(), bytes, "the same model gives the same file");
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let bytes = file();
    for len in 0..bytes.len() {
        let error = check(&bytes[..len]).unwrap_err();
        assert!(!error.hint.is_empty(), "{len}: {error:?}");
    }
    let longer = [&bytes[..], &[0]].concat();
    refused(&longer, "damaged");
    refused(&bytes[..bytes.len() - 1], "cut short");
}

#[test]
fn other_files_are_refused_as_what_they_are() {
    refused(b"", "no safetensors file");
    refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no safetensors file");
    refused(
        b"PK\x03\x04 and so on, as archives begin",
        "no safetensors file",
    );
    let view = TensorView::new(Dtype::F32, vec![1], &[0; 4]).unwrap();
    let others = safetensors::serialize([("weight", &view)], None).unwrap();
    refused(&others, "no experiment");
}

#[test]
fn tensors_that_are_missing_or_of_another_shape_or_type_are_named() {
    for i in 0..NAMES.len() {
        let name = NAMES[i].0;
        let mut all = tensors();
        all.remove(i);
        let bytes = write(&experiment(), &input(), &position(), &all).unwrap();
        refused(&bytes, &format!("{name} is missing"));
        let mut all = tensors();
        all[i].shape = &[1, 2];
        all[i].values = Cow::Owned(vec![0.0; 2]);
        let bytes = write(&experiment(), &input(), &position(), &all).unwrap();
        refused(&bytes, &format!("{name} has shape [1, 2]"));
    }
    // The same file with other reals.
    let bytes = file();
    let (_, metadata) = safetensors::SafeTensors::read_metadata(&bytes).unwrap();
    let half = [0; 8];
    let views = NAMES.map(|(name, shape)| {
        let n: usize = shape.iter().product();
        let view = TensorView::new(Dtype::BF16, shape.to_vec(), &half[..2 * n]);
        (name, view.unwrap())
    });
    let views = views.iter().map(|(name, view)| (*name, view));
    let other = safetensors::serialize(views, metadata.metadata().clone()).unwrap();
    refused(&other, "dense/kernel is of BF16 values");
}

/// The file with its text changed.
fn with_text(change: impl Fn(&str) -> String) -> Vec<u8> {
    let bytes = file();
    let (_, metadata) = safetensors::SafeTensors::read_metadata(&bytes).unwrap();
    let text = &metadata.metadata().as_ref().unwrap()["hearth"];
    let tensors = tensors();
    let views = tensors.iter().map(|tensor| (tensor.name.as_str(), tensor));
    let metadata = HashMap::from([("hearth".to_owned(), change(text))]);
    safetensors::serialize(views, Some(metadata)).unwrap()
}

#[test]
fn a_text_that_is_not_as_it_was_is_refused_with_what_is_wrong() {
    let replaced = |from: &str, to: &str| {
        with_text(|text| {
            assert!(text.contains(from), "{text}");
            text.replacen(from, to, 1)
        })
    };
    refused(&with_text(|_| String::new()), "damaged");
    refused(&with_text(|_| "{}".into()), "version");
    refused(&replaced("\"version\":1", "\"version\":2"), "version 2");
    refused(&replaced("\"position\"", "\"place\""), "position");
    refused(&replaced("\"input\"", "\"in\""), "input");
    refused(&replaced("\"experiment\"", "\"spec\""), "experiment");
    refused(
        &replaced("\"units\":2", "\"units\":0"),
        "model.layers[0].units",
    );
    refused(&replaced("\"units\":2", "\"units\":3"), "3 values a sample");
    refused(&replaced("[0.5,0.1]", "[0.5]"), "gaps of 1");
    refused(&replaced("\"factor\":[1.0]", "\"factor\":[]"), "0 factors");
    refused(&replaced("[\"a\",\"b\"]", "[]"), "0 classes");
}

#[test]
fn positions_that_no_run_comes_to_are_known() {
    assert!(position().is_within(7) && !position().is_within(6));
    let sums = Totals {
        samples: 1.0,
        ..Totals::default()
    };
    assert!(!Position::new(0, 0, sums).is_within(9));
    let sums = Totals {
        loss: f64::NAN,
        ..Totals::default()
    };
    assert!(!Position::new(1, 1, sums).is_within(9));
}

proptest! {
    #[test]
    fn changed_bytes_are_read_or_refused_and_never_panic(
        at in any::<prop::sample::Index>(),
        changes in prop::collection::vec(any::<u8>(), 1..4),
    ) {
        let mut bytes = file();
        let at = at.index(bytes.len());
        for (byte, change) in bytes[at..].iter_mut().zip(changes) {
            *byte ^= change;
        }
        if let Err(error) = check(&bytes) {
            prop_assert!(!error.message.is_empty() && !error.hint.is_empty());
        }
    }

    #[test]
    fn what_scales_and_fills_comes_back_to_the_bit(bits in prop::collection::vec(any::<u32>(), 2)) {
        let values: Vec<f32> = bits.into_iter().map(f32::from_bits).collect();
        prop_assume!(values.iter().all(|v| v.is_finite()));
        let mut input = input();
        input.scaler = Scaler { shift: values.clone(), factor: values.clone() };
        if let SampleFormat::Row { fills, .. } = &mut input.samples {
            fills.clone_from(&values);
        }
        let bytes = write(&experiment(), &input, &position(), &tensors()).unwrap();
        let read = ModelFile::open(&bytes).unwrap().input().unwrap();
        let of = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        prop_assert_eq!(of(&read.scaler.shift), of(&values));
    }
}
