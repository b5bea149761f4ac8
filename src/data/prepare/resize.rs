//! Pictures of another size, sampled at pixel centres: `tf.image.resize` with `nearest` or
//! `bilinear` and no antialiasing, which is what Keras's `Resizing` does by default.

use crate::data::{DataError, Pictures};
use crate::experiment::{Interpolation, MAX_SIDE};

/// Resizes pictures of one size to another, with the pixels that each result is made of worked out once.
#[derive(Clone, Debug)]
pub struct Resizer {
    from: [usize; 3],
    rows: Vec<Sample>,
    columns: Vec<Sample>,
    interpolation: Interpolation,
}

/// Two neighbours, and the part of the second.
#[derive(Clone, Copy, Debug)]
struct Sample {
    low: usize,
    high: usize,
    part: f32,
}

impl Resizer {
    /// From pictures of a height, width and number of channels to a height and width.
    ///
    /// # Errors
    /// A side is 0 or above `MAX_SIDE`.
    pub fn new(
        from: [usize; 3],
        to: [usize; 2],
        interpolation: Interpolation,
    ) -> Result<Self, DataError> {
        let [height, width] = to;
        if to.contains(&0) || to.iter().any(|&side| side > MAX_SIDE) {
            return Err(DataError::new(
                format!("pictures cannot be resized to {height}×{width}"),
                format!("Choose a height and width from 1 to {MAX_SIDE}."),
            ));
        }
        if from.contains(&0) {
            let [h, w, c] = from;
            return Err(DataError::new(
                format!("pictures of {h}×{w}×{c} have no pixels to resize"),
                "Give pictures with at least one pixel.",
            ));
        }
        Ok(Self {
            from,
            rows: samples(from[0], height, interpolation),
            columns: samples(from[1], width, interpolation),
            interpolation,
        })
    }

    /// Appends a picture in its new size to `out`.
    ///
    /// # Panics
    /// The picture has not the size that was promised.
    pub fn append(&self, picture: &[u8], out: &mut Vec<u8>) {
        let [height, width, channels] = self.from;
        assert_eq!(picture.len(), height * width * channels);
        out.reserve(self.rows.len() * self.columns.len() * channels);
        let row_len = width * channels;
        for row in &self.rows {
            let (top, bottom) = (
                &picture[row.low * row_len..],
                &picture[row.high * row_len..],
            );
            for column in &self.columns {
                let (left, right) = (column.low * channels, column.high * channels);
                if self.interpolation == Interpolation::Nearest {
                    out.extend_from_slice(&top[left..left + channels]);
                    continue;
                }
                for c in 0..channels {
                    let across = |line: &[u8]| {
                        let (a, b) = (f32::from(line[left + c]), f32::from(line[right + c]));
                        a + (b - a) * column.part
                    };
                    let (a, b) = (across(top), across(bottom));
                    out.push((a + (b - a) * row.part).round() as u8);
                }
            }
        }
    }
}

/// Where each of `to` pixels finds its value among `from`.
fn samples(from: usize, to: usize, interpolation: Interpolation) -> Vec<Sample> {
    let scale = from as f32 / to as f32;
    let sample = |i: usize| {
        let centre = (i as f32 + 0.5) * scale;
        if interpolation == Interpolation::Nearest {
            let low = (centre as usize).min(from - 1);
            return Sample {
                low,
                high: low,
                part: 0.0,
            };
        }
        let at = (centre - 0.5).clamp(0.0, (from - 1) as f32);
        let low = at as usize;
        Sample {
            low,
            high: (low + 1).min(from - 1),
            part: at - low as f32,
        }
    };
    (0..to).map(sample).collect()
}

/// The pictures in another height and width.
///
/// # Errors
/// A side is 0 or above `MAX_SIDE`.
pub fn resized(
    pictures: &Pictures,
    to: [usize; 2],
    interpolation: Interpolation,
) -> Result<Pictures, DataError> {
    let resizer = Resizer::new(pictures.shape, to, interpolation)?;
    let mut pixels = Vec::with_capacity(pictures.len() * to[0] * to[1] * pictures.shape[2]);
    for i in 0..pictures.len() {
        resizer.append(pictures.get(i), &mut pixels);
    }
    Pictures::new(
        [to[0], to[1], pictures.shape[2]],
        pixels,
        pictures.labels.clone(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        shape: [usize; 3],
        pixels: &[u8],
        to: [usize; 2],
        how: Interpolation,
        expected: &[u8],
    ) {
        let pictures = Pictures::new(shape, pixels.to_vec(), vec![1]).unwrap();
        let resized = resized(&pictures, to, how).unwrap();
        assert_eq!(resized.shape, [to[0], to[1], shape[2]]);
        assert_eq!(resized.pixels, expected);
    }

    #[test]
    fn sizes_are_tensorflow_s() {
        use Interpolation::{Bilinear, Nearest};
        // tf.image.resize of [[0, 100], [200, 40]], worked out by hand at the pixel centres.
        let two = [0, 100, 200, 40];
        check([2, 2, 1], &two, [2, 2], Bilinear, &two);
        check([2, 2, 1], &two, [1, 1], Bilinear, &[85]);
        check([2, 2, 1], &two, [1, 4], Bilinear, &[100, 93, 78, 70]);
        check([2, 2, 1], &two, [1, 1], Nearest, &[40]);
        check(
            [2, 2, 1],
            &two,
            [2, 4],
            Nearest,
            &[0, 0, 100, 100, 200, 200, 40, 40],
        );
        // Channels keep apart.
        check(
            [1, 2, 3],
            &[0, 10, 20, 8, 90, 40],
            [1, 1],
            Bilinear,
            &[4, 50, 30],
        );
    }

    #[test]
    fn sizes_that_make_no_sense_are_refused() {
        let pictures = Pictures::new([1, 1, 1], vec![7], vec![0]).unwrap();
        let error = resized(&pictures, [0, 5], Interpolation::Nearest).unwrap_err();
        assert_eq!(error.message, "pictures cannot be resized to 0×5");
        assert!(resized(&pictures, [5, 5000], Interpolation::Nearest).is_err());
    }
}
