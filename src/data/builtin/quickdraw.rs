//! QuickDraw: drawings by people who had twenty seconds, a file for each class, so that only
//! the chosen classes need to be fetched.

use super::manifest;
use super::set::{FileSpec, Layout, Set};
use crate::data::{DataError, Pictures, idx};

/// Drawings of each class.
pub const SAMPLES: usize = 100;
/// One drawing in so many is for testing.
const TEST_SHARE: usize = 5;
/// Bytes of an idx file's header before its pictures.
const HEADER: usize = 16;
/// A line for each class: the first 16 digits of its file's SHA-256, and its name. All digits
/// of 345 hashes would make the programs larger by 8 kB that cannot be compressed, and would
/// show a damaged or mistaken file no more surely.
const LIST: &str = include_str!("../../../assets/quickdraw.txt");

/// Names of all classes, in alphabetical order. They are there before any file is fetched.
pub fn classes() -> impl Iterator<Item = &'static str> {
    list().map(|(name, _)| name)
}

/// The data set of some classes, labelled in the order of `classes`, with the
/// first `samples` drawings of each. Of these, one in five, or at least one, is for testing.
///
/// # Errors
/// There are fewer than two classes, one is unknown or there twice, or a class has not so many
/// drawings.
pub fn set(classes: &[impl AsRef<str>], samples: usize) -> Result<Set, DataError> {
    if classes.len() < 2 {
        return Err(DataError::new(
            "QuickDraw needs at least two classes",
            "Choose more of its 345 classes.",
        ));
    }
    if !(2..=SAMPLES).contains(&samples) {
        return Err(DataError::new(
            format!("QuickDraw cannot give {samples} drawings of a class"),
            format!("Choose from 2, one to train and one to test, to {SAMPLES}."),
        ));
    }
    let entry = manifest::entry("QuickDraw");
    let [height, width, channels] = entry.shape;
    let bytes = HEADER + SAMPLES * height * width * channels;
    let mut names: Vec<String> = Vec::with_capacity(classes.len());
    let mut files = Vec::with_capacity(classes.len());
    for class in classes.iter().map(AsRef::as_ref) {
        let Some((name, sha256)) = list().find(|(name, _)| *name == class) else {
            return Err(unknown(class));
        };
        if names.iter().any(|earlier| earlier == name) {
            return Err(DataError::new(
                format!("QuickDraw's class {name} is chosen twice"),
                "Choose it once.",
            ));
        }
        names.push(name.to_owned());
        files.push(FileSpec {
            name: file_name(name),
            bytes,
            sha256: sha256.to_owned(),
        });
    }
    Ok(Set {
        name: entry.name,
        folder: entry.folder,
        files,
        classes: names,
        shape: entry.shape,
        licence: entry.licence,
        on_request: entry.on_request,
        layout: Layout::ClassFiles { samples },
    })
}

/// Names and hashes.
fn list() -> impl Iterator<Item = (&'static str, &'static str)> {
    let line = |line: &'static str| {
        let (sha256, name) = line
            .split_once("  ")
            .expect("the committed list has a hash and a name a line; a test reads it");
        (name, sha256)
    };
    LIST.lines().map(line)
}

/// The file of a class: without capitals and spaces, an address needs no escapes for it and
/// every file system keeps it apart. The build names it by the same rule.
fn file_name(class: &str) -> String {
    let name = class.to_lowercase().replace(' ', "-");
    format!("{name}-idx3-ubyte.gz")
}

fn unknown(class: &str) -> DataError {
    let start = |name: &str| name.chars().next().map(|c| c.to_ascii_lowercase());
    let close: Vec<_> = classes()
        .filter(|name| start(name) == start(class))
        .collect();
    let hint = if close.is_empty() {
        "Choose from its 345 classes, such as airplane, cat or wine glass.".to_owned()
    } else {
        format!("With the same letter there are {}.", close.join(", "))
    };
    DataError::new(format!("QuickDraw has no class {class:?}"), hint)
}

