//! Tests of preparing: the order of things, what is divided how, and that nothing of validation
//! and test is learned from.

use super::*;
use crate::data::{Column, Features, digits, points};
use crate::experiment::{Augmentation, OwnFiles, Points, ReadOptions};

fn settings(json: &str) -> Data {
    serde_json::from_str(json).unwrap()
}

fn digits(settings: &Data) -> Dataset {
    Dataset::prepare(digits::load(100, 20, 7), settings, digits::LICENCE, 42).unwrap()
}

/// Rows of one number, which is their index.
fn rows(n: u16) -> Samples {
    let values = (0..n).map(f32::from).collect();
    let labels = (0..n).map(|i| i % 2).collect();
    Features::new(vec![Column::number("x")], values, labels)
        .unwrap()
        .into()
}

fn loaded(train: Samples) -> Loaded {
    Loaded {
        classes: vec!["a".into(), "b".into()],
        train: Some(train),
        ..Loaded::default()
    }
}

fn own_files(missing: Option<Missing>) -> Source {
    Source::Files(OwnFiles {
        names: vec!["own.zip".into()],
        options: ReadOptions {
            missing,
            ..ReadOptions::default()
        },
    })
}

fn error(loaded: Loaded, settings: &Data) -> DataError {
    Dataset::prepare(loaded, settings, "", 1).unwrap_err()
}

#[test]
fn by_default_samples_are_shared_and_divided_as_they_always_were() {
    let raw = digits::load(100, 20, 7);
    let data = Dataset::prepare(raw.clone(), &Data::default(), "ours", 42).unwrap();
    let lens = [&data.train, &data.validation, &data.test].map(Part::len);
    assert_eq!(lens, [95, 5, 20]);
    for part in [&data.train, &data.validation] {
        assert!(part.samples.is_same(raw.train.as_ref().unwrap()));
    }
    assert!(data.test.samples.is_same(raw.test.as_ref().unwrap()));
    let (train, validation) = split::split(&[0; 100], 0.05, false, seed::derive(42, "split"));
    assert_eq!(data.train.indices, train);
    assert_eq!(data.validation.indices, validation);
    assert_eq!(data.test.indices, (0..20).collect::<Vec<_>>());
    assert_eq!(data.bytes(), raw.bytes());
    let mut values = Vec::new();
    data.fill(&data.test.samples, &[3], &mut values);
    let mut unscaled = Vec::new();
    batch::fill(&data.test.samples, &[3], &mut unscaled);
    assert_eq!(values, unscaled);
    assert_eq!(data.licence, "ours");
}

#[test]
fn classes_samples_colours_and_size_are_chosen() {
    let data = digits(&settings(
        r#"{"prepare": {"classes": ["7", "1"], "limit": 10, "colour": "rgb", "invert": true, "size": [14, 7]},
            "split": {"validation": 0.2, "stratify": true}}"#,
    ));
    assert_eq!(data.classes, ["7", "1"]);
    assert_eq!(data.shape(), Shape::Image([14, 7, 3]));
    let lens = [&data.train, &data.validation, &data.test].map(Part::len);
    assert_eq!(lens, [8, 2, 4]);
    for part in [&data.train, &data.validation, &data.test] {
        let labels = part.labels();
        assert_eq!(labels.iter().filter(|&&l| l == 0).count() * 2, labels.len());
        let Samples::Pictures(pictures) = &part.samples else {
            panic!("digits are pictures")
        };
        assert_eq!(pictures.get(0)[..3], [255; 3]);
    }
}

