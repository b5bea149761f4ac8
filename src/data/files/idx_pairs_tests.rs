//! Tests of reading idx files: pairs, parts, and what is wrong with them.

use super::super::test_files::{archive, csv, faulty, gzip, idx, options, read_all, read_with};
use crate::data::*;

fn mnist() -> Vec<(String, Vec<u8>)> {
    vec![
        ("t10k-labels-idx1-ubyte".into(), idx(&[2], &[1, 0])),
        (
            "train-images-idx3-ubyte.gz".into(),
            gzip(&idx(&[3, 1, 2], &[1, 2, 3, 4, 5, 6])),
        ),
        (
            "t10k-images-idx3-ubyte.gz".into(),
            gzip(&idx(&[2, 1, 2], &[7, 8, 9, 10])),
        ),
        (
            "train-labels-idx1-ubyte.gz".into(),
            gzip(&idx(&[3], &[2, 0, 1])),
        ),
    ]
}

fn check(loaded: &Loaded) {
    let pictures = |part: &Option<Samples>| match part {
        Some(Samples::Pictures(pictures)) => pictures.as_ref().clone(),
        other => panic!("{other:?}"),
    };
    let train = Pictures::new([1, 2, 1], vec![1, 2, 3, 4, 5, 6], vec![2, 0, 1]).unwrap();
    let test = Pictures::new([1, 2, 1], vec![7, 8, 9, 10], vec![1, 0]).unwrap();
    assert_eq!(pictures(&loaded.train), train);
    assert_eq!(pictures(&loaded.test), test);
    assert_eq!(loaded.classes, ["0", "1", "2"]);
}

#[test]
fn pairs_are_found_by_name() {
    check(&read_all(mnist()).unwrap());
    check(&read_all(vec![archive("mnist.zip", &mnist())]).unwrap());
}

#[test]
fn one_pair_needs_no_names_and_pictures_need_no_labels() {
    let images = ("a".to_owned(), idx(&[2, 1, 1], &[3, 4]));
    let loaded = read_all(vec![images.clone(), ("b".into(), idx(&[2], &[0, 1]))]).unwrap();
    assert_eq!(loaded.train.unwrap().len(), 2);
    let loaded = read_all(vec![images]).unwrap();
    assert_eq!(loaded.unlabelled.unwrap().len(), 2);
    assert_eq!(
        loaded.report.warnings,
        ["a has no labels: its pictures are to be predicted"]
    );
}

#[test]
fn faults_name_the_file() {
    let images = ("x-images".to_owned(), idx(&[2, 1, 1], &[3, 4]));
    let check = |other: (&str, Vec<u8>), expected: &str| {
        let error = faulty(vec![images.clone(), (other.0.into(), other.1)]);
        assert_eq!(error.message, expected);
    };
    check(
        ("x-labels", idx(&[3], &[0, 1, 2])),
        "x-labels has 3 labels, and x-images has 2 pictures",
    );
    check(
        ("x-labels", idx(&[3], &[0, 1])),
        "x-labels is cut off: its 3 labels take 3 bytes, and 2 are there",
    );
    check(
        ("x-labels", idx(&[2], &[1, 1])),
        "x-labels: every label is the same, 1",
    );
    check(("x-labels", vec![]), "x-labels is empty: it holds 0 bytes");
    check(
        ("x-labels", vec![0, 0, 13, 1, 0, 0, 0, 0]),
        "x-labels is an idx file of numbers larger than a byte",
    );
    let huge = ("x-images".to_owned(), idx(&[1, 100_000, 100_000], &[0; 9]));
    let error = faulty(vec![huge, ("x-labels".into(), idx(&[1], &[0]))]);
    assert_eq!(
        error.message,
        "x-images says that its pictures are 100000×100000"
    );
    let error = faulty(vec![("y-labels".into(), idx(&[1], &[0]))]);
    assert_eq!(
        error.message,
        "y-labels holds labels, and their pictures are missing"
    );
    let error = faulty(vec![images.clone(), csv("t.csv", "a,b\n1,2\n")]);
    assert_eq!(
        error.message,
        "These files are of several kinds: 1 idx files, 1 tables"
    );
    let mut options = options();
    options.classes = Some(vec!["a".into(), "b".into()]);
    let labels = ("x-labels".into(), idx(&[2], &[0, 2]));
    let error = read_with(vec![images, labels], &options).unwrap_err();
    assert_eq!(
        error.message,
        "x-labels row 2: 2 is no label: there are 2 classes"
    );
}

#[test]
fn what_unpacks_without_end_is_refused() {
    let mut options = options();
    options.max_bytes = 10_000;
    let bomb = gzip(&idx(&[1000, 10, 10], &vec![0; 100_000]));
    let error = read_with(vec![("x.gz".into(), bomb)], &options).unwrap_err();
    assert_eq!(
        error.message,
        "x.gz cannot be read: it unpacks to more than 10000 bytes"
    );
}
