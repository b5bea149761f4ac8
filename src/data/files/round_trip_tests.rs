//! What was written in any of a format's ways is read as it was meant.

use std::io::{Cursor, Write};

use image::{DynamicImage, GrayImage, ImageFormat, RgbImage};
use proptest::prelude::*;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use super::test_files::{File, gzip, idx, npy, options, read_all, read_with};
use crate::data::{ColumnKind, Features, Loaded, Pictures, ReadOptions, Samples};

fn pictures(loaded: &Loaded) -> &Pictures {
    match &loaded.train {
        Some(Samples::Pictures(pictures)) => pictures,
        other => panic!("no pictures: {other:?}"),
    }
}

fn features(loaded: &Loaded) -> &Features {
    match &loaded.train {
        Some(Samples::Features(features)) => features,
        other => panic!("no features: {other:?}"),
    }
}

/// Numbers from 0 to 127 in the bytes of a type of `NumPy`'s.
fn bytes(descr: &str, values: &[u8]) -> Vec<u8> {
    let number = |&value: &u8| {
        let mut number = match &descr[1..] {
            "f4" => f32::from(value).to_le_bytes().to_vec(),
            "f8" => f64::from(value).to_le_bytes().to_vec(),
            size => {
                let mut number = vec![0; size[1..].parse().unwrap()];
                number[0] = value;
                number
            }
        };
        if descr.starts_with('>') {
            number.reverse();
        }
        number
    };
    values.iter().flat_map(number).collect()
}

fn types() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "|u1", "|i1", "<u2", ">u2", "<i2", ">i2", "<u4", ">u4", "<i4", ">i4", "<u8", ">u8", "<i8",
        ">i8", "<f4", ">f4", "<f8", ">f8",
    ])
}

fn zipped(name: &str, files: &[File], method: CompressionMethod) -> File {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let how = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        zip.start_file(name, how).unwrap();
        zip.write_all(bytes).unwrap();
    }
    (name.into(), zip.finish().unwrap().into_inner())
}

fn method() -> impl Strategy<Value = CompressionMethod> {
    prop::sample::select(vec![CompressionMethod::Stored, CompressionMethod::Deflated])
}

