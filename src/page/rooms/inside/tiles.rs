//! Weights and the values that they meet, as pictures: side by side, above zero in one colour and below it in another.

use crate::ui::picture::{Palette, Pixels};

/// Below zero, zero, and above it; told apart by every kind of colour vision.
const BELOW: [f32; 3] = [47.0, 127.0, 209.0];
const ZERO: [f32; 3] = [246.0, 243.0, 238.0];
const ABOVE: [f32; 3] = [194.0, 65.0, 12.0];

/// Tiles of one size, so many in a row, with a line between them; `most` has the strongest colour.
#[must_use]
pub fn tiles(
    [h, w]: [usize; 2],
    columns: usize,
    most: f32,
    tiles: impl ExactSizeIterator<Item = Vec<f32>>,
) -> Pixels {
    let n = tiles.len();
    let columns = columns.clamp(1, n.max(1));
    let rows = n.div_ceil(columns).max(1);
    let mut pixels = Pixels::clear(columns * (w + 1) - 1, rows * (h + 1) - 1);
    for (at, values) in tiles.enumerate() {
        let bytes: Vec<u8> = values.iter().flat_map(|v| colour(v / most)).collect();
        let corner = [at % columns * (w + 1), at / columns * (h + 1)];
        pixels.put(corner, &bytes, [h, w, 3], Palette::Ink);
    }
    pixels
}

/// The largest size of some values, above zero.
#[must_use]
pub fn largest<'a>(values: impl Iterator<Item = &'a f32>) -> f32 {
    values.fold(1e-12, |most, v| most.max(v.abs()))
}

fn colour(value: f32) -> [u8; 3] {
    let to = if value < 0.0 { BELOW } else { ABOVE };
    // The root, or one large weight would make all others pale.
    let part = value.abs().min(1.0).sqrt();
    std::array::from_fn(|i| (ZERO[i] + (to[i] - ZERO[i]) * part) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_stand_in_rows_and_signs_have_colours() {
        let values = [vec![1.0, -1.0], vec![0.0, 0.25], vec![0.0, 0.0]];
        let pixels = tiles(
            [1, 2],
            2,
            largest(values.concat().iter()),
            values.into_iter(),
        );
        assert_eq!((pixels.width, pixels.height), (5, 3));
        assert_eq!(pixels.rgba[..3], ABOVE.map(|v| v as u8));
        assert_eq!(pixels.rgba[4..7], BELOW.map(|v| v as u8));
        assert_eq!(pixels.rgba[2 * 4 + 3], 0, "the line between two");
        assert_eq!(pixels.rgba[3 * 4..3 * 4 + 3], ZERO.map(|v| v as u8));
    }
}