#[test]
fn a_set_without_parts_gets_them_and_own_parts_stay() {
    let split = settings(r#"{"split": {"validation": 0.25, "test": 0.2}}"#);
    let data = Dataset::prepare(loaded(rows(50)), &split, "", 3).unwrap();
    let parts = [&data.train, &data.validation, &data.test];
    assert_eq!(parts.map(Part::len), [30, 10, 10]);
    let mut all = parts.map(|part| part.indices.clone()).concat();
    all.sort_unstable();
    assert_eq!(all, (0..50).collect::<Vec<_>>());

    let own = Loaded {
        validation: Some(rows(7)),
        test: Some(rows(9)),
        ..loaded(rows(50))
    };
    let data = Dataset::prepare(own, &split, "", 3).unwrap();
    let parts = [&data.train, &data.validation, &data.test];
    assert_eq!(parts.map(Part::len), [50, 7, 9]);
}

#[test]
fn the_scaling_knows_the_training_part_alone() {
    let standardize = settings(r#"{"prepare": {"scaling": "standardize"}}"#);
    let data = Dataset::prepare(loaded(rows(50)), &standardize, "", 3).unwrap();
    let mut values = Vec::new();
    data.fill(&data.train.samples, &data.train.indices, &mut values);
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    let square = values.iter().map(|v| v * v).sum::<f32>() / values.len() as f32;
    assert!(
        mean.abs() < 1e-5 && (square - 1.0).abs() < 1e-4,
        "{mean} {square}"
    );
    // Changed validation and test samples change nothing.
    let own = |n| Loaded {
        validation: Some(rows(n)),
        test: Some(rows(n)),
        ..loaded(rows(50))
    };
    let scaler = |n| {
        Dataset::prepare(own(n), &standardize, "", 3)
            .unwrap()
            .scaler
    };
    assert_eq!(scaler(5), scaler(50));
}

#[test]
fn gaps_are_filled_with_what_the_training_part_alone_says() {
    // Every fourth row lacks its number; the others hold their index.
    let values = (0..40_u16).map(|i| if i % 4 == 3 { f32::NAN } else { f32::from(i) });
    let labels = (0..40).map(|i| i % 2).collect();
    let columns = vec![Column::number("x")];
    let rows = Features::new(columns.clone(), values.collect(), labels).unwrap();
    let mut with_gaps = loaded(rows.into());
    with_gaps.unlabelled = Some(Unlabelled::Features {
        columns,
        values: vec![f32::NAN, 3.0],
    });
    let mut mean = settings(r#"{"split": {"validation": 0.25, "test": 0.25}}"#);
    mean.source = own_files(Some(Missing::Mean));
    let data = Dataset::prepare(with_gaps, &mean, "", 3).unwrap();
    let Samples::Features(rows) = &data.train.samples else {
        panic!("rows are features")
    };
    let there = data.train.indices.iter().filter(|i| **i % 4 != 3);
    let there: Vec<f32> = there.map(|&i| rows.get(i as usize)[0]).collect();
    let expected = there.iter().sum::<f32>() / there.len() as f32;
    for gap in (3..40).step_by(4) {
        assert!((rows.get(gap)[0] - expected).abs() < 1e-4, "{gap}");
    }
    assert!(data.test.samples.is_same(&data.train.samples));
    let Some(Unlabelled::Features { values, .. }) = data.unlabelled else {
        panic!("rows without labels stay")
    };
    assert!((values[0] - expected).abs() < 1e-4 && (values[1] - 3.0).abs() < 1e-6);
}

#[test]
fn copies_are_of_the_training_part_and_added_to_it() {
    let mut data = settings(r#"{"augmentation": {"rotation_range": 20, "copies": 2}}"#);
    let more = digits(&data);
    data.augmentation = Augmentation::default();
    let plain = digits(&data);
    assert_eq!(more.train.len(), 3 * plain.train.len());
    assert_eq!(more.validation, plain.validation);
    assert_eq!(more.test, plain.test);
    let own = plain.train.samples.select(&plain.train.indices);
    let first: Vec<u32> = (0..own.len() as u32).collect();
    assert_eq!(more.train.samples.select(&first), own);
    let again: Vec<u32> = first.iter().map(|i| i + own.len() as u32).collect();
    let copies = more.train.samples.select(&again);
    assert_eq!(copies.labels(), own.labels());
    assert_ne!(copies, own);
    assert_eq!(more.bytes(), plain.bytes() + own.bytes() * 3);
}

#[test]
fn drawings_come_in_the_shape_of_the_set() {
    let drawing = || {
        let mut pixels = vec![0; 28 * 28];
        pixels[..28 * 14].fill(200);
        Pictures::new([28, 28, 1], pixels, vec![0]).unwrap()
    };
    assert_eq!(digits(&Data::default()).drawing(drawing()), Ok(drawing()));
    let mut changed = settings(r#"{"prepare": {"colour": "rgb", "size": [2, 2], "invert": true}}"#);
    let small = digits(&changed).drawing(drawing()).unwrap();
    assert_eq!(small.shape, [2, 2, 3]);
    assert_eq!(small.pixels[..3], [55; 3]);
    assert_eq!(small.pixels[9..], [255; 3]);
    changed.source = own_files(None);
    assert_eq!(
        digits(&changed).drawing(drawing()).unwrap().pixels[..3],
        [200; 3]
    );
    let points = points::load(&Points::default(), 1).unwrap();
    let data = Dataset::prepare(points, &Data::default(), "", 1).unwrap();
    assert!(data.drawing(drawing()).is_err());
}

#[test]
fn samples_of_each_class_are_found() {
    let data = digits(&Data::default());
    let shown = data.samples_by_class(2);
    assert_eq!(shown.len(), 20);
    let labels = batch::labels(&data.train.samples, &shown);
    assert_eq!(labels[..4], [0, 0, 1, 1]);
    assert!(shown.iter().all(|i| data.train.indices.contains(i)));
}

#[test]
fn what_does_not_go_with_the_data_is_named() {
    let check = |loaded: Loaded, json: &str, expected: &str| {
        let error = error(loaded, &settings(json));
        assert!(error.message.starts_with(expected), "{error}");
        assert!(!error.hint.is_empty());
    };
    let points = || loaded(rows(10));
    check(
        points(),
        r#"{"prepare": {"size": [8, 8]}}"#,
        "data.prepare.size is for pictures",
    );
    check(
        points(),
        r#"{"prepare": {"colour": "grey"}}"#,
        "data.prepare.colour",
    );
    check(
        points(),
        r#"{"prepare": {"invert": true}}"#,
        "data.prepare.invert",
    );
    check(
        points(),
        r#"{"augmentation": {"copies": 1}}"#,
        "data.augmentation is for pictures",
    );
    check(
        points(),
        r#"{"prepare": {"classes": ["a", "c"]}}"#,
        "data.prepare.classes names c",
    );
    check(
        points(),
        r#"{"split": {"test": 0.01}}"#,
        "data leaves no samples to test on",
    );
    check(Loaded::default(), "{}", "There are no samples with labels");
    let gap = Features::new(vec![Column::number("age")], vec![1.0, f32::NAN], vec![0, 1]);
    let gap = loaded(gap.unwrap().into());
    let error = Dataset::prepare(gap.clone(), &Data::default(), "", 1).unwrap_err();
    assert_eq!(error.fault, Fault::MissingValues);
    check(gap, "{}", "1 value is missing (age: 1)");
    let many = r#"{"augmentation": {"random_crop": 29, "copies": 1}}"#;
    check(
        digits::load(20, 10, 1),
        many,
        "data.augmentation.random_crop is 29",
    );
}

#[test]
fn test_parts_of_the_same_samples_are_known_by_the_same_fingerprint() {
    let fingerprint = |json: &str, seed: u64| {
        let loaded = loaded(rows(40));
        let data = Dataset::prepare(loaded, &settings(json), "", seed).expect("a data set");
        data.test_fingerprint()
    };
    let plain = fingerprint(r#"{"split": {"test": 0.25}}"#, 1);
    assert_eq!(plain.len(), 16);
    let scaled = r#"{"split": {"test": 0.25}, "prepare": {"scaling": "standardize"}}"#;
    assert_eq!(fingerprint(scaled, 1), plain, "however they are prepared");
    // Generated samples are others with another seed; so is this division.
    assert_ne!(fingerprint(r#"{"split": {"test": 0.25}}"#, 2), plain);
    assert_ne!(fingerprint(r#"{"split": {"test": 0.5}}"#, 1), plain);
    let mnist = r#"{"source": {"type": "MNIST"}, "split": {"test": 0.25}}"#;
    assert_ne!(fingerprint(mnist, 1), plain);
}
