//! The idx format of MNIST and its kin, and the gzip around it.

use std::io::Read;

use flate2::bufread::GzDecoder;

use super::DataError;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const IMAGES_MAGIC: u32 = 0x0803;
const LABELS_MAGIC: u32 = 0x0801;
/// No picture is wider or taller; a header that says so is damaged.
const MAX_SIDE: u32 = 4096;
const HINT: &str =
    "Fetch the file again from where it came from; this one is damaged or is no idx file.";

/// Whether bytes begin as gzip does.
#[must_use]
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&GZIP_MAGIC)
}

/// Unpacks a gzip file that holds at most `limit` bytes, for which there must be memory. The
/// limit keeps a small file from filling it.
///
/// # Errors
/// The bytes are no gzip, are cut off or damaged, go on after their end, or hold more.
pub fn gunzip(name: &str, bytes: &[u8], limit: usize) -> Result<Vec<u8>, DataError> {
    if !is_gzip(bytes) {
        return Err(fault(name, "is not a gzip file"));
    }
    let mut decoder = GzDecoder::new(bytes).take(limit as u64 + 1);
    // Growing as it goes, the vector would for a moment be there twice.
    let mut out = Vec::with_capacity(limit);
    decoder
        .read_to_end(&mut out)
        .map_err(|e| fault(name, &format!("cannot be unpacked: {e}")))?;
    if out.len() > limit {
        return Err(fault(name, &format!("unpacks to more than {limit} bytes")));
    }
    match decoder.into_inner().into_inner().len() {
        0 => Ok(out),
        rest => Err(fault(name, &format!("has {rest} bytes after its end"))),
    }
}

/// Reads an idx file of grey pictures: their height and width, and the pixels of all, which
/// stay in the memory they came in.
///
/// # Errors
/// The header is of something else or makes no sense, or the file is shorter or longer than
/// its header says.
pub fn read_images(name: &str, mut bytes: Vec<u8>) -> Result<([usize; 2], Vec<u8>), DataError> {
    let ([count, height, width], pixels) = header::<3>(name, &bytes, IMAGES_MAGIC, "pictures")?;
    if height == 0 || width == 0 || height > MAX_SIDE || width > MAX_SIDE {
        let message = format!("says that its pictures are {height}×{width}");
        return Err(fault(name, &message));
    }
    let size = u64::from(height) * u64::from(width);
    exactly(name, pixels, count, size, "pictures")?;
    bytes.drain(..bytes.len() - pixels.len());
    Ok(([height as usize, width as usize], bytes))
}

/// Reads an idx file of labels.
///
/// # Errors
/// The header is of something else, or the file is shorter or longer than its header says.
pub fn read_labels(name: &str, bytes: &[u8]) -> Result<Vec<u8>, DataError> {
    let ([count], labels) = header::<1>(name, bytes, LABELS_MAGIC, "labels")?;
    exactly(name, labels, count, 1, "labels")?;
    Ok(labels.to_vec())
}

/// The dimensions in a header, and the bytes after it.
fn header<'a, const N: usize>(
    name: &str,
    bytes: &'a [u8],
    magic: u32,
    what: &str,
) -> Result<([u32; N], &'a [u8]), DataError> {
    let cut_off = || {
        let n = bytes.len();
        fault(name, &format!("ends within its header, after {n} bytes"))
    };
    let (found, mut rest) = be_u32(bytes).ok_or_else(cut_off)?;
    if found != magic {
        let message =
            format!("is no idx file of {what}: it begins with {found:08x} and not {magic:08x}");
        return Err(fault(name, &message));
    }
    let mut dimensions = [0; N];
    for dimension in &mut dimensions {
        (*dimension, rest) = be_u32(rest).ok_or_else(cut_off)?;
    }
    Ok((dimensions, rest))
}

fn be_u32(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (first, rest) = bytes.split_first_chunk()?;
    Some((u32::from_be_bytes(*first), rest))
}

/// Fails unless the body is `count` things of `size` bytes, no more and no less. `u64` holds
/// the product of any `count` and a size that was checked.
fn exactly(name: &str, body: &[u8], count: u32, size: u64, what: &str) -> Result<(), DataError> {
    if count == 0 {
        return Err(fault(name, &format!("holds no {what}")));
    }
    let needed = u64::from(count) * size;
    let found = body.len() as u64;
    if found == needed {
        return Ok(());
    }
    let fate = if found < needed {
        "is cut off"
    } else {
        "is too long"
    };
    Err(fault(
        name,
        &format!("{fate}: its {count} {what} take {needed} bytes, and {found} are there"),
    ))
}

fn fault(name: &str, what: &str) -> DataError {
    DataError::new(format!("{name} {what}"), HINT)
}

#[cfg(test)]
#[path = "idx_tests.rs"]
mod tests;
