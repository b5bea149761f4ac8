//! Tests of choosing: labels numbered anew, and classes in their ratio.

use super::*;
use crate::data::{Pictures, Samples};

fn loaded(labels: &[u16]) -> Loaded {
    let pixels = (0..labels.len()).map(|i| i as u8).collect();
    let train = Pictures::new([1, 1, 1], pixels, labels.to_vec()).unwrap();
    Loaded {
        classes: ["a", "b", "c"].map(String::from).to_vec(),
        train: Some(train.into()),
        ..Loaded::default()
    }
}

fn pixels(samples: Option<&Samples>) -> &[u8] {
    match samples {
        Some(Samples::Pictures(pictures)) => &pictures.pixels,
        other => panic!("no pictures: {other:?}"),
    }
}

#[test]
fn classes_are_chosen_and_numbered_anew() {
    let mut all = loaded(&[0, 1, 2, 0, 1, 2]);
    all.keep_classes(&["c".into(), "a".into()]).unwrap();
    assert_eq!(all.train.as_ref().unwrap().labels(), [1, 0, 1, 0]);
    assert_eq!(pixels(all.train.as_ref()), [0, 2, 3, 5]);
    let check = |kept: &[&str], expected: &str| {
        let kept: Vec<String> = kept.iter().map(|&name| name.into()).collect();
        let error = loaded(&[0, 1, 2]).keep_classes(&kept).unwrap_err();
        assert_eq!(error.message, expected);
    };
    check(
        &["a", "d"],
        "data.prepare.classes names d, which does not exist",
    );
    check(
        &["a", "a"],
        "data.prepare.classes names a, which is there already",
    );
    check(&["a"], "data.prepare.classes names 1 classes");
}

#[test]
fn a_limit_keeps_the_ratio_of_classes() {
    let mut many = loaded(&[0, 0, 0, 0, 1, 1, 2, 2, 2, 2]);
    many.limit(Role::Train, 5, 9);
    assert_eq!(many.train.as_ref().unwrap().labels(), [0, 0, 1, 2, 2]);
    many.limit(Role::Train, 50, 9);
    many.limit(Role::Test, 0, 9);
    assert_eq!(many.train.unwrap().len(), 5);
}
