//! Tests of the idx reader: what is written is read, and nothing else is.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;

use super::*;

fn images(count: u32, height: u32, width: u32, pixels: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = [IMAGES_MAGIC, count, height, width]
        .into_iter()
        .flat_map(u32::to_be_bytes)
        .collect();
    bytes.extend_from_slice(pixels);
    bytes
}

fn labels(values: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = [LABELS_MAGIC, values.len() as u32]
        .into_iter()
        .flat_map(u32::to_be_bytes)
        .collect();
    bytes.extend_from_slice(values);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn check_images(bytes: &[u8], expected: &str) {
    let error = read_images("a.idx", bytes.to_vec()).unwrap_err();
    assert!(error.message.starts_with("a.idx "), "{error}");
    assert!(error.message.contains(expected), "{error}");
    assert!(!error.hint.is_empty());
}

#[test]
fn pictures_are_grey_or_have_channels() {
    let grey = images(2, 1, 2, &[1, 2, 3, 4]);
    let read = read_pictures("a", grey).unwrap();
    assert_eq!(read, ([1, 2, 1], vec![1, 2, 3, 4]));

    let header = |numbers: [u32; 5]| numbers.into_iter().flat_map(u32::to_be_bytes);
    let colour = |numbers, pixels: &[u8]| {
        let bytes = header(numbers).chain(pixels.iter().copied()).collect();
        read_pictures("a.idx", bytes)
    };
    let read = colour([COLOUR_IMAGES_MAGIC, 2, 1, 1, 3], &[1, 2, 3, 4, 5, 6]).unwrap();
    assert_eq!(read, ([1, 1, 3], vec![1, 2, 3, 4, 5, 6]));

    let check = |numbers, pixels: &[u8], expected: &str| {
        let error = colour(numbers, pixels).unwrap_err();
        assert!(error.message.starts_with("a.idx "), "{error}");
        assert!(error.message.contains(expected), "{error}");
    };
    check([COLOUR_IMAGES_MAGIC, 2, 1, 1, 3], &[0; 5], "is cut off");
    check([COLOUR_IMAGES_MAGIC, 1, 1, 1, 3], &[0; 4], "is too long");
    check([COLOUR_IMAGES_MAGIC, 1, 1, 1, 5], &[0; 5], "are 1×1×5");
    check([COLOUR_IMAGES_MAGIC, 1, 1, 0, 3], &[], "are 1×0×3");
    let error = read_pictures("a", vec![0, 0, 8, 4, 0]).unwrap_err();
    assert!(error.message.contains("after 5 bytes"), "{error}");
    let error = read_pictures("a", labels(&[1])).unwrap_err();
    assert!(error.message.contains("no idx file of pictures"), "{error}");
}

#[test]
fn faults_are_named() {
    check_images(&[], "ends within its header, after 0 bytes");
    check_images(&[0, 0, 8, 3, 0, 0], "ends within its header, after 6 bytes");
    check_images(&labels(&[1, 2]), "no idx file of pictures");
    check_images(b"<!DOCTYPE html>", "it begins with 3c21444f");
    check_images(&images(0, 2, 2, &[]), "holds no pictures");
    check_images(&images(1, 0, 2, &[]), "its pictures are 0×2");
    check_images(
        &images(1, u32::MAX, 2, &[]),
        "its pictures are 4294967295×2",
    );
    check_images(
        &images(u32::MAX, 4096, 4096, &[0; 9]),
        "take 72057594021150720 bytes, and 9 are there",
    );
    check_images(&images(2, 1, 2, &[0; 3]), "is cut off");
    check_images(&images(2, 1, 2, &[0; 5]), "is too long");
    let error = read_labels("l", &images(1, 1, 1, &[0])).unwrap_err();
    assert!(error.message.contains("no idx file of labels"), "{error}");
}

#[test]
fn gzip_is_bounded() {
    let bomb = gzip(&vec![0; 1_000_000]);
    assert!(bomb.len() < 10_000);
    let error = gunzip("b.gz", &bomb, 999_999).unwrap_err();
    assert_eq!(error.message, "b.gz unpacks to more than 999999 bytes");
    assert_eq!(gunzip("b.gz", &bomb, 1_000_000).unwrap().len(), 1_000_000);
}

#[test]
fn gzip_with_bytes_after_its_end_is_refused() {
    let mut bytes = gzip(&[1, 2, 3]);
    bytes.push(0);
    let error = gunzip("b.gz", &bytes, 100).unwrap_err();
    assert_eq!(error.message, "b.gz has 1 bytes after its end");
    assert!(gunzip("b.gz", b"<!DOCTYPE html>", 100).is_err());
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = read_images("x", bytes.clone());
        let _ = read_labels("x", &bytes);
        let _ = gunzip("x", &bytes, 100);
        let _ = gunzip("x", &[&GZIP_MAGIC[..], &[8], &bytes].concat(), 100);
        // Past the magic, so that the dimensions are arbitrary too.
        let _ = read_images("x", [&IMAGES_MAGIC.to_be_bytes()[..], &bytes].concat());
        let _ = read_labels("x", &[&LABELS_MAGIC.to_be_bytes()[..], &bytes].concat());
    }

    #[test]
    fn images_round_trip(
        count in 1_usize..4, height in 1_usize..5, width in 1_usize..5, fill: u8, cut: prop::sample::Index
    ) {
        let pixels: Vec<u8> = (0..count * height * width)
            .map(|i| fill.wrapping_add(i as u8))
            .collect();
        let file = images(count as u32, height as u32, width as u32, &pixels);
        prop_assert_eq!(read_images("x", file.clone()).unwrap(), ([height, width], pixels));
        prop_assert!(read_images("x", file[..cut.index(file.len())].to_vec()).is_err());
        prop_assert!(read_images("x", [&file[..], &[0]].concat()).is_err());
    }

    #[test]
    fn labels_round_trip(values in prop::collection::vec(any::<u8>(), 1..40)) {
        let file = labels(&values);
        prop_assert_eq!(read_labels("x", &file).unwrap(), values);
        for cut in 0..file.len() {
            prop_assert!(read_labels("x", &file[..cut]).is_err());
        }
    }

    #[test]
    fn gzip_round_trips(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let file = gzip(&bytes);
        prop_assert_eq!(gunzip("x", &file, 200).unwrap(), bytes);
        for cut in 0..file.len() {
            prop_assert!(gunzip("x", &file[..cut], 200).is_err());
        }
    }
}
