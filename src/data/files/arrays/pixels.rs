//! From the numbers of arrays to pixels.

use super::array::{Array, Values};
use super::header::{Dtype, shown};
use crate::data::DataError;

/// What a sample of an array is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A picture: height, width, channels, and whether the channels come first.
    Picture([usize; 3], bool),
    /// A row of so many numbers.
    Row(usize),
}

/// What the samples of an array are, by its sides.
pub(super) fn form(array: &Array) -> Result<Form, DataError> {
    let (_, sides) = array.samples();
    match *sides {
        [784] => Ok(Form::Picture([28, 28, 1], false)),
        [n] if n > 0 => Ok(Form::Row(n)),
        [h, w] if h * w > 0 => Ok(Form::Picture([h, w, 1], false)),
        [h, w, c @ (1 | 3 | 4)] if h * w > 0 => Ok(Form::Picture([h, w, c], false)),
        [c @ (1 | 3), h, w] if h * w > 0 => Ok(Form::Picture([h, w, c], true)),
        _ => Err(DataError::new(
            format!("{} has the shape {}", array.name, shown(&array.shape)),
            "Give pictures as (n, height, width) or (n, height, width, channels), or rows as \
             (n, columns).",
        )),
    }
}

/// How numbers become pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scale {
    /// They are pixels.
    Bytes,
    /// They go from 0 to 1.
    Unit,
}

/// How the numbers of arrays become pixels, the same for all of them; nothing if they cannot.
pub(super) fn scale<'a>(arrays: impl Iterator<Item = &'a Array>) -> Option<Scale> {
    let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
    for array in arrays {
        let (least, most) = range(array);
        low = low.min(least);
        high = high.max(most);
    }
    match (low, high) {
        (low, _) if low < 0.0 => None,
        (_, high) if high <= 1.0 => Some(Scale::Unit),
        (_, high) if high <= 255.0 => Some(Scale::Bytes),
        _ => None,
    }
}

/// The least and the greatest number; what is no number counts for nothing.
pub(super) fn range(array: &Array) -> (f32, f32) {
    let start = (f32::INFINITY, f32::NEG_INFINITY);
    match &array.values {
        // Booleans are 0 and 1, whatever bytes a file has for them.
        Values::Bytes(_) if array.dtype == Dtype::Bool => (0.0, 1.0),
        Values::Bytes(bytes) => {
            let ends = bytes.iter().min().zip(bytes.iter().max());
            ends.map_or(start, |(&a, &b)| (f32::from(a), f32::from(b)))
        }
        Values::Reals(reals) => reals.iter().fold(start, |(low, high), &value| {
            (low.min(value), high.max(value))
        }),
    }
}

/// The pixels of pictures, and how many numbers were none and became 0.
pub(super) fn pixels(
    values: Values,
    scale: Scale,
    shape: [usize; 3],
    first: bool,
) -> (Vec<u8>, usize) {
    let mut gaps = 0;
    let mut pixels: Vec<u8> = match (values, scale) {
        (Values::Bytes(bytes), Scale::Bytes) => bytes,
        (Values::Bytes(mut bytes), Scale::Unit) => {
            for pixel in &mut bytes {
                *pixel = if *pixel > 0 { 255 } else { 0 };
            }
            bytes
        }
        (Values::Reals(reals), scale) => {
            let factor = if scale == Scale::Unit { 255.0 } else { 1.0 };
            let pixel = |value: f32| {
                gaps += usize::from(value.is_nan());
                (value * factor).round() as u8
            };
            reals.into_iter().map(pixel).collect()
        }
    };
    let [height, width, channels] = shape;
    if first && channels > 1 {
        let plane = height * width;
        let mut turned = vec![0; plane * channels];
        for picture in pixels.chunks_exact_mut(plane * channels) {
            for (i, pixel) in turned.iter_mut().enumerate() {
                *pixel = picture[i % channels * plane + i / channels];
            }
            picture.copy_from_slice(&turned);
        }
    }
    (pixels, gaps)
}
