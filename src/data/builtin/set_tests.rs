//! Tests of the built-in sets: what the manifest says of them, and how parts become samples.

use super::manifest::{Entry, File, Holds, Part};
use super::*;
use crate::data::{Loaded, Samples};

/// A set of two-pixel pictures, whose part to train on is in two files.
fn tiny() -> Set {
    let file = |name: &str, part, holds, bytes| File {
        name: name.into(),
        part,
        holds,
        bytes,
        sha256: String::new(),
    };
    Set::of_parts(Entry {
        name: "Tiny".into(),
        folder: "tiny".into(),
        licence: "ours".into(),
        shape: [1, 2, 1],
        on_request: true,
        classes: vec!["dark".into(), "bright".into()],
        files: vec![
            file("a", Part::Train, Holds::Pictures, 20),
            file("b", Part::Train, Holds::Pictures, 18),
            file("labels", Part::Train, Holds::Labels, 11),
            file("test", Part::Test, Holds::Pictures, 18),
            file("test-labels", Part::Test, Holds::Labels, 9),
        ],
    })
}

fn pictures(pixels: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, 3, 0, 0, 0, pixels.len() as u8 / 2];
    bytes.extend([0, 0, 0, 1, 0, 0, 0, 2]);
    bytes.extend_from_slice(pixels);
    bytes
}

fn labels(values: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, 1, 0, 0, 0, values.len() as u8];
    bytes.extend_from_slice(values);
    bytes
}

fn contents() -> Vec<Vec<u8>> {
    vec![
        pictures(&[1, 2, 3, 4]),
        pictures(&[5, 6]),
        labels(&[0, 1, 1]),
        pictures(&[7, 8]),
        labels(&[1]),
    ]
}

#[test]
fn files_of_a_part_follow_one_another() {
    let loaded = tiny().assemble(contents()).unwrap();
    let part = |samples: &Option<Samples>| match samples {
        Some(Samples::Pictures(pictures)) => pictures.clone(),
        other => panic!("no pictures: {other:?}"),
    };
    let Loaded { train, test, .. } = &loaded;
    let (train, test) = (part(train), part(test));
    assert_eq!(train.shape, [1, 2, 1]);
    assert_eq!(train.pixels, [1, 2, 3, 4, 5, 6]);
    assert_eq!(train.labels, [0, 1, 1]);
    assert_eq!(
        (&test.pixels[..], &test.labels[..]),
        (&[7, 8][..], &[1][..])
    );
    assert_eq!(loaded.classes, ["dark", "bright"]);
    assert_eq!(loaded.report.bytes, loaded.bytes());
    assert_eq!(loaded.validation, None);
}

#[test]
fn contents_that_do_not_belong_together_are_refused() {
    let check = |change: &dyn Fn(&mut Vec<Vec<u8>>), expected: &str| {
        let mut contents = contents();
        change(&mut contents);
        let error = tiny().assemble(contents).unwrap_err();
        assert!(error.message.contains(expected), "{error}");
        assert!(!error.hint.is_empty());
    };
    check(&|c| drop(c.pop()), "has 5 files, and 4 are there");
    check(&|c| c[1].truncate(17), "b is cut off");
    check(&|c| c[2] = labels(&[0, 2, 1]), "labels holds the label 2");
    check(&|c| c[2] = labels(&[0, 1]), "2 labels and 6 bytes");
    check(&|c| c.swap(3, 4), "test is no idx file of pictures");
    check(
        &|c| {
            let sides = [0, 0, 0, 2, 0, 0, 0, 1];
            c[0].splice(8..16, sides);
        },
        "a holds pictures of 2×1×1, and Tiny's are 1×2×1",
    );
}

#[test]
fn a_file_that_cannot_be_had_says_what_to_do() {
    let asked_for = tiny();
    let error = asked_for.unavailable(&asked_for.files[0], "the server answered 404");
    assert_eq!(error.message, "a: the server answered 404");
    assert!(error.hint.contains("`cargo xtask setup tiny`"), "{error:?}");
    assert!(error.hint.contains("is large"), "{error:?}");

    let set = fashion_mnist();
    let error = set.unavailable(&set.files[0], "the network is gone");
    assert!(error.hint.contains("Check the connection"), "{error:?}");
    assert!(
        error.hint.contains("`cargo xtask setup fashion-mnist`"),
        "{error:?}"
    );
    let error = set.content(&set.files[0], b"").unwrap_err();
    assert!(error.message.starts_with("train-images-idx3"), "{error}");
    assert!(error.hint.contains("setup fashion-mnist`"), "{error:?}");
}

#[test]
fn the_manifest_describes_every_set() {
    let check = |set: &Set, shape, files, bytes, licence| {
        assert_eq!(set.shape, shape, "{}", set.name);
        assert_eq!(set.files.len(), files, "{}", set.name);
        assert_eq!(set.bytes(), bytes, "{}", set.name);
        assert_eq!(set.licence, licence, "{}", set.name);
        assert_eq!(set.classes.len(), 10, "{}", set.name);
        assert!(set.files.iter().all(|file| file.sha256.len() == 64));
        assert_eq!(set.on_request, set.folder == "cifar10");
    };
    let grey = 70_000 * 784 + 2 * 16 + 70_000 + 2 * 8;
    let mnist_licence = "CC BY-SA 3.0, Yann LeCun and Corinna Cortes";
    check(&mnist(), [28, 28, 1], 4, grey, mnist_licence);
    check(&fashion_mnist(), [28, 28, 1], 4, grey, "MIT, Zalando");
    let colour = 60_000 * 3072 + 6 * 20 + 60_000 + 2 * 8;
    check(&cifar10(), [32, 32, 3], 8, colour, "none stated");
    let drawings = quickdraw::set(&["cat", "dog"], 10).unwrap();
    assert_eq!(drawings.licence, "CC BY 4.0, Google");
    assert_eq!(drawings.shape, [28, 28, 1]);
}
