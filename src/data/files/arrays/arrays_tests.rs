//! Tests of reading `NumPy`'s arrays: sets, shapes, types, and what is wrong with them.

use super::super::test_files::{File, archive, faulty, gzip, npy, options, read_all, read_with};
use crate::data::*;

fn file(name: &str, descr: &str, shape: &str, bytes: &[u8]) -> File {
    (name.into(), npy(descr, shape, bytes))
}

fn f32s(values: &[f32]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

fn set() -> Vec<File> {
    let labels: Vec<u8> = [1_i64, 0, 1].iter().flat_map(|v| v.to_le_bytes()).collect();
    vec![
        file("x_train.npy", "|u1", "(3, 1, 2)", &[1, 2, 3, 4, 5, 6]),
        file("y_train.npy", "<i8", "(3,)", &labels),
        file("x_test.npy", "|u1", "(1, 1, 2)", &[7, 8]),
        file("y_test.npy", "|u1", "(1, 1)", &[2]),
    ]
}

fn pictures(samples: Option<&Samples>) -> &Pictures {
    match samples {
        Some(Samples::Pictures(pictures)) => pictures,
        other => panic!("no pictures: {other:?}"),
    }
}

#[test]
fn arrays_that_go_together_are_found_by_name() {
    for files in [set(), vec![archive("mnist.npz", &set())]] {
        let loaded = read_all(files).unwrap();
        let train = Pictures::new([1, 2, 1], vec![1, 2, 3, 4, 5, 6], vec![1, 0, 1]).unwrap();
        assert_eq!(pictures(loaded.train.as_ref()), &train);
        assert_eq!(pictures(loaded.test.as_ref()).labels, [2]);
        assert_eq!(loaded.classes, ["0", "1", "2"]);
        assert_eq!(loaded.report.tables[0].columns[0].name, "(3, 1, 2)");
    }
    let kmnist = |name: &str, inner: File| archive(name, &[("arr_0.npy".into(), inner.1)]);
    let [x, y, ..] = &set()[..] else {
        panic!("four")
    };
    let loaded = read_all(vec![
        kmnist("kmnist-train-labels.npz", y.clone()),
        kmnist("kmnist-train-imgs.npz", x.clone()),
    ]);
    assert_eq!(loaded.unwrap().train.unwrap().labels(), [1, 0, 1]);
}

#[test]
fn reals_become_pixels_or_features() {
    let x = f32s(&[0.0, 0.2, 0.4, 1.0]);
    let y = file("y.npy", "|u1", "(2, 2)", &[0, 1, 1, 0]);
    let loaded = read_all(vec![file("x.npy", "<f4", "(2, 1, 2)", &x), y.clone()]).unwrap();
    let train = pictures(loaded.train.as_ref());
    assert_eq!(
        (&train.pixels[..], &train.labels[..]),
        (&[0, 51, 102, 255][..], &[1, 0][..])
    );
    let loaded = read_all(vec![file("x.npy", "<f4", "(2, 2)", &x), y.clone()]).unwrap();
    assert!(
        matches!(loaded.train, Some(Samples::Features(features)) if features.values[1..2] == [0.2])
    );
    let channels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    let loaded = read_all(vec![file("x.npy", "|u1", "(2, 3, 1, 2)", &channels), y]).unwrap();
    let train = pictures(loaded.train.as_ref());
    assert_eq!(
        (train.shape, train.get(0)),
        ([1, 2, 3], &[1, 3, 5, 2, 4, 6][..])
    );
}

#[test]
fn quickdraw_s_files_are_classes() {
    let drawing = |name: &str, n: u8| {
        let pixels: Vec<u8> = (0..2 * 784).map(|i| n + (i % 7) as u8).collect();
        file(name, "|u1", "(2, 784)", &pixels)
    };
    let files = vec![
        drawing("full_numpy_bitmap_dog.npy", 90),
        drawing("d/full_numpy_bitmap_cat.npy", 10),
    ];
    let loaded = read_all(files.clone()).unwrap();
    let train = pictures(loaded.train.as_ref());
    assert_eq!(loaded.classes, ["cat", "dog"]);
    assert_eq!(
        (train.shape, &train.labels[..]),
        ([28, 28, 1], &[0, 0, 1, 1][..])
    );
    assert_eq!(train.get(2)[1], 91);
    let loaded = read_all(files[..1].to_vec()).unwrap();
    assert_eq!(loaded.unlabelled.unwrap().len(), 2);
}

#[test]
fn faults_name_file_and_row() {
    let x = || file("x.npy", "|u1", "(2, 1, 1)", &[1, 2]);
    let check = |files: Vec<File>, expected: &str| {
        assert_eq!(faulty(files).message, expected);
    };
    check(
        vec![x(), file("y.npy", "|u1", "(3,)", &[0, 1, 2])],
        "y.npy has 3 labels, and x.npy has 2 samples",
    );
    check(
        vec![x(), file("y.npy", "|i1", "(2,)", &[0, 255])],
        "y.npy row 2: -1 is no label, which is a whole number from 0 to 999",
    );
    check(
        vec![x(), file("y.npy", "|u1", "(2,)", &[3, 3])],
        "y.npy: every label is the same, 3",
    );
    check(
        vec![file("x.npy", "|u1", "(2, 5, 5)", &[0; 9])],
        "x.npy is cut off: its shape (2, 5, 5) takes 50 bytes, and 9 are there",
    );
    check(
        vec![("x.npy.gz".into(), gzip(&npy("|u1", "(2, 5, 5)", &[0; 60])))],
        "x.npy.gz is too long: its shape (2, 5, 5) takes 50 bytes, and 60 are there",
    );
    check(
        vec![file("x.npy", "<f4", "(1, 1, 2)", &f32s(&[-1.0, 1.0]))],
        "x.npy holds numbers from -1 to 1, which are no pixels",
    );
    check(
        vec![file("x.npy", "|u1", "(1, 1, 1, 1, 1)", &[0])],
        "x.npy has the shape (1, 1, 1, 1, 1)",
    );
    check(
        vec![file("x.npy", "|u1", "(0, 28, 28)", &[])],
        "x.npy holds no samples",
    );
    check(
        vec![file("y_train.npy", "|u1", "(2,)", &[0, 1])],
        "y_train.npy holds labels, and no samples go with it",
    );
    let mut options = options();
    options.max_bytes = 1;
    assert_eq!(
        read_with(vec![x()], &options).unwrap_err().message,
        "x.npy holds 2 bytes of samples, and there is room for 1"
    );
}
