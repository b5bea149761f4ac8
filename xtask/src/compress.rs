//! Writes `.br` and `.gz` beside every text and program in `dist/`, for servers that can send them.

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use zopfli::{Format, Options};

/// Data sets are packed already, and pictures too.
const KINDS: [&str; 8] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];
/// Smaller files are one packet either way.
const LEAST: u64 = 512;
/// The best quality takes seconds for a megabyte; from here on, the next best takes a tenth of
/// that for one part in twenty more bytes.
const LARGE: u64 = 2_000_000;

/// How much time compressing may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effort {
    /// As small as it gets, for people.
    Best,
    /// In a few seconds, for tests: large files are left as they are.
    Quick,
}

/// Compresses what is worth it in a folder and those in it.
pub fn folder(dist: &Path, effort: Effort) -> Result<()> {
    let mut files = Vec::new();
    list(dist, &mut files)?;
    files.retain(|(_, size)| effort == Effort::Best || *size < LARGE);
    // The largest first: they decide when all is done.
    files.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let next = AtomicUsize::new(0);
    let failure = Mutex::new(None);
    let work = || {
        while let Some((path, _)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = file(path, effort) {
                *failure
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(error);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, Into::into) {
            scope.spawn(work);
        }
    });
    let failure = failure.into_inner();
    match failure.unwrap_or_else(std::sync::PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

fn list(folder: &Path, files: &mut Vec<(PathBuf, u64)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let data = fs::metadata(&path)?;
        let kind = path.extension().unwrap_or_default().to_string_lossy();
        if data.is_dir() {
            list(&path, files)?;
        } else if data.len() >= LEAST && KINDS.contains(&&*kind) {
            files.push((path, data.len()));
        }
    }
    Ok(())
}

fn file(path: &Path, effort: Effort) -> Result<()> {
    let bytes = fs::read(path)?;
    let gzip = match effort {
        Effort::Best => gzip(&bytes)?,
        Effort::Quick => quick_gzip(&bytes)?,
    };
    for (end, packed) in [("br", brotli(&bytes, effort)?), ("gz", gzip)] {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(end);
        fs::write(&name, packed).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// As small as gzip makes it: zopfli finds a twentieth less than others do.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    if bytes.len() as u64 >= LARGE {
        return quick_gzip(bytes);
    }
    let mut packed = Vec::new();
    zopfli::compress(Options::default(), Format::Gzip, bytes, &mut packed)?;
    Ok(packed)
}

fn quick_gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn brotli(bytes: &[u8], effort: Effort) -> Result<Vec<u8>> {
    let is_best = effort == Effort::Best && (bytes.len() as u64) < LARGE;
    let parameters = BrotliEncoderParams {
        quality: if is_best { 11 } else { 9 },
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn packed_bytes_are_the_same_unpacked() {
        let text = "the same text again and again, ".repeat(100);
        let (mut from_gzip, mut from_brotli) = (String::new(), Vec::new());
        let packed_gzip = gzip(text.as_bytes()).expect("packed");
        let mut reader = flate2::read::GzDecoder::new(&packed_gzip[..]);
        reader.read_to_string(&mut from_gzip).expect("unpacked");
        let packed = brotli(text.as_bytes(), Effort::Best).expect("packed");
        brotli::BrotliDecompress(&mut &packed[..], &mut from_brotli).expect("unpacked");
        assert_eq!(from_gzip, text);
        let quick = quick_gzip(text.as_bytes()).expect("packed");
        assert!(
            packed_gzip.len() <= quick.len(),
            "zopfli is not worth its time"
        );
        assert_eq!(from_brotli, text.as_bytes());
    }

    #[test]
    fn texts_and_programs_are_compressed_and_nothing_else() {
        let dist = std::env::temp_dir().join(format!("hearth-compress-{}", std::process::id()));
        fs::create_dir_all(dist.join("page")).expect("a folder");
        for name in ["page/a.wasm", "b.png", "c.js", "d.gz"] {
            fs::write(dist.join(name), [0; 1000]).expect("written");
        }
        fs::write(dist.join("small.js"), "1").expect("written");
        folder(&dist, Effort::Best).expect("compressed");
        let is_there = |name: &str| dist.join(name).is_file();
        assert!(is_there("page/a.wasm.br") && is_there("page/a.wasm.gz") && is_there("c.js.br"));
        assert!(!is_there("b.png.br") && !is_there("d.gz.gz") && !is_there("small.js.gz"));
        fs::remove_dir_all(&dist).expect("removed");
    }
}
