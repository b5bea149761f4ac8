//! What fuzzing asks of each reader, by the library's public names alone. The targets of
//! `cargo fuzz` call these functions, and so does `tests/readers.rs`, which needs no fuzzer.

use std::ops::ControlFlow;

use hearth::data::describe::describe;
use hearth::data::files::{NamedFile, read};
use hearth::data::{
    Colour, DataError, Loaded, Missing, ReadOptions, Rows, Samples, Unlabelled, idx,
};
use hearth::model_file::{ModelFile, ModelFileError};

/// A target by its name, which is that of its folder in `corpus/` too.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 7] = [
    ("idx", idx),
    ("table", table),
    ("npy", npy),
    ("npz", npz),
    ("picture", picture),
    ("zip", zip),
    ("model", model),
];

/// Bytes that samples may take: so little that what asks for more is seen.
pub const ROOM: u64 = 1 << 20;

/// Two pictures of 2×2, and two labels.
const IMAGES: [u8; 24] = [
    0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8,
];
const LABELS: [u8; 10] = [0, 0, 8, 1, 0, 0, 0, 2, 0, 1];

/// Two pictures of 2×2, and two labels, as arrays.
const X: &[u8] = b"\x93NUMPY\x01\x00\x3f\x00\
    {'descr': '|u1', 'fortran_order': False, 'shape': (2, 2, 2), }\n\x01\x02\x03\x04\x05\x06\x07\x08";
const Y: &[u8] = b"\x93NUMPY\x01\x00\x3f\x00\
    {'descr': '|u1', 'fortran_order': False, 'shape': (2,     ), }\n\x00\x01";

/// An idx file: as pictures, as their labels, and packed.
pub fn idx(bytes: &[u8]) {
    let _ = idx::read_images("x", bytes.to_vec());
    let _ = idx::read_labels("x", bytes);
    let _ = idx::gunzip("x", bytes, ROOM as usize);
    check(&[("x-images", bytes)], &options());
    check(&[("x-images", bytes), ("x-labels", &LABELS)], &options());
    check(&[("x-images", &IMAGES), ("x-labels", bytes)], &options());
}

/// A table: as it comes, without a header and with its gaps filled, as pictures, and as both
/// of two parts.
pub fn table(bytes: &[u8]) {
    check(&[("t.csv", bytes)], &options());
    let filled = ReadOptions {
        header: Some(false),
        missing: Some(Missing::Median),
        rows: Rows::Features,
        ..options()
    };
    check(&[("t.csv", bytes)], &filled);
    let pictures = ReadOptions {
        missing: Some(Missing::DropRows),
        rows: Rows::Pictures,
        ..options()
    };
    check(&[("t.csv", bytes)], &pictures);
    let of_two = ReadOptions {
        classes: Some(vec!["a".into(), "b".into()]),
        ..options()
    };
    check(&[("train.csv", bytes), ("test.csv", bytes)], &of_two);
}

/// An array: alone, as samples, and as labels.
pub fn npy(bytes: &[u8]) {
    check(&[("x.npy", bytes)], &options());
    check(&[("x.npy", bytes), ("y.npy", Y)], &options());
    check(&[("x.npy", X), ("y.npy", bytes)], &options());
}

/// Arrays in an archive, alone and with their gaps filled.
pub fn npz(bytes: &[u8]) {
    check(&[("a.npz", bytes)], &options());
    let filled = ReadOptions {
        missing: Some(Missing::Mean),
        ..options()
    };
    check(&[("a.npz", bytes)], &filled);
}

/// A picture: as it comes, and made small and grey beside another of it.
pub fn picture(bytes: &[u8]) {
    check(&[("1.png", bytes)], &options());
    let small = ReadOptions {
        size: Some([5, 3]),
        colour: Some(Colour::Grey),
        skip_damaged: true,
        ..options()
    };
    check(&[("p/a/1.png", bytes), ("p/b/1.png", bytes)], &small);
}

/// An archive, of whatever it holds.
pub fn zip(bytes: &[u8]) {
    check(&[("a.zip", bytes)], &options());
}

/// A model's file: all that it says is checked.
pub fn model(bytes: &[u8]) {
    let checked = ModelFile::open(bytes).and_then(|file| file.check().map(drop));
    if let Err(ModelFileError { message, hint }) = checked {
        assert!(!message.is_empty() && !hint.is_empty(), "{message}: {hint}");
    }
}

fn options() -> ReadOptions {
    ReadOptions {
        max_bytes: ROOM,
        ..ReadOptions::default()
    }
}

/// Reads files and holds what comes of them to what every reader promises.
fn check(files: &[(&str, &[u8])], options: &ReadOptions) {
    let files = files
        .iter()
        .map(|&(name, bytes)| NamedFile::new(name, bytes.to_vec()))
        .collect();
    let read = read(files, options, &mut |progress| {
        assert!(progress.done <= progress.total, "{progress:?}");
        ControlFlow::Continue(())
    });
    match read {
        Ok(loaded) => whole(&loaded),
        Err(DataError { message, hint, .. }) => {
            assert!(!message.is_empty() && !hint.is_empty(), "{message}: {hint}");
        }
    }
}

/// What is loaded fits together and can be described.
fn whole(loaded: &Loaded) {
    let mut samples = loaded.unlabelled.as_ref().map_or(0, Unlabelled::len);
    for (role, part) in loaded.parts() {
        samples += part.len();
        let content = match part {
            Samples::Pictures(part) => part.pixels.len() / part.shape.iter().product::<usize>(),
            Samples::Features(part) => part.values.len() / part.columns.len(),
        };
        assert_eq!(content, part.len(), "{role:?}");
        let highest = part.labels().iter().max();
        let named = highest.is_none_or(|&label| usize::from(label) < loaded.classes.len());
        assert!(named, "{role:?} has a label without a class");
    }
    assert!(samples > 0, "nothing is loaded, and that is no error");
    assert_eq!(loaded.report.bytes, loaded.bytes());
    let description = describe(loaded);
    assert!(!description.to_string().is_empty());
    serde_json::to_string(&description).expect("plain data can be written");
}
