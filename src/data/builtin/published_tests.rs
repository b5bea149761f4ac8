//! Tests with the published files, which `cargo xtask setup` fetches and `cargo xtask test`
//! before it runs.

use super::*;
use crate::data::{Pictures, counts};

fn folder(set: &Set) -> String {
    format!("{}/stage/data/{}", env!("CARGO_MANIFEST_DIR"), set.folder)
}

fn read(set: &Set) -> [Pictures; 2] {
    let content = |file: &FileSpec| {
        let bytes = std::fs::read(format!("{}/{}", folder(set), file.name)).unwrap_or_else(|_| {
            let (name, folder) = (&set.name, &set.folder);
            panic!("`cargo xtask setup {folder}` fetches {name}'s files")
        });
        set.content(file, &bytes).unwrap().into_owned()
    };
    set.pictures(set.files.iter().map(content).collect())
        .unwrap()
}

fn check_first_labels(set: &Set, train: [u16; 10], test: [u16; 10], count: usize) {
    let [train_part, test_part] = read(set);
    assert_eq!(train_part.shape, set.shape);
    assert_eq!(train_part.labels[..10], train);
    assert_eq!(test_part.labels[..10], test);
    assert_eq!(train_part.len(), count);
    assert_eq!(test_part.len(), 10_000);
}

#[test]
fn mnist_is_read() {
    let train = [5, 0, 4, 1, 9, 2, 1, 3, 1, 4];
    let test = [7, 2, 1, 0, 4, 1, 4, 9, 5, 9];
    check_first_labels(&mnist(), train, test, 60_000);
}

#[test]
fn fashion_mnist_is_read() {
    let train = [9, 0, 0, 3, 0, 2, 7, 2, 5, 5];
    let test = [9, 2, 1, 1, 6, 1, 4, 6, 5, 7];
    check_first_labels(&fashion_mnist(), train, test, 60_000);
    let [train, test] = read(&fashion_mnist());
    assert_eq!(counts(&train.labels, 10), [6_000; 10]);
    assert_eq!(counts(&test.labels, 10), [1_000; 10]);
}

#[test]
fn quickdraw_is_read() {
    let classes: Vec<_> = quickdraw::classes().collect();
    let set = quickdraw::set(&classes, quickdraw::SAMPLES).unwrap();
    let [train, test] = read(&set);
    assert_eq!(train.shape, [28, 28, 1]);
    assert_eq!(counts(&train.labels, 345), [80; 345]);
    assert_eq!(counts(&test.labels, 345), [20; 345]);
    // The faintest drawing has the ink of six pixels.
    let ink = |picture: &[u8]| picture.iter().map(|&p| u32::from(p)).sum::<u32>();
    for part in [train, test] {
        assert!((0..part.len()).all(|i| ink(part.get(i)) > 6 * 255));
    }
}

#[test]
#[ignore = "the build fetches CIFAR-10 on request only: `cargo xtask setup cifar10`"]
fn cifar10_is_read() {
    let set = cifar10();
    let train = [6, 9, 9, 4, 1, 1, 2, 7, 8, 3];
    let test = [3, 8, 8, 0, 6, 6, 1, 6, 3, 1];
    check_first_labels(&set, train, test, 50_000);
    let [train, test] = read(&set);
    assert_eq!(counts(&train.labels, 10), [5_000; 10]);
    // The first and the last pixel of a frog, and the first of a cat.
    assert_eq!(train.get(0)[..3], [59, 62, 63]);
    assert_eq!(train.get(0)[3069..], [123, 92, 72]);
    assert_eq!(test.get(0)[..3], [158, 112, 49]);
}
