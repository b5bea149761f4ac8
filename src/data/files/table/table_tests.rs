//! Tests of reading tables: shapes, types, parts, missing values, and what is wrong with them.

use std::fmt::Write as _;

use crate::data::files::test_files::{csv, faulty, gzip, options, read_all, read_with};
use crate::data::*;

fn features(samples: Option<&Samples>) -> &Features {
    match samples {
        Some(Samples::Features(features)) => features,
        other => panic!("no features: {other:?}"),
    }
}

fn pictures(samples: Option<&Samples>) -> &Pictures {
    match samples {
        Some(Samples::Pictures(pictures)) => pictures,
        other => panic!("no pictures: {other:?}"),
    }
}

/// Rows of pixels with a label before them; pixel `i` of row `r` is `(r + i) % 256`.
fn kaggle(rows: usize, labelled: bool, header: bool) -> String {
    let mut text = String::new();
    if header {
        let names: Vec<String> = (0..784).map(|i| format!("pixel{i}")).collect();
        let label = if labelled { "label," } else { "" };
        writeln!(text, "{label}{}", names.join(",")).unwrap();
    }
    for row in 0..rows {
        let cells: Vec<String> = (0..784).map(|i| ((row + i) % 256).to_string()).collect();
        let label = if labelled {
            format!("{},", row % 10)
        } else {
            String::new()
        };
        writeln!(text, "{label}{}", cells.join(",")).unwrap();
    }
    text
}

