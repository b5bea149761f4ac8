//! The idx format of MNIST and sets like it, and the gzip that it is packed in.

use std::io::Read;

use flate2::bufread::GzDecoder;

use super::DataError;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const IMAGES_MAGIC: u32 = 0x0803;
const COLOUR_IMAGES_MAGIC: u32 = 0x0804;
const LABELS_MAGIC: u32 = 0x0801;
/// No picture is wider or taller; a header that says so is damaged.
const MAX_SIDE: u32 = 4096;
/// Red, green, blue and opacity: no picture has more.
const MAX_CHANNELS: u32 = 4;
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
pub fn read_images(name: &str, bytes: Vec<u8>) -> Result<([usize; 2], Vec<u8>), DataError> {
    let (header, pixels) = header::<3>(name, &bytes, IMAGES_MAGIC, "pictures")?;
    let body = pixels.len();
    let [count, height, width] = header;
    let [height, width, _] = picture_shape(name, [height, width, 1])?;
    exactly(name, body, count, (height * width) as u64, "pictures")?;
    Ok(([height, width], last(bytes, body)))
}

/// Reads an idx file of pictures, grey ones or, in a file of four dimensions, pictures whose
/// pixels have channels: their height, width and channels, and the pixels of all, which stay
/// in the memory they came in.
///
/// # Errors
/// As for [`read_images`].
pub fn read_pictures(name: &str, bytes: Vec<u8>) -> Result<([usize; 3], Vec<u8>), DataError> {
    if be_u32(&bytes).is_none_or(|(magic, _)| magic != COLOUR_IMAGES_MAGIC) {
        let ([height, width], pixels) = read_images(name, bytes)?;
        return Ok(([height, width, 1], pixels));
    }
    let (header, pixels) = header::<4>(name, &bytes, COLOUR_IMAGES_MAGIC, "pictures")?;
    let body = pixels.len();
    let [count, shape @ ..] = header;
    let shape = picture_shape(name, shape)?;
    let size: usize = shape.iter().product();
    exactly(name, body, count, size as u64, "pictures")?;
    Ok((shape, last(bytes, body)))
}

/// Height, width and channels, if a picture can have them.
fn picture_shape(name: &str, shape: [u32; 3]) -> Result<[usize; 3], DataError> {
    let [height, width, channels] = shape;
    let fits = |n: u32, most: u32| (1..=most).contains(&n);
    if fits(height, MAX_SIDE) && fits(width, MAX_SIDE) && fits(channels, MAX_CHANNELS) {
        return Ok(shape.map(|n| n as usize));
    }
    let channels = match channels {
        1 => String::new(),
        n => format!("×{n}"),
    };
    let message = format!("says that its pictures are {height}×{width}{channels}");
    Err(fault(name, &message))
}

/// The last `n` of some bytes, in the same memory.
fn last(mut bytes: Vec<u8>, n: usize) -> Vec<u8> {
    bytes.drain(..bytes.len() - n);
    bytes
}

/// Reads an idx file of labels.
///
/// # Errors
/// The header is of something else, or the file is shorter or longer than its header says.
pub fn read_labels(name: &str, bytes: &[u8]) -> Result<Vec<u8>, DataError> {
    let ([count], labels) = header::<1>(name, bytes, LABELS_MAGIC, "labels")?;
    exactly(name, labels.len(), count, 1, "labels")?;
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

/// Fails unless the `body` bytes are `count` things of `size` bytes, no more and no less. `u64` holds
/// the product of any `count` and a size that was checked.
fn exactly(name: &str, body: usize, count: u32, size: u64, what: &str) -> Result<(), DataError> {
    if count == 0 {
        return Err(fault(name, &format!("holds no {what}")));
    }
    let needed = u64::from(count) * size;
    let found = body as u64;
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