/// A table of rows, written by another's hand.
fn table(delimiter: u8, ends: &str, rows: &[Vec<String>]) -> Vec<u8> {
    let terminator = if ends == "\n" {
        csv::Terminator::Any(b'\n')
    } else {
        csv::Terminator::CRLF
    };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(terminator)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

proptest! {
    #[test]
    fn arrays_of_every_type_hold_the_same(
        x in types(), y in types(), values in prop::collection::vec(0_u8..128, 18), packed: bool,
        labels in prop::collection::vec(0_u8..5, 3),
    ) {
        prop_assume!(values.iter().any(|&value| value > 1));
        prop_assume!(labels.iter().any(|&label| label != labels[0]));
        let pack = |file: Vec<u8>| if packed { gzip(&file) } else { file };
        let files = vec![
            ("x.npy".into(), pack(npy(x, "(3, 2, 3)", &bytes(x, &values)))),
            ("y.npy".into(), pack(npy(y, "(3,)", &bytes(y, &labels)))),
        ];
        let loaded = read_all(files).unwrap();
        prop_assert_eq!(&pictures(&loaded).pixels, &values);
        let labels: Vec<u16> = labels.into_iter().map(u16::from).collect();
        prop_assert_eq!(&pictures(&loaded).labels, &labels);
    }

    #[test]
    fn rows_of_reals_hold_the_same(
        values in prop::collection::vec(prop::num::f32::NORMAL | prop::num::f32::ZERO, 12)
    ) {
        let content: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        let files = vec![
            ("x.npy".into(), npy("<f4", "(4, 3)", &content)),
            ("y.npy".into(), npy("|u1", "(4,)", &[0, 1, 2, 1])),
        ];
        let loaded = read_all(files).unwrap();
        prop_assert_eq!(&features(&loaded).values, &values);
    }

    #[test]
    fn archives_hold_what_their_files_do(
        values in prop::collection::vec(2_u8..128, 12), method in method(), kind in 0..3_usize
    ) {
        let arrays = [
            ("x_train.npy".into(), npy("<i4", "(2, 2, 3)", &bytes("<i4", &values))),
            ("y_train.npy".into(), npy("|u1", "(2,)", &[1, 0])),
        ];
        let files = match kind {
            0 => zipped("a.npz", &arrays, method),
            1 => zipped("a.zip", &[zipped("in/a.npz", &arrays, method)], method),
            _ => {
                let pair = [
                    ("train-images".into(), gzip(&idx(&[2, 2, 3], &values))),
                    ("train-labels".into(), idx(&[2], &[1, 0])),
                ];
                zipped("a.zip", &pair, method)
            }
        };
        let loaded = read_all(vec![files]).unwrap();
        prop_assert_eq!(&pictures(&loaded).pixels, &values);
        prop_assert_eq!(&pictures(&loaded).labels, &[1, 0]);
    }

    #[test]
    fn pictures_hold_the_same(
        height in 1_u32..6, width in 1_u32..6, grey: bool, seed in prop::collection::vec(any::<u8>(), 75),
        format in prop::sample::select(vec![ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif]),
        method in method(),
    ) {
        let size = (height * width) as usize;
        // GIF and WebP know colours only, of which a GIF has 256 at most.
        let grey = grey && format == ImageFormat::Png;
        let (image, pixels): (DynamicImage, &[u8]) = if grey {
            (GrayImage::from_raw(width, height, seed[..size].to_vec()).unwrap().into(), &seed[..size])
        } else {
            let image = RgbImage::from_raw(width, height, seed[..size * 3].to_vec());
            (image.unwrap().into(), &seed[..size * 3])
        };
        let mut content = Cursor::new(Vec::new());
        image.write_to(&mut content, format).unwrap();
        let content = content.into_inner();
        let files = [("cat/1".to_owned(), content.clone()), ("dog/1".to_owned(), content)];
        for files in [files.to_vec(), vec![zipped("p.zip", &files, method)]] {
            let loaded = read_all(files).unwrap();
            let found = pictures(&loaded);
            let channels = if grey { 1 } else { 3 };
            prop_assert_eq!(found.shape, [height as usize, width as usize, channels]);
            prop_assert_eq!((found.get(0), found.get(1)), (pixels, pixels));
        }
    }

    #[test]
    fn texts_are_read_as_they_were_quoted(
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
        ends in prop::sample::select(vec!["\n", "\r\n"]),
        texts in prop::collection::vec("[a-z][a-z D\"\n\u{e9}]{0,6}[a-z]", 2..5),
        rows in prop::collection::vec((-1000_i32..1000, any::<prop::sample::Index>(), any::<bool>()), 8..30),
        mark: bool, packed: bool,
    ) {
        prop_assume!(rows.iter().any(|row| row.2) && rows.iter().any(|row| !row.2));
        // The delimiter itself is in texts too.
        let texts: Vec<String> = texts
            .iter()
            .map(|text| text.replace('D', &char::from(delimiter).to_string()))
            .collect();
        let mut lines = vec![vec!["n".to_owned(), "text".into(), "class".into()]];
        lines.extend(rows.iter().map(|(n, text, class)| {
            let class = if *class { "yes" } else { "no" };
            vec![n.to_string(), text.get(&texts).clone(), class.into()]
        }));
        let mut content = if mark { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
        content.extend(table(delimiter, ends, &lines));
        let content = if packed { gzip(&content) } else { content };
        let loaded = read_all(vec![("t.csv".into(), content)]).unwrap();
        let found = features(&loaded);
        let ColumnKind::Category { values } = &found.columns[1].kind else {
            panic!("{:?}", found.columns)
        };
        for (i, (n, text, class)) in rows.iter().enumerate() {
            prop_assert_eq!(&found.get(i)[..1], &[*n as f32][..]);
            prop_assert_eq!(&values[found.get(i)[1] as usize], text.get(&texts));
            prop_assert_eq!(found.labels[i], u16::from(*class));
        }
    }

    #[test]
    fn tables_of_pixels_hold_the_same(
        rows in prop::collection::vec(prop::collection::vec(prop::option::weighted(0.9, any::<u8>()), 4), 4..12)
    ) {
        let mut text = "label,pixel0,pixel1,pixel2,pixel3\n".to_owned();
        for (i, row) in rows.iter().enumerate() {
            let cells = row.iter().map(|cell| cell.map_or_else(String::new, |cell| cell.to_string()));
            let cells: Vec<String> = std::iter::once((i % 2).to_string()).chain(cells).collect();
            text += &(cells.join(",") + "\n");
        }
        let options = ReadOptions {
            rows: crate::data::Rows::Pictures,
            ..options()
        };
        let loaded = read_with(vec![("t.csv".into(), text.into_bytes())], &options).unwrap();
        let expected: Vec<u8> = rows.iter().flatten().map(|cell| cell.unwrap_or(0)).collect();
        prop_assert_eq!(&pictures(&loaded).pixels, &expected);
    }
}
