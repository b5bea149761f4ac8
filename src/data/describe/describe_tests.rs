//! Tests of descriptions: what is counted, what is warned of, and how it is written.

use super::*;
use crate::data::{
    Column, ColumnKind, ColumnReport, Features, Pictures, Report, TableReport, Usage,
};

fn pictures(pixels: &[u8], labels: &[u16]) -> Samples {
    Samples::from(Pictures::new([1, 2, 1], pixels.to_vec(), labels.to_vec()).unwrap())
}

/// Twelve cats, two dogs and no cow; two of the pictures again in the test part, one of them
/// with another label.
fn pets() -> Loaded {
    let mut pixels: Vec<u8> = (0..26).collect();
    pixels.extend([0, 1]);
    let labels = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
    Loaded {
        classes: ["cat", "dog", "cow"].map(str::to_owned).to_vec(),
        train: Some(pictures(&pixels, &labels)),
        test: Some(pictures(&[0, 1, 2, 3, 200, 201], &[1, 0, 1])),
        unlabelled: Some(Unlabelled::Pictures {
            shape: [1, 2, 1],
            pixels: vec![7; 4],
            names: Vec::new(),
        }),
        ..Loaded::default()
    }
}

fn rows() -> Loaded {
    let columns = vec![
        Column::number("length"),
        Column {
            name: "colour".into(),
            kind: ColumnKind::Category {
                values: vec!["blue".into(), "red".into()],
            },
        },
        Column::number("same"),
    ];
    let values = vec![1.5, 0.0, 3.0, f32::NAN, 1.0, 3.0, 4.5, 1.0, 3.0];
    let column = |name: &str, dtype: &str, missing, usage| ColumnReport {
        name: name.into(),
        dtype: dtype.into(),
        missing,
        usage,
    };
    let cells = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect();
    Loaded {
        classes: vec!["no".into(), "yes".into()],
        train: Some(Samples::from(
            Features::new(columns, values, vec![0, 1, 1]).unwrap(),
        )),
        report: Report {
            tables: vec![TableReport {
                name: "t.csv".into(),
                rows: 3,
                columns: vec![
                    column("length", "float64", 1, Usage::Number),
                    column("colour", "object", 0, Usage::Category),
                    column("same", "int64", 0, Usage::Number),
                    column("fits", "object", 0, Usage::Label),
                ],
                head: vec![
                    cells(&["1.5", "blue", "3", "no"]),
                    cells(&["", "red", "3", "yes"]),
                ],
                tail: Vec::new(),
            }],
            warnings: vec!["t.csv: a guess".into()],
            ..Report::default()
        },
        ..Loaded::default()
    }
}

#[test]
fn pictures_are_counted_by_part_and_class() {
    let found = describe(&pets());
    let form = Form::Pictures {
        height: 1,
        width: 2,
        channels: 1,
    };
    assert_eq!(found.form, Some(form));
    let parts: Vec<_> = found
        .parts
        .iter()
        .map(|part| (part.name, part.samples, &part.counts[..], part.pixels))
        .collect();
    assert_eq!(
        parts,
        [
            (PartName::Train, 14, &[12, 2, 0][..], Some([0, 25])),
            (PartName::Test, 3, &[1, 2, 0][..], Some([0, 201])),
            (PartName::Unlabelled, 2, &[][..], Some([7, 7])),
        ]
    );
    assert_eq!(found.bytes, 14 * 4 + 3 * 4 + 4);
    let weights = found.class_weights.unwrap();
    assert!((weights[0] - 14.0 / 24.0).abs() < 1e-6 && (weights[1] - 3.5).abs() < 1e-6);
    let repeat = |part, indices: &[u32]| Repeat {
        part,
        samples: indices.len(),
        indices: indices.to_vec(),
    };
    assert_eq!(
        found.duplicates,
        Repeats {
            within: vec![repeat(Role::Train, &[13])],
            in_train: vec![repeat(Role::Test, &[0, 1])],
            contradictions: 2,
        }
    );
    assert_eq!(
        found.warnings,
        [
            "No sample of the training part is of class cow",
            "No sample of the test part is of class cow",
            "Some classes have fewer than 10 samples to train on: dog (2)",
            "The classes are unbalanced: cat has 6.0 times the samples of dog",
            "Every pixel of the part without labels is 7",
            "2 of 3 samples of the test part are in the training part too: scores on them say little",
            "2 duplicates have another label than the sample they are like: one of the two is wrong",
        ]
    );
}

