//! Makes the page's files of those that sources have: verified and packed, and in the idx
//! format whatever they were before.

use super::manifest::File;
use super::sha256;
use anyhow::{Context, Result, ensure};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

/// A file that unpacks to more is none of ours.
const LIMIT: u64 = 1 << 30;

/// The file that the page gets, of the one at `path`, which holds pictures of this shape.
pub fn packed(path: &Path, file: &File, shape: [u32; 3]) -> Result<Vec<u8>> {
    let read = || -> Result<Vec<u8>> {
        let bytes = fs::read(path)?;
        let name = path.to_string_lossy();
        if name.ends_with(".png") {
            verified(&sprites(&bytes, shape)?, file)
        } else if name.ends_with(".json") {
            verified(&labels(&bytes)?, file)
        } else if name.ends_with(".ndjson.gz") {
            verified(&drawings(&gunzip(&bytes)?, shape)?, file)
        } else if name.ends_with(".gz") {
            check(&gunzip(&bytes)?, file)?;
            // Packed by somebody who took the time to pack it well.
            Ok(bytes)
        } else {
            verified(&bytes, file)
        }
    };
    read().with_context(|| format!("{}", path.display()))
}

/// `content`, packed, once its hash is found right.
fn verified(content: &[u8], file: &File) -> Result<Vec<u8>> {
    check(content, file)?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn check(content: &[u8], file: &File) -> Result<()> {
    let (found, expected) = (sha256(content), &file.sha256);
    ensure!(
        found.starts_with(expected),
        "the SHA-256 of its content is {found}, but assets/ says {expected}"
    );
    Ok(())
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut content = Vec::new();
    let mut decoder = GzDecoder::new(bytes).take(LIMIT);
    decoder
        .read_to_end(&mut content)
        .context("it cannot be unpacked")?;
    Ok(content)
}

/// Pictures from a PNG in which every row of pixels is a whole picture, row by row.
fn sprites(png: &[u8], shape: [u32; 3]) -> Result<Vec<u8>> {
    let mut reader = png::Decoder::new(Cursor::new(png)).read_info()?;
    let (found, [height, width, channels]) = (reader.info().size(), shape);
    let (colour, depth) = reader.output_color_type();
    ensure!(
        found.0 == height * width
            && colour.samples() == channels as usize
            && depth == png::BitDepth::Eight,
        "it is no sheet of {height}×{width}×{channels} pictures, but of {} pixels a row, \
         {colour:?}",
        found.0
    );
    let mut idx = header(found.1, shape);
    let start = idx.len();
    let size = reader.output_buffer_size().context("it is too large")?;
    idx.resize(start + size, 0);
    reader.next_frame(&mut idx[start..])?;
    Ok(idx)
}

/// Pictures from lines of JSON, each the ink of one picture's pixels between 0 and 1.
fn drawings(lines: &[u8], shape: [u32; 3]) -> Result<Vec<u8>> {
    let size: u32 = shape.iter().product();
    let mut pixels = Vec::new();
    let lines = lines.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| !line.trim_ascii().is_empty());
    for (number, line) in (1..).zip(lines) {
        let ink: Vec<f64> =
            serde_json::from_slice(line).with_context(|| format!("in drawing {number}"))?;
        ensure!(
            ink.len() == size as usize && ink.iter().all(|ink| (0.0..=1.0).contains(ink)),
            "drawing {number} is not the ink of {size} pixels"
        );
        pixels.extend(ink.into_iter().map(|ink| (ink * 255.0).round() as u8));
    }
    let count = pixels.len() as u32 / size;
    let mut idx = header(count, shape);
    idx.append(&mut pixels);
    Ok(idx)
}

/// Labels from a list of them in JSON.
fn labels(json: &[u8]) -> Result<Vec<u8>> {
    let mut labels: Vec<u8> = serde_json::from_slice(json).context("it is no list of labels")?;
    let mut idx = numbers(&[0x0801, labels.len() as u32]);
    idx.append(&mut labels);
    Ok(idx)
}

