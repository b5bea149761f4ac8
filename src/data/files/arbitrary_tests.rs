//! Whatever bytes there are, reading ends with samples or with an error, never with a panic;
//! and what was written is read.

use image::ImageFormat;
use proptest::prelude::*;

use super::test_files::{archive, gzip, idx, npy, options, picture, read_with};
use crate::data::{ReadOptions, Samples};

/// Little room, so that a case that takes much is found.
fn small() -> ReadOptions {
    ReadOptions {
        max_bytes: 1 << 20,
        ..options()
    }
}

/// Beginnings that lead to each reader.
fn beginning() -> impl Strategy<Value = Vec<u8>> {
    prop::sample::select(vec![
        vec![],
        vec![0, 0, 8, 1, 0, 0, 0],
        vec![0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0],
        b"\x93NUMPY\x01\x00".to_vec(),
        npy("<f4", "(2, 3)", &[]),
        npy("|u1", "(2, 784)", &[]),
        b"PK\x03\x04".to_vec(),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
        b"GIF89a".to_vec(),
        b"RIFF\x20\0\0\0WEBPVP8 ".to_vec(),
        vec![0xff, 0xd8, 0xff, 0xe0],
        vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3],
        b"a,b,y\n1,2,0\n".to_vec(),
    ])
}

/// A well-formed file of some kind.
fn whole(kind: usize) -> (String, Vec<u8>) {
    match kind % 10 {
        0 => picture("a.jpg", [9, 7], [10, 200, 30], ImageFormat::Jpeg),
        1 => picture("a.png", [9, 7], [10, 200, 30], ImageFormat::Png),
        2 => picture("a.gif", [9, 7], [10, 200, 30], ImageFormat::Gif),
        3 => picture("a.webp", [9, 7], [10, 200, 30], ImageFormat::WebP),
        4 => archive(
            "a.zip",
            &[picture("b/1.png", [2, 2], [1, 2, 3], ImageFormat::Png)],
        ),
        5 => (
            "a.gz".into(),
            gzip(&idx(&[2, 2, 2], &[1, 2, 3, 4, 5, 6, 7, 8])),
        ),
        6 => (
            "a.tsv".into(),
            b"a\t\"b\nc\"\ty\n1\tx\t0\n2,5\tNA\t1\n".to_vec(),
        ),
        7 => ("a.npy".into(), npy(">f8", "(2, 1)", &[63; 16])),
        8 => ("a".into(), idx(&[2, 1, 2], &[1, 2, 3, 4])),
        _ => archive("a.npz", &[("x.npy".into(), npy("<f4", "(1, 2)", &[0; 8]))]),
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(
        start in beginning(),
        rest in prop::collection::vec(any::<u8>(), 0..200),
        name in prop::sample::select(vec!["a", "train.csv", "x/y/1.png", "y.npy", "a.gz"]),
    ) {
        let bytes = [start, rest].concat();
        let _ = read_with(vec![(name.into(), gzip(&bytes))], &small());
        let _ = read_with(vec![(name.into(), bytes)], &small());
    }

    #[test]
    fn arbitrary_text_never_panics(
        text in "[a-z0-9,;\t\"\n\r .\u{e9}-]{0,120}", other in "[a-c0-9,\"\n]{0,60}"
    ) {
        let files = vec![("train.csv".into(), text.into_bytes()), ("t.csv".into(), other.into_bytes())];
        let _ = read_with(files, &small());
    }

    #[test]
    fn damage_never_panics(
        kind: usize, at: prop::sample::Index, byte: u8, cut in prop::option::of(any::<prop::sample::Index>())
    ) {
        let (name, mut bytes) = whole(kind);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = read_with(vec![(name, bytes)], &small());
    }

    #[test]
    fn tables_round_trip(
        rows in prop::collection::vec((-1e6_f32..1e6, 0.0_f32..1.0, any::<bool>()), 5..40)
    ) {
        prop_assume!(rows.iter().any(|row| row.2) && rows.iter().any(|row| !row.2));
        let lines = rows.iter().map(|(a, b, y)| format!("{a},{b},{}\r\n", i32::from(*y)));
        let text: String = std::iter::once("a,b,y\r\n".to_owned()).chain(lines).collect();
        let loaded = read_with(vec![("t.csv".into(), text.into_bytes())], &small()).unwrap();
        let Some(Samples::Features(features)) = loaded.train else {
            panic!("no features")
        };
        for (i, (a, b, y)) in rows.iter().enumerate() {
            prop_assert_eq!(features.get(i), &[*a, *b][..]);
            prop_assert_eq!(features.labels[i], u16::from(*y));
        }
    }

    #[test]
    fn arrays_and_idx_round_trip(
        pixels in prop::collection::vec(any::<u8>(), 12), second in 1_u8..9, packed: bool
    ) {
        prop_assume!(pixels.iter().any(|&pixel| pixel > 1));
        let labels = [0, second];
        let pack = |bytes: Vec<u8>| if packed { gzip(&bytes) } else { bytes };
        let sets = [
            [pack(npy("|u1", "(2, 2, 3)", &pixels)), pack(npy("|u1", "(2,)", &labels))],
            [pack(idx(&[2, 2, 3], &pixels)), pack(idx(&[2], &labels))],
        ];
        for [x, y] in sets {
            let files = vec![("x".into(), x), ("y".into(), y)];
            let loaded = read_with(files, &small()).unwrap();
            let Some(Samples::Pictures(pictures)) = loaded.train else {
                panic!("no pictures")
            };
            prop_assert_eq!(&pictures.pixels, &pixels);
            prop_assert_eq!(&pictures.labels, &[0, u16::from(second)]);
        }
    }

    #[test]
    fn pictures_round_trip(height in 1_u32..9, width in 1_u32..9, colour: [u8; 3]) {
        let files = vec![
            picture("x/a/1.png", [height, width], colour, ImageFormat::Png),
            picture("x/b/1.webp", [height, width], colour, ImageFormat::WebP),
        ];
        let loaded = read_with(files, &small()).unwrap();
        let Some(Samples::Pictures(pictures)) = loaded.train else {
            panic!("no pictures")
        };
        for pixel in pictures.pixels.chunks(3) {
            prop_assert_eq!(pixel, &colour[..]);
        }
    }
}