#[test]
fn columns_are_summed_up() {
    let found = describe(&rows());
    let columns = &found.parts[0].columns;
    let numbers = columns[0].numbers.unwrap();
    assert_eq!(columns[0].missing, 1);
    assert_eq!((numbers.least, numbers.mean, numbers.most), (1.5, 3.0, 4.5));
    assert_eq!((columns[1].missing, columns[1].numbers), (0, None));
    assert_eq!(
        found.warnings,
        [
            "t.csv: a guess",
            "Some classes have fewer than 10 samples to train on: no (1), yes (2)",
            "The classes are unbalanced: yes has 2.0 times the samples of no",
            "These columns hold the same value in every row to train on: same",
        ]
    );
}

#[test]
fn weights_are_suggested_above_one_and_a_half() {
    assert_eq!(class_weights(&[10, 15, 12]), None);
    assert_eq!(class_weights(&[2, 3, 0]), None);
    assert!(class_weights(&[10, 16]).is_some());
    assert_eq!(class_weights(&[]), None);
    assert_eq!(class_weights(&[0, 0]), None);
}

#[test]
fn parts_and_classes_that_lack_are_warned_of() {
    let check = |change: &dyn Fn(&mut Loaded), expected: &str| {
        let mut loaded = pets();
        change(&mut loaded);
        let warnings = describe(&loaded).warnings;
        assert!(warnings.iter().any(|w| w == expected), "{warnings:?}");
    };
    check(
        &|pets| pets.train = None,
        "There are no samples to train on",
    );
    check(
        &|pets| (pets.train, pets.test) = (None, None),
        "No sample has a label: there is nothing to train on",
    );
    check(
        &|pets| pets.test = Some(pictures(&[1, 2], &[2])),
        "All samples of the test part are of class cow",
    );
    check(
        &|pets| pets.classes.truncate(1),
        "There is only one class, cat: a network has nothing to distinguish",
    );
    check(
        &|pets| pets.classes.extend((0..9).map(|i| format!("c{i}"))),
        "No sample of the test part is of these 10 classes: cow, c0, c1, c2, c3 and 5 more",
    );
}

#[test]
fn nothing_is_described_too() {
    let found = describe(&Loaded::default());
    assert_eq!(
        (found.form.as_ref(), found.parts.len(), found.bytes),
        (None, 0, 0)
    );
    assert!(
        found
            .to_string()
            .starts_with("No samples, no classes, 0 B of memory\n")
    );
}

#[test]
fn a_description_survives_json_and_a_message() {
    for loaded in [pets(), rows()] {
        let found = describe(&loaded);
        let text = serde_json::to_string(&found).unwrap();
        assert_eq!(serde_json::from_str::<Description>(&text).unwrap(), found);
        let bytes = borsh::to_vec(&found).unwrap();
        assert_eq!(borsh::from_slice::<Description>(&bytes).unwrap(), found);
    }
}

#[test]
fn pictures_are_written_as_text() {
    let mut loaded = pets();
    loaded.report.warnings.push("odd\u{1b}[2J".into());
    let text = describe(&loaded).to_string();
    let expected = "\
Pictures of 1×2 in grey, 3 classes, 72 B of memory

Class    Train    Test   Unlabelled   Weight
cat         12       1                 0.583
dog          2       2                 3.500
cow          0       0                 0.000
All         14       3            2
Pixels    0–25   0–201          7–7
Memory    56 B    12 B          4 B

Duplicates: 1 within train, 2 of train again in test

Warnings:
  - odd\u{fffd}[2J
";
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn tables_are_written_as_text() {
    let text = describe(&rows()).to_string();
    let expected = "\
Rows of 3 columns, 2 classes, 42 B of memory

Class    Train   Weight
no           1    1.500
yes          2    0.750
All          3
Memory    42 B

t.csv: 3 rows

Column   Type      Used as         Missing   Least   Mean   Most
length   float64   number                1     1.5      3    4.5
colour   object    category of 2         0
same     int64     number                0       3      3      3
fits     object    label                 0

length   colour   same   fits
1.5      blue     3      no
         red      3      yes
(1 more)

Duplicates: none
";
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn wide_tables_are_folded() {
    let mut loaded = rows();
    let table = &mut loaded.report.tables[0];
    let pixel = |i| ColumnReport {
        name: format!("pixel{i}"),
        dtype: "int64".into(),
        missing: 1,
        usage: Usage::Pixel,
    };
    table.columns = (0..784).map(pixel).collect();
    table.head = vec![vec!["x".repeat(30); 784]];
    let text = describe(&loaded).to_string();
    let folded = "pixel0 … pixel783   int64   784 pixels       784\n";
    assert!(text.contains(folded), "{text}");
    let lines = text.lines().map(|line| line.chars().count());
    assert!(lines.max().unwrap() < 200, "{text}");
}
