//! Tests of reading pictures: folders, archives, sizes, colours, and what is wrong with them.

use image::ImageFormat::{self, Gif, Jpeg, Png, WebP};

use super::super::test_files::{File, archive, csv, faulty, options, picture, read_all, read_with};
use crate::data::*;

const RED: [u8; 3] = [255, 0, 0];
const GREY: [u8; 3] = [90, 90, 90];

fn png(name: &str, colour: [u8; 3]) -> File {
    picture(name, [3, 2], colour, Png)
}

fn pictures(samples: Option<&Samples>) -> &Pictures {
    match samples {
        Some(Samples::Pictures(pictures)) => pictures,
        other => panic!("no pictures: {other:?}"),
    }
}

#[test]
fn folders_in_a_zip_are_classes_and_parts() {
    let files = [
        png("pets/Train/dog/10.png", RED),
        png("pets/Train/dog/9.png", GREY),
        png("pets/Train/cat/1.png", GREY),
        png("pets/Test/cat/2.png", RED),
        csv("pets/README.txt", "Two animals"),
        csv("__MACOSX/pets/._x.png", "\0"),
    ];
    let loaded = read_all(vec![archive("pets.zip", &files)]).unwrap();
    let train = pictures(loaded.train.as_ref());
    assert_eq!(
        (train.shape, &train.labels[..]),
        ([3, 2, 3], &[0, 1, 1][..])
    );
    assert_eq!(train.get(1)[..3], GREY);
    assert_eq!(train.get(2)[..3], RED);
    assert_eq!(pictures(loaded.test.as_ref()).labels, [0]);
    assert_eq!(loaded.classes, ["cat", "dog"]);
    assert_eq!(
        loaded.report.warnings,
        ["Left out beside the pictures: 1 tables"]
    );
    // The same from a folder.
    let files = files[..4].to_vec();
    assert_eq!(read_all(files).unwrap().train, loaded.train);
}

#[test]
fn every_format_is_read() {
    let formats: [(&str, ImageFormat); 4] = [("p", Png), ("j", Jpeg), ("w", WebP), ("g", Gif)];
    for (name, format) in formats {
        let loaded = read_all(vec![picture(name, [4, 4], RED, format)]).unwrap();
        let Some(Unlabelled::Pictures {
            shape,
            pixels,
            names,
        }) = loaded.unlabelled
        else {
            panic!("{name} is lost")
        };
        assert_eq!((shape, names.len()), ([4, 4, 3], 1));
        assert!(
            pixels[0] > 250 && pixels[1] < 5 && pixels[2] < 5,
            "{name} {pixels:?}"
        );
    }
}

#[test]
fn sizes_and_colours_are_chosen_or_the_first_s() {
    let files = vec![
        picture("a.png", [256, 128], RED, Png),
        picture("b.png", [10, 20], GREY, Png),
    ];
    let loaded = read_all(files.clone()).unwrap();
    let Some(Unlabelled::Pictures { shape, .. }) = loaded.unlabelled else {
        panic!("lost")
    };
    assert_eq!(shape, [128, 64, 3]);
    assert_eq!(loaded.report.warnings, ["2 pictures are resized to 128×64"]);
    let mut options = options();
    options.size = Some([2, 2]);
    options.colour = Some(Colour::Grey);
    let loaded = read_with(files, &options).unwrap();
    let Some(Unlabelled::Pictures { pixels, .. }) = loaded.unlabelled else {
        panic!("lost")
    };
    assert_eq!(pixels, [76, 76, 76, 76, 90, 90, 90, 90]);
}

#[test]
fn damaged_pictures_are_named_or_left_out() {
    let mut broken = png("x/a/2.png", RED);
    broken.1.truncate(60);
    let files = vec![png("x/a/1.png", RED), broken, png("x/b/3.png", GREY)];
    let error = faulty(files.clone());
    assert!(
        error
            .message
            .starts_with("x/a/2.png is a damaged picture: "),
        "{error}"
    );
    let mut options = options();
    options.skip_damaged = true;
    let loaded = read_with(files, &options).unwrap();
    assert_eq!(loaded.train.as_ref().unwrap().len(), 2);
    assert!(loaded.report.warnings[0].starts_with("Left out: x/a/2.png is a damaged"));
}

