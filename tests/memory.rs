//! Reading takes little more memory than what it leaves: a table's text and its values, or a
//! picture and its smaller self, are never all there at once.

#![cfg(all(feature = "files", not(target_family = "wasm")))]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use flate2::{Compression, write::GzEncoder};
use hearth::data::ReadOptions;
use hearth::data::files::{NamedFile, read};
use image::{DynamicImage, ImageFormat, RgbImage};
use peak_alloc::PeakAlloc;
use zip::write::SimpleFileOptions;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Reads a file and holds its reading to three times what it leaves. `PeakAlloc` counts a block
/// that grows or shrinks twice for a moment, so less is taken in truth. Tests of this program
/// must not run beside each other, so there is only one.
fn check(name: &str, bytes: Vec<u8>, samples: usize) {
    let file = NamedFile::new(name, bytes);
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let mut go_on = |_| ControlFlow::Continue(());
    let loaded = read(vec![file], &ReadOptions::default(), &mut go_on).expect(name);
    let taken = MEMORY.peak_usage() - before;
    assert_eq!(loaded.report.bytes, samples, "{name}");
    assert!(
        taken <= 3 * samples,
        "{name}: {taken} bytes of memory for {samples} of samples"
    );
}

/// Rows of a label and 784 pixels.
fn table(rows: usize) -> String {
    let mut text = "label".to_owned();
    let mut cell = |cell: &dyn std::fmt::Display| write!(text, "{cell}").expect("memory");
    for i in 0..784 {
        cell(&format_args!(",pixel{i}"));
    }
    for row in 0..rows {
        cell(&format_args!("\n{}", row % 10));
        for i in 0..784 {
            // Most pixels of a digit are 0.
            let pixel = if i % 5 == 0 { (row + i) % 256 } else { 0 };
            cell(&format_args!(",{pixel}"));
        }
    }
    text
}

/// A folder for each of two classes, with pictures of twice the side that they will have.
fn pictures(each: u8) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for class in ["bears", "pandas"] {
        for shade in 0..each {
            let image = RgbImage::from_pixel(256, 256, image::Rgb([shade, 2 * shade, 99]));
            let mut bytes = Cursor::new(Vec::new());
            DynamicImage::from(image)
                .write_to(&mut bytes, ImageFormat::Jpeg)
                .expect("a picture");
            zip.start_file(format!("{class}/{shade}.jpg"), SimpleFileOptions::default())
                .expect("an entry");
            zip.write_all(bytes.get_ref()).expect("memory");
        }
    }
    zip.finish().expect("an archive").into_inner()
}

#[test]
fn reading_takes_at_most_three_times_what_it_leaves() {
    let rows = 6000;
    let text = table(rows);
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).expect("memory");
    let packed = packed.finish().expect("gzip");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("train.csv", SimpleFileOptions::default())
        .expect("an entry");
    zip.write_all(text.as_bytes()).expect("memory");
    let zipped = zip.finish().expect("an archive").into_inner();
    check("train.csv", text.into_bytes(), rows * 786);
    check("train.zip", zipped, rows * 786);
    check("train.csv.gz", packed, rows * 786);
    check("pictures.zip", pictures(100), 200 * (128 * 128 * 3 + 2));
}
