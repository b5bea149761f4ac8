//! Tests of synthetic points: numbers, positions and classes.

use proptest::prelude::*;

use super::*;

const ALL: [Layout; 6] = [
    Layout::Classification,
    Layout::Moons,
    Layout::Circles,
    Layout::Blobs,
    Layout::Spiral,
    Layout::Xor,
];

/// Points without noise, and the class of each.
fn exact(layout: Layout, samples: usize) -> Vec<([f32; 2], u16)> {
    let points = Points {
        noise: 0.0,
        samples,
        ..Points::of(layout)
    };
    let made = points.generate(3).unwrap();
    let point = |i| [made.get(i)[0], made.get(i)[1]];
    (0..made.len())
        .map(|i| (point(i), made.labels[i]))
        .collect()
}

#[test]
fn a_seed_is_a_set_and_classes_are_balanced() {
    for layout in ALL {
        let points = Points {
            samples: 200,
            noise: 0.0,
            ..Points::of(layout)
        };
        let made = points.generate(1).unwrap();
        assert_eq!(made, points.generate(1).unwrap(), "{layout:?}");
        assert_ne!(made, points.generate(2).unwrap(), "{layout:?}");
        let classes = if layout == Layout::Blobs { 3 } else { 2 };
        for class in 0..classes {
            let n = made.labels.iter().filter(|&&label| label == class).count();
            assert!(
                n.abs_diff(200 / usize::from(classes)) <= 1,
                "{layout:?} {n}"
            );
        }
        // Shuffled.
        assert!(!made.labels.is_sorted(), "{layout:?}");
    }
}

#[test]
fn shapes_are_scikit_learn_s() {
    for ([x, y], label) in exact(Layout::Moons, 101) {
        let (x, y) = if label == 0 {
            (x, y)
        } else {
            (1.0 - x, 0.5 - y)
        };
        assert!((x.hypot(y) - 1.0).abs() < 1e-5 && y > -1e-5, "{x} {y}");
    }
    for ([x, y], label) in exact(Layout::Circles, 50) {
        let radius = if label == 0 { 1.0 } else { 0.8 };
        assert!((x.hypot(y) - radius).abs() < 1e-5);
    }
    for ([x, y], label) in exact(Layout::Xor, 40) {
        assert_eq!(x * y < 0.0, label == 1);
    }
    // Without a deviation, blobs are their centres.
    let mut centres = exact(Layout::Blobs, 30);
    centres.sort_by(|a, b| a.0[0].total_cmp(&b.0[0]));
    centres.dedup();
    assert_eq!(centres.len(), 3);
    assert!(
        centres
            .iter()
            .all(|(at, _)| at.iter().all(|x| x.abs() <= 10.0))
    );
}

#[test]
fn classifications_have_two_clusters_a_class_around_corners() {
    let points = Points {
        samples: 4000,
        features: 3,
        classes: 3,
        separation: 9.0,
        ..Points::default()
    };
    let made = points.generate(5).unwrap();
    let mut corners = std::collections::BTreeMap::new();
    for i in 0..made.len() {
        let corner: Vec<bool> = made.get(i).iter().map(|x| *x > 0.0).collect();
        let classes = corners.entry(corner).or_insert([0; 3]);
        classes[usize::from(made.labels[i])] += 1;
    }
    assert_eq!(corners.len(), 6);
    for classes in corners.values() {
        let (most, all) = (*classes.iter().max().unwrap(), classes.iter().sum::<i32>());
        // A hundredth of the labels is drawn anew, one in three of them as it was.
        assert!(
            most < all && f64::from(most) > 0.98 * f64::from(all),
            "{classes:?}"
        );
    }
}

#[test]
fn faults_are_named() {
    let check = |points: Points, expected: &str| {
        let error = points.generate(1).unwrap_err();
        assert_eq!(error.message, expected);
        assert!(error.hint.starts_with("Use "));
    };
    let of = Points::default;
    check(Points { samples: 1, ..of() }, "data.source.samples is 1");
    check(Points { classes: 1, ..of() }, "data.source.classes is 1");
    check(
        Points {
            features: 0,
            ..of()
        },
        "data.source.features is 0",
    );
    check(
        Points { classes: 3, ..of() },
        "data.source.classes is 3, and 2 features have no room for them",
    );
    check(
        Points {
            noise: f32::NAN,
            ..of()
        },
        "data.source.noise is NaN",
    );
    let wide = Points {
        samples: 1_000_000,
        features: 1000,
        ..of()
    };
    check(wide, "data.source.samples is 1000000 of 1000 features");
}

proptest! {
    #[test]
    fn whatever_is_asked_for_is_made_or_refused(
        layout in prop::sample::select(ALL.to_vec()), samples in 0_usize..200,
        features in 0_usize..6, classes in 0_usize..9, noise in -0.5_f32..2.0, seed: u64
    ) {
        let points = Points { layout, samples, features, classes, noise, separation: 1.0 };
        if let Ok(made) = points.generate(seed) {
            prop_assert_eq!(made.len(), samples);
            prop_assert!(made.values.iter().all(|value| value.is_finite()));
        }
    }
}