/// The pictures to train on and those to test on, from one content a class.
pub(super) fn assemble(
    set: &Set,
    samples: usize,
    contents: Vec<Vec<u8>>,
) -> Result<[Pictures; 2], DataError> {
    let picture: usize = set.shape.iter().product();
    let test_each = (samples / TEST_SHARE).max(1);
    let train_each = samples - test_each;
    let mut pixels =
        [train_each, test_each].map(|each| Vec::with_capacity(contents.len() * each * picture));
    let mut labels = [const { Vec::new() }; 2];
    for (label, (file, content)) in (0..).zip(set.files.iter().zip(contents)) {
        let (shape, drawings) = idx::read_pictures(&file.name, content)?;
        if shape != set.shape || drawings.len() < samples * picture {
            return Err(DataError::new(
                format!(
                    "{} does not hold {samples} drawings of QuickDraw's size",
                    file.name
                ),
                "Fetch the file again; this is another one.",
            ));
        }
        let (train, rest) = drawings.split_at(train_each * picture);
        let parts = [
            (train, train_each),
            (&rest[..test_each * picture], test_each),
        ];
        for (part, (drawings, each)) in parts.into_iter().enumerate() {
            pixels[part].extend_from_slice(drawings);
            labels[part].extend(std::iter::repeat_n(label, each));
        }
    }
    let [train_pixels, test_pixels] = pixels;
    let [train_labels, test_labels] = labels;
    Ok([
        Pictures::new(set.shape, train_pixels, train_labels)?,
        Pictures::new(set.shape, test_pixels, test_labels)?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_refused(classes: &[&str], samples: usize, expected: &str) {
        let error = set(classes, samples).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!error.hint.is_empty());
    }

    #[test]
    fn every_class_of_the_list_can_be_chosen() {
        let all: Vec<_> = classes().collect();
        assert_eq!(all.len(), 345);
        let lower: Vec<_> = all.iter().map(|name| name.to_lowercase()).collect();
        assert!(lower.is_sorted(), "in alphabetical order");

        let set = set(&all, SAMPLES).unwrap();
        assert_eq!(set.classes, all);
        assert_eq!(set.bytes(), 345 * (16 + 100 * 784));
        let mut names: Vec<_> = set.files.iter().map(|file| &file.name).collect();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        assert!(names.iter().all(|name| name.chars().all(plain)));
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 345);
        let whole = |file: &FileSpec| {
            file.sha256.len() == 16 && file.sha256.chars().all(|c| c.is_ascii_hexdigit())
        };
        assert!(set.files.iter().all(whole));
    }

    #[test]
    fn a_choice_keeps_its_order_and_fetches_nothing_else() {
        let set = set(&["The Eiffel Tower", "cat"], 10).unwrap();
        assert_eq!(set.classes, ["The Eiffel Tower", "cat"]);
        let names: Vec<_> = set.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(
            names,
            ["the-eiffel-tower-idx3-ubyte.gz", "cat-idx3-ubyte.gz"]
        );
    }

    #[test]
    fn a_choice_that_makes_no_sense_is_refused() {
        check_refused(&[], 10, "at least two");
        check_refused(&["cat"], 10, "at least two");
        check_refused(&["cat", "dog", "cat"], 10, "twice");
        check_refused(&["cat", "dog"], 1, "1 drawings");
        check_refused(&["cat", "dog"], 101, "101 drawings");
        check_refused(&["cat", "gryphon"], 10, "no class \"gryphon\"");
        check_refused(&["cat", ""], 10, "no class \"\"");
        let hint = set(&["cat", "Zebra"], 10).unwrap_err().hint;
        assert!(hint.contains("zebra, zigzag"), "{hint}");
    }

    #[test]
    fn drawings_are_divided_class_by_class() {
        let set = set(&["cat", "dog"], 7).unwrap();
        let file = |class: u8| {
            let header = [0, 0, 8, 3, 0, 0, 0, 100, 0, 0, 0, 28, 0, 0, 0, 28];
            let drawings = (0..100).flat_map(|i| [100 * class + i; 784]);
            header.into_iter().chain(drawings).collect::<Vec<u8>>()
        };
        let [train, test] = set.pictures(vec![file(0), file(1)]).unwrap();
        assert_eq!(train.labels, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
        assert_eq!(test.labels, [0, 1]);
        let first = |pictures: &Pictures, i| pictures.get(i)[783];
        assert_eq!(
            [first(&train, 0), first(&train, 5), first(&train, 6)],
            [0, 5, 100]
        );
        assert_eq!([first(&test, 0), first(&test, 1)], [6, 106]);

        let error = set.pictures(vec![file(0), file(1)[..784].to_vec()]);
        assert!(error.unwrap_err().message.starts_with("dog-idx3-ubyte.gz "));
    }
}