#[test]
fn kaggle_s_tables_are_pictures() {
    for header in [true, false] {
        let loaded = read_all(vec![
            csv("train.csv", &kaggle(30, true, header)),
            csv("test.csv", &kaggle(7, false, header)),
        ])
        .unwrap();
        let train = pictures(loaded.train.as_ref());
        assert_eq!((train.shape, train.len()), ([28, 28, 1], 30));
        assert_eq!(train.labels[..12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
        assert_eq!(train.get(3)[..2], [3, 4]);
        assert_eq!(loaded.classes.len(), 10);
        let Some(Unlabelled::Pictures { shape, pixels, .. }) = &loaded.unlabelled else {
            panic!("no prediction set")
        };
        assert_eq!((*shape, pixels.len()), ([28, 28, 1], 7 * 784));
        assert_eq!(loaded.report.tables[0].rows, 30);
        assert_eq!(loaded.report.tables[0].columns[1].dtype, "int64");
        assert_eq!(loaded.report.tables[0].head[0][..3], ["0", "0", "1"]);
        assert_eq!(loaded.report.tables[0].tail[4][..2], ["9", "29"]);
        assert_eq!(loaded.report.bytes, 37 * 784 + 60);
    }
}

#[test]
fn kaggle_s_sample_submission_comes_along() {
    let loaded = read_all(vec![
        csv("sample_submission.csv", "ImageId,Label\n1,0\n2,0\n"),
        csv("test.csv", &kaggle(2, false, true)),
        csv("train.csv", &kaggle(12, true, true)),
    ])
    .unwrap();
    assert_eq!(pictures(loaded.train.as_ref()).len(), 12);
    let warning = &loaded.report.warnings[0];
    assert!(
        warning.starts_with("sample_submission.csv is left out: "),
        "{warning}"
    );
}

#[test]
fn features_have_names_and_kinds() {
    let text =
        "\u{feff}length;colour;class\r\n1,5;red;b\r\n2,5;\"blue; dark\";a\r\n3;red;b\r\n\r\n";
    let loaded = read_all(vec![csv("x.csv", text)]).unwrap();
    let train = features(loaded.train.as_ref());
    assert_eq!(train.columns[0], Column::number("length"));
    let values = vec!["blue; dark".to_owned(), "red".to_owned()];
    assert_eq!(train.columns[1].kind, ColumnKind::Category { values });
    assert_eq!(train.values, [1.5, 1.0, 2.5, 0.0, 3.0, 1.0]);
    assert_eq!(train.labels, [1, 0, 1]);
    assert_eq!(loaded.classes, ["a", "b"]);
    let dtypes: Vec<&str> = loaded.report.tables[0]
        .columns
        .iter()
        .map(|c| &c.dtype[..])
        .collect();
    assert_eq!(dtypes, ["float64", "object", "object"]);
}

#[test]
fn tabs_gzip_and_tables_without_header_are_read() {
    let iris = "5.1\t3.5\tsetosa\n4.9\t3.0\tsetosa\n6.3\t3.3\tvirginica\n";
    let loaded = read_all(vec![("iris.data.gz".into(), gzip(iris.as_bytes()))]).unwrap();
    let train = features(loaded.train.as_ref());
    assert_eq!(train.columns[0].name, "column 1");
    assert_eq!(
        (train.get(2), &train.labels[..]),
        (&[6.3, 3.3][..], &[0, 0, 1][..])
    );
    assert!(
        loaded.report.warnings[0]
            .contains("column 3 is taken for the label, because it is the only one of text")
    );
}

#[test]
fn options_take_precedence_over_what_is_detected() {
    let text = "id,zip,survived\n1,100,0\n2,200,1\n3,100,1\n";
    let mut options = options();
    options.label = LabelColumn::Name {
        name: "survived".into(),
    };
    options.columns.insert("id".into(), ColumnUse::Ignore);
    options.columns.insert("zip".into(), ColumnUse::Category);
    let loaded = read_with(vec![csv("t.csv", text)], &options).unwrap();
    let train = features(loaded.train.as_ref());
    assert_eq!(
        (train.columns.len(), &train.values[..]),
        (1, &[0.0, 1.0, 0.0][..])
    );
    assert_eq!(train.labels, [0, 1, 1]);
    options.label = LabelColumn::None;
    let loaded = read_with(vec![csv("t.csv", text)], &options).unwrap();
    assert_eq!(loaded.unlabelled.unwrap().len(), 3);
    options.label = LabelColumn::Name {
        name: "died".into(),
    };
    let error = read_with(vec![csv("t.csv", text)], &options).unwrap_err();
    assert_eq!(error.message, "t.csv has no column died");
    assert_eq!(error.hint, "Choose one of its columns: id, zip, survived.");
}

#[test]
fn row_numbers_and_texts_without_repetition_are_left_out() {
    let mut text = ",name,x,y\n".to_owned();
    for i in 0..120 {
        writeln!(text, "{i},person {i},{},{}", i * 2, i % 2).unwrap();
    }
    let loaded = read_all(vec![csv("p.csv", &text)]).unwrap();
    let train = features(loaded.train.as_ref());
    assert_eq!(train.columns, [Column::number("x")]);
    assert_eq!(train.values[..3], [0.0, 2.0, 4.0]);
    assert_eq!(
        loaded.report.warnings,
        [
            "p.csv: the first column has no name; it is taken for row numbers and left out",
            "p.csv: column name holds 120 different texts and is left out"
        ]
    );
}

#[test]
fn missing_values_are_counted_and_dealt_with() {
    let text = "a,b,y\n1,,0\n,2,1\n3,4,\n5,6,1\n";
    let check = |missing: Option<Missing>, expected: &[f32]| {
        let mut options = options();
        options.missing = missing;
        let loaded = read_with(vec![csv("m.csv", text)], &options).unwrap();
        let counts: Vec<usize> = loaded.report.tables[0]
            .columns
            .iter()
            .map(|c| c.missing)
            .collect();
        assert_eq!(counts, [1, 1, 1]);
        assert_eq!(
            loaded.report.warnings[0],
            "m.csv: 1 rows without a label are left out"
        );
        assert!(loaded.report.warnings[1].starts_with("m.csv: 2 values are missing (a 1, b 1)"));
        let values = &features(loaded.train.as_ref()).values;
        let same = |(a, b): (&f32, &f32)| (a.is_nan() && b.is_nan()) || (a - b).abs() < 1e-6;
        assert!(
            values.len() == expected.len() && values.iter().zip(expected).all(same),
            "{values:?}"
        );
    };
    // What they are filled with is known once the data is divided.
    for how in [None, Some(Missing::Zero), Some(Missing::Mean)] {
        check(how, &[1.0, f32::NAN, f32::NAN, 2.0, 5.0, 6.0]);
    }
    check(Some(Missing::DropRows), &[5.0, 6.0]);
}

#[test]
fn missing_pixels_are_dealt_with() {
    let text =
        "label,pixel0,pixel1,pixel2,pixel3\n0,10,,30,40\n1,20,60,10,0\n0,1,70,3,4\n1,1,95,1,1\n";
    let check = |missing: Option<Missing>, expected: &[u8]| {
        let mut options = options();
        options.missing = missing;
        let loaded = read_with(vec![csv("m.csv", text)], &options).unwrap();
        let train = pictures(loaded.train.as_ref());
        assert_eq!((train.shape, &train.pixels[..4]), ([2, 2, 1], expected));
        train.len()
    };
    assert_eq!(check(None, &[10, 0, 30, 40]), 4);
    check(Some(Missing::Mean), &[10, 75, 30, 40]);
    check(Some(Missing::Median), &[10, 70, 30, 40]);
    assert_eq!(check(Some(Missing::DropRows), &[20, 60, 10, 0]), 3);
}

#[test]
fn parts_are_found_by_names_and_columns_matched() {
    let loaded = read_all(vec![
        csv("d/val.csv", "x,c,label\n1,u,cat\n"),
        csv("d/test.csv", "x,c,label\n2,v,dog\n"),
        csv("d/train.csv", "x,c,label\n3,v,dog\n4,w,cat\n"),
    ])
    .unwrap();
    assert_eq!(features(loaded.train.as_ref()).values, [3.0, 1.0, 4.0, 2.0]);
    assert_eq!(features(loaded.validation.as_ref()).labels, [0]);
    assert_eq!(features(loaded.test.as_ref()).values, [2.0, 1.0]);
}

#[test]
fn faults_name_file_row_and_column() {
    let check = |text: &str, expected: &str| {
        let error = faulty(vec![csv("f.csv", text)]);
        assert_eq!(error.message, expected);
        assert!(!error.hint.is_empty());
    };
    check(
        "a,b,y\n1,2,0\n1,2\n",
        "f.csv row 3 has 2 fields, and the first row has 3",
    );
    check(
        "a,b,y\r\n1,2,0\r\n1,\"2\n\",0\r\n1,2,3,4\r\n",
        "f.csv row 4 has 4 fields, and the first row has 3",
    );
    check(
        "a,b,y\n1,2,0\n1,x7,1\n1,2,0\n2,2,1\n",
        "f.csv row 3, column b: “x7” is not a number",
    );
    check(
        "a,y\n1,2\n",
        "f.csv: every row has the same class, 2, in column y",
    );
    check("a,y\n", "f.csv holds no rows");
    check("a,y\n1,\n2,\n", "f.csv: no row has a label");
    check("y\n1\n2\n", "f.csv has no column beside the label");
    let pixels = kaggle(3, true, true).replace("\n2,2,3,", "\n2,300,3,");
    check(
        &pixels,
        "f.csv row 4, column pixel0: “300” is no pixel, which is a whole number from 0 to 255",
    );
    let mut many = "a,y\n".to_owned();
    for i in 0..1001 {
        writeln!(many, "1,{i}").unwrap();
    }
    check(
        &many,
        "f.csv row 1002, column y: there are more than 1000 different labels up to here",
    );
    let mut options = options();
    options.classes = Some(vec!["cat".into(), "dog".into()]);
    let labels = csv("f.csv", "a,y\n1,cat\n1,1\n1,5\n");
    let error = read_with(vec![labels], &options).unwrap_err();
    assert_eq!(
        error.message,
        "f.csv row 4, column y: “5” is no label: there are 2 classes"
    );
    options.missing = Some(Missing::DropRows);
    let error = read_with(vec![csv("f.csv", "a,y\n,cat\n,dog\n")], &options).unwrap_err();
    assert_eq!(
        error.message,
        "f.csv: every row has a missing value, so dropping rows leaves none"
    );
}

#[test]
fn a_table_to_predict_may_lack_the_label_that_is_named() {
    let mut options = options();
    options.label = LabelColumn::Name {
        name: "survived".into(),
    };
    let files = vec![
        csv("k/README.md", "Titanic\nTwo tables\n"),
        csv("k/test.csv", "age,sex\n3,f\n"),
        csv("k/train.csv", "survived,age,sex\n1,2,f\n0,9,m\n"),
    ];
    let loaded = read_with(files, &options).unwrap();
    assert_eq!(features(loaded.train.as_ref()).labels, [1, 0]);
    let Some(Unlabelled::Features { values, .. }) = &loaded.unlabelled else {
        panic!("lost")
    };
    assert_eq!(values, &[3.0, 0.0]);
    assert!(loaded.report.warnings[0].starts_with("k/README.md is left out: "));
}

#[test]
fn a_text_that_is_no_table_is_refused() {
    let text: String = (0..99).fold(String::new(), |text, i| text + &format!("line {i}\n"));
    let error = faulty(vec![csv("notes.txt", &text)]);
    assert_eq!(
        error.message,
        "notes.txt has no column to learn from: texts differ in nearly every row"
    );
}

#[test]
fn tables_that_do_not_go_together_are_refused() {
    let check = |a: &str, b: &str, expected: &str| {
        let error = faulty(vec![csv("train.csv", a), csv("test.csv", b)]);
        assert_eq!(error.message, expected);
    };
    let train = "a,b,y\n1,2,0\n3,4,1\n";
    check(
        train,
        "a,y\n1,0\n",
        "test.csv lacks the column b of the table to train on",
    );
    check(
        train,
        "b,a,y\n1,0,1\n",
        "test.csv has its columns in another order than the table to train on",
    );
    check(
        "1,2,x\n3,4,z\n",
        "1,2,3,4\n",
        "test.csv has 4 columns where the table to train on has 3",
    );
    let error = faulty(vec![csv("a.csv", train), csv("b.csv", train)]);
    assert_eq!(error.message, "a.csv and b.csv are both tables to train on");
}

#[test]
fn room_is_bounded() {
    let mut options = options();
    options.max_bytes = 100_000;
    let zeros = "0,0,0,0,0,0,0,0\n".repeat(200_000);
    let error = read_with(vec![("z.csv.gz".into(), gzip(zeros.as_bytes()))], &options).unwrap_err();
    assert_eq!(
        error.message,
        "z.csv.gz cannot be read: it unpacks to more than 100000 bytes"
    );
    let error = read_with(vec![csv("z.csv", &zeros)], &options).unwrap_err();
    assert_eq!(
        error.message,
        "z.csv holds more than 100000 bytes of samples"
    );
}
