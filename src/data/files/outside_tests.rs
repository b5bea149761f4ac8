//! Tests of outside files: read to go with the data, or refused with the reason.

use image::ImageFormat;

use super::super::test_files::{File, csv, options, picture, read_all, read_with};
use crate::data::{DataError, Loaded, Unlabelled};

/// What comes of outside files beside data.
fn beside(data: Vec<File>, outside: Vec<File>) -> Result<Loaded, DataError> {
    let data = read_all(data).unwrap();
    let options = data.outside_options(&options());
    data.with_outside(read_with(outside, &options)?)
}

fn flowers() -> Vec<File> {
    let text = "length,colour,class\n1.5,red,a\n2.5,blue,b\n3.5,red,a\n";
    vec![csv("flowers.csv", text)]
}

fn photos() -> Vec<File> {
    let photo = |name: &str, colour| picture(name, [4, 4], colour, ImageFormat::Png);
    vec![
        photo("cat/1.png", [9, 8, 7]),
        photo("dog/1.png", [90, 80, 70]),
    ]
}

#[test]
fn rows_are_matched_by_the_names_of_their_columns() {
    // In another order, with a column more, and with the class, which is left out.
    let text = "class,colour,id,length\nb,red,7,9\na,green,8,\n";
    let loaded = beside(flowers(), vec![csv("new.csv", text)]).unwrap();
    let Some(Unlabelled::Features { columns, values }) = &loaded.unlabelled else {
        panic!("{loaded:?}")
    };
    let own = read_all(flowers()).unwrap();
    assert_eq!(loaded.train, own.train);
    let names: Vec<&str> = columns.iter().map(|column| &column.name[..]).collect();
    assert_eq!(names, ["length", "colour"]);
    // Colours are numbered as the data numbers them: blue, red.
    assert_eq!(values[..2], [9.0, 1.0]);
    assert!(values[2].is_nan() && values[3].is_nan());
    let warning =
        "1 outside rows have texts in column colour that the data has not: they count as missing";
    assert!(loaded.report.warnings.iter().any(|w| w == warning));
    assert_eq!(loaded.report.tables.len(), 2);
    assert_eq!(loaded.report.bytes, loaded.bytes());
}

#[test]
fn categories_are_matched_whatever_their_order() {
    let mut as_texts = options();
    let category = crate::data::ColumnUse::Category;
    as_texts.columns.insert("floor".into(), category);
    let table = "floor,class\n2,a\n10,b\n2,a\n";
    let data = read_with(vec![csv("data.csv", table)], &as_texts).unwrap();
    let options = data.outside_options(&options());
    let outside = read_with(vec![csv("new.csv", "floor\n10\n2\n3\n")], &options).unwrap();
    let loaded = data.with_outside(outside).unwrap();
    let Some(Unlabelled::Features { values, .. }) = &loaded.unlabelled else {
        panic!("{loaded:?}")
    };
    assert_eq!(values[..2], [1.0, 0.0]);
    assert!(values[2].is_nan());
}

#[test]
fn pictures_come_in_the_size_and_colours_of_the_data() {
    let grey = image::GrayImage::from_pixel(8, 2, image::Luma([50]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    grey.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let outside = vec![("who.png".to_owned(), bytes.into_inner())];
    let loaded = beside(photos(), outside).unwrap();
    let Some(Unlabelled::Pictures {
        shape,
        pixels,
        names,
    }) = &loaded.unlabelled
    else {
        panic!("{loaded:?}")
    };
    assert_eq!((*shape, &pixels[..3]), ([4, 4, 3], &[50; 3][..]));
    assert_eq!(names[..], ["who.png"]);
}

#[test]
fn what_does_not_go_with_the_data_is_refused() {
    let check = |data: Vec<File>, outside: Vec<File>, expected: &str| {
        let error = beside(data, outside).unwrap_err();
        assert!(error.message.contains(expected), "{error}");
        assert!(!error.hint.is_empty());
    };
    let short = || vec![csv("short.csv", "length\n1\n2\n")];
    check(flowers(), short(), "colour");
    check(flowers(), photos(), "have labels");
    let photo = || vec![picture("who.png", [8, 8], [1, 2, 3], ImageFormat::Png)];
    check(flowers(), photo(), "hold pictures");
    check(photos(), short(), "hold rows of numbers without labels");
    let pixels = "1,".repeat(783) + "1\n";
    let digits = vec![csv("test.csv", &pixels.repeat(2))];
    check(
        photos(),
        digits,
        "28×28 and grey, and those of the data 4×4 and coloured",
    );
}
