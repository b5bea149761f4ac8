//! Tests of dividing and choosing: every sample once, and classes in their ratio.

use proptest::prelude::*;

use super::*;

fn loaded(labels: &[u16]) -> Loaded {
    let pixels = (0..labels.len()).map(|i| i as u8).collect();
    let train = Pictures::new([1, 1, 1], pixels, labels.to_vec()).unwrap();
    Loaded {
        classes: ["a", "b", "c"].map(String::from).to_vec(),
        train: Some(Samples::Pictures(train)),
        ..Loaded::default()
    }
}

fn pixels(samples: Option<&Samples>) -> &[u8] {
    match samples {
        Some(Samples::Pictures(pictures)) => &pictures.pixels,
        other => panic!("no pictures: {other:?}"),
    }
}

proptest! {
    #[test]
    fn parts_are_disjoint_complete_and_in_ratio(
        labels in prop::collection::vec(0_u16..4, 0..300), fraction in 0.0..1.0, stratify: bool, seed: u64
    ) {
        let (kept, held) = split(&labels, fraction, stratify, seed).unwrap();
        prop_assert_eq!(held.len(), (labels.len() as f64 * fraction).round() as usize);
        if stratify {
            let of = |places: &[u32]| {
                let labels: Vec<u16> = places.iter().map(|&i| labels[i as usize]).collect();
                counts(&labels, 4)
            };
            for (held, all) in of(&held).into_iter().zip(counts(&labels, 4)) {
                // The whole is rounded by up to a half, and a class by up to one.
                prop_assert!((f64::from(held) - f64::from(all) * fraction).abs() < 1.51);
            }
        }
        let mut all = [kept, held].concat();
        all.sort_unstable();
        prop_assert_eq!(all, (0..labels.len() as u32).collect::<Vec<_>>());
    }
}

#[test]
fn fashion_is_divided_as_in_study_d() {
    let labels: Vec<u16> = (0..60_000).map(|i| i % 10).collect();
    let (kept, held) = split(&labels, 0.2, true, 1).unwrap();
    let counts = |places: &[u32]| {
        let labels: Vec<u16> = places.iter().map(|&i| labels[i as usize]).collect();
        counts(&labels, 10)
    };
    assert_eq!(
        (counts(&kept), counts(&held)),
        (vec![4800; 10], vec![1200; 10])
    );
    assert_ne!(kept, split(&labels, 0.2, true, 2).unwrap().0);
    assert!(split(&labels, 1.0, true, 1).is_err());
}

#[test]
fn a_part_is_split_off_once() {
    let mut loaded = loaded(&[0, 1, 2, 0, 1, 2, 0, 1, 2, 0]);
    loaded.split_off(Role::Test, 0.3, true, 4).unwrap();
    assert_eq!(loaded.test.as_ref().unwrap().len(), 3);
    loaded.split_off(Role::Validation, 0.5, false, 4).unwrap();
    let parts = [&loaded.train, &loaded.validation, &loaded.test];
    let mut all: Vec<u8> = parts
        .iter()
        .flat_map(|part| pixels(part.as_ref()))
        .copied()
        .collect();
    all.sort_unstable();
    assert_eq!(all, (0..10).collect::<Vec<_>>());
    let error = loaded.split_off(Role::Test, 0.3, true, 4).unwrap_err();
    assert_eq!(error.message, "The files have this part of their own");
    let error = Loaded::default()
        .split_off(Role::Test, 0.3, true, 4)
        .unwrap_err();
    assert_eq!(error.message, "There are no samples with labels to divide");
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
    check(&["a", "d"], "The class d does not exist");
    check(&["a", "a"], "The class a is named twice");
    check(&["a"], "1 classes are chosen");
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