/// A PNG that says how large it is and holds nothing.
fn header_of_png(side: u32) -> Vec<u8> {
    let mut bytes = png("x", RED).1;
    bytes[16..20].copy_from_slice(&side.to_be_bytes());
    bytes[20..24].copy_from_slice(&side.to_be_bytes());
    // The check sum of the header, so that only the size is wrong.
    let mut crc = flate2::Crc::new();
    crc.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    bytes
}

#[test]
fn faults_are_named() {
    let error = faulty(vec![("huge.png".into(), header_of_png(100_000))]);
    assert_eq!(
        error.message,
        "huge.png says that it is 100000×100000 pixels"
    );
    let error = faulty(vec![png("z/cat/1.png", RED), png("z/cat/2.png", RED)]);
    assert_eq!(
        error.message,
        "There are pictures of one class only: all are in the folder cat"
    );
    let error = faulty(vec![csv("1.png", "<!DOCTYPE html>")]);
    assert_eq!(
        error.message,
        "1.png holds text, though its name ends in .png"
    );
    let error = faulty(vec![("1.png".into(), vec![])]);
    assert_eq!(error.message, "1.png is empty: it holds 0 bytes");
    let error = faulty(vec![("x.bin".into(), vec![1, 2, 3, 4, 5])]);
    assert_eq!(
        error.message,
        "x.bin is no file that can be read here: it begins with 01020304"
    );
    let loaded = read_all(vec![("1.csv".into(), png("", RED).1)]).unwrap();
    assert_eq!(
        loaded.report.warnings,
        ["1.csv is a picture, though its name ends in .csv"]
    );
}

#[test]
fn archives_are_bounded() {
    let mut options = options();
    options.max_bytes = 50_000;
    let bomb = archive("bomb.zip", &[csv("zeros.csv", &"0,1\n".repeat(1_000_000))]);
    assert!(bomb.1.len() < 20_000);
    let error = read_with(vec![bomb], &options).unwrap_err();
    assert_eq!(
        error.message,
        "bomb.zip/zeros.csv unpacks to more than the 50000 bytes there is room for"
    );
    options.max_bytes = 1000;
    let files: Vec<File> = (0..99).map(|i| png(&format!("{i}.png"), RED)).collect();
    let error = read_with(files, &options).unwrap_err();
    assert_eq!(
        error.message,
        "99 pictures of 3×2 take more than 1000 bytes"
    );
    let error = faulty(vec![archive("none.zip", &[])]);
    assert_eq!(error.message, "none.zip holds no files");
    let mut cut = archive("cut.zip", &[png("a.png", RED)]);
    cut.1.truncate(50);
    let error = faulty(vec![cut]);
    assert!(
        error
            .message
            .starts_with("cut.zip is a zip archive that cannot be read: ")
    );
    let error = faulty(vec![]);
    assert_eq!(error.message, "There are no files to read");
}

#[test]
fn reading_can_be_cancelled() {
    let files = (0..99).map(|i| png(&format!("{i}.png"), RED));
    let files = files.map(|(name, bytes)| crate::data::files::NamedFile::new(name, bytes));
    let mut reports = 0;
    let error = crate::data::files::read(files.collect(), &options(), &mut |progress| {
        reports += 1;
        if progress.done >= 32 && !progress.file.is_empty() && progress.total == 99 {
            return std::ops::ControlFlow::Break(());
        }
        std::ops::ControlFlow::Continue(())
    });
    assert_eq!(error.unwrap_err().message, "Reading was cancelled");
    assert!(reports > 1);
}

#[test]
fn pandas_and_bears_are_read() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/data/pandas-bears.zip"
    );
    let bytes = std::fs::read(path)
        .expect("study B's pictures lie beside the checkout, in shared/data/pandas-bears.zip");
    let mut options = options();
    options.size = Some([16, 16]);
    let loaded = read_with(vec![("pandas-bears.zip".into(), bytes)], &options).unwrap();
    assert_eq!(loaded.classes, ["Bears", "Pandas"]);
    assert_eq!(
        counts(&pictures(loaded.train.as_ref()).labels, 2),
        [250, 250]
    );
    assert_eq!(counts(&pictures(loaded.test.as_ref()).labels, 2), [50, 50]);
}
