//! What the tests of the readers share: files in memory, and reading all of them.

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use flate2::{Compression, write::GzEncoder};
use image::{DynamicImage, ImageFormat, RgbImage};
use zip::write::SimpleFileOptions;

use super::{NamedFile, read};
use crate::data::{DataError, Loaded, ReadOptions};

pub(super) type File = (String, Vec<u8>);

pub(super) fn options() -> ReadOptions {
    ReadOptions::default()
}

pub(super) fn read_with(files: Vec<File>, options: &ReadOptions) -> Result<Loaded, DataError> {
    let files = files
        .into_iter()
        .map(|(path, bytes)| NamedFile::new(path, bytes))
        .collect();
    read(files, options, &mut |progress| {
        assert!(progress.done <= progress.total, "{progress:?}");
        ControlFlow::Continue(())
    })
}

pub(super) fn read_all(files: Vec<File>) -> Result<Loaded, DataError> {
    read_with(files, &options())
}

/// The error of files that cannot be read; it has a hint.
pub(super) fn faulty(files: Vec<File>) -> DataError {
    let error = read_all(files).unwrap_err();
    assert!(!error.hint.is_empty(), "{error}");
    error
}

pub(super) fn csv(name: &str, text: &str) -> File {
    (name.into(), text.into())
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn archive(name: &str, files: &[File]) -> File {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    (name.into(), zip.finish().unwrap().into_inner())
}

/// A picture of one colour.
pub(super) fn picture(
    name: &str,
    [height, width]: [u32; 2],
    colour: [u8; 3],
    format: ImageFormat,
) -> File {
    let image = DynamicImage::from(RgbImage::from_pixel(width, height, image::Rgb(colour)));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    (name.into(), bytes.into_inner())
}

pub(super) fn idx(dimensions: &[u32], bytes: &[u8]) -> Vec<u8> {
    let magic = 0x0800 + dimensions.len() as u32;
    let header = [magic].into_iter().chain(dimensions.iter().copied());
    header
        .flat_map(u32::to_be_bytes)
        .chain(bytes.iter().copied())
        .collect()
}

pub(super) fn npy(descr: &str, shape: &str, bytes: &[u8]) -> Vec<u8> {
    let text = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((text.len() as u16).to_le_bytes());
    file.extend(text.as_bytes());
    file.extend(bytes);
    file
}