/// The header of pictures: of three dimensions where they are grey, otherwise of four.
fn header(count: u32, shape: [u32; 3]) -> Vec<u8> {
    match shape {
        [height, width, 1] => numbers(&[0x0803, count, height, width]),
        [height, width, channels] => numbers(&[0x0804, count, height, width, channels]),
    }
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_be_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of this name, made into one for the page.
    fn convert(name: &str, bytes: &[u8], sha256: &str, shape: [u32; 3]) -> Result<Vec<u8>> {
        let folder = std::env::temp_dir().join(format!("hearth-convert-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join(name);
        fs::write(&path, bytes).expect("written");
        let file = File {
            name: "out.gz".into(),
            from: name.into(),
            sha256: sha256.into(),
        };
        let result = packed(&path, &file, shape);
        fs::remove_file(&path).expect("removed");
        result
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("packed");
        encoder.finish().expect("packed")
    }

    /// A PNG of eight bits a channel; the filters are the encoder's choice.
    fn png(width: u32, height: u32, colour: png::ColorType, pixels: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(colour);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(pixels).expect("pixels");
        writer.finish().expect("an end");
        bytes
    }

    #[test]
    fn wrong_bytes_are_refused_and_right_ones_repeat() {
        let error = convert("raw", b"abc", &"0".repeat(64), [1; 3]).expect_err("wrong hash");
        let message = format!("{error:#}");
        assert!(message.contains("SHA-256"), "{message}");
        assert!(message.contains("raw"), "{message}");

        let right = sha256(b"abc");
        let first = convert("raw-2", b"abc", &right, [1; 3]).expect("right hash");
        assert_eq!(gunzip(&first).expect("gzip"), b"abc");
        let again = convert("raw-3", b"abc", &right[..16], [1; 3]).expect("right digits");
        assert_eq!(again, first);
    }

    #[test]
    fn what_is_packed_already_stays_as_it_is() {
        let packed = gzip(b"abc");
        let out = convert("a.gz", &packed, &sha256(b"abc"), [1; 3]).expect("right hash");
        assert_eq!(out, packed);
        let cut = &packed[..packed.len() - 4];
        let error = convert("b.gz", cut, &sha256(b"abc"), [1; 3]).expect_err("cut off");
        assert!(format!("{error:#}").contains("cannot be unpacked"));
    }

    #[test]
    fn sheets_become_pictures_with_channels() {
        // Two pictures of 2×2: every row of the sheet is one.
        let pixels: Vec<u8> = (0..24).collect();
        let sheet = png(4, 2, png::ColorType::Rgb, &pixels);
        let mut expected = numbers(&[0x0804, 2, 2, 2, 3]);
        expected.extend(&pixels);
        assert_eq!(sprites(&sheet, [2, 2, 3]).expect("pictures"), expected);

        let grey = png(4, 2, png::ColorType::Grayscale, &pixels[..8]);
        assert!(sprites(&grey, [2, 2, 3]).is_err());
        let expected = [&numbers(&[0x0803, 2, 2, 2]), &pixels[..8]].concat();
        assert_eq!(sprites(&grey, [2, 2, 1]).expect("pictures"), expected);
        assert!(sprites(&sheet, [2, 3, 3]).is_err());
        assert!(sprites(&sheet[..sheet.len() / 2], [2, 2, 3]).is_err());
        assert!(sprites(b"no picture", [2, 2, 3]).is_err());
    }

    #[test]
    fn lines_of_ink_become_grey_pictures() {
        let lines = b"[0,0.1]\r\n[1,0.502]\r\n";
        let expected = [&numbers(&[0x0803, 2, 1, 2])[..], &[0, 26, 255, 128]].concat();
        assert_eq!(drawings(lines, [1, 2, 1]).expect("drawings"), expected);

        let check = |lines: &[u8], expected: &str| {
            let error = drawings(lines, [1, 2, 1]).expect_err("refused");
            assert!(error.to_string().contains(expected), "{error}");
        };
        check(b"[0,1]\n[0]\n", "drawing 2 is not the ink");
        check(b"[0,1.5]\n", "drawing 1 is not the ink");
        check(b"[0,1", "in drawing 1");
    }

    #[test]
    fn a_list_becomes_labels() {
        let expected = [&numbers(&[0x0801, 3])[..], &[6, 9, 0]].concat();
        assert_eq!(labels(b"[6,9,0]").expect("labels"), expected);
        assert!(labels(b"[6,900]").is_err());
        assert!(labels(b"{}").is_err());
    }
}
