//! Grey and colour bytes as RGBA pixels, alone and in grids, for a canvas to show.

/// RGBA pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Four bytes a pixel.
    pub rgba: Vec<u8>,
}

/// How brightness becomes colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Palette {
    /// Warm white ink on a dark board, as on the digit pad.
    Ink,
    /// Dark, ember, flame: for what a layer answers.
    Fire,
}

/// Colours that a palette passes through, evenly spaced.
const INK: [[u8; 3]; 2] = [[0x1a, 0x16, 0x13], [0xff, 0xf1, 0xe0]];
const FIRE: [[u8; 3]; 5] = [
    [0x1a, 0x16, 0x13],
    [0x5c, 0x1d, 0x1a],
    [0xc2, 0x41, 0x0c],
    [0xfb, 0x9a, 0x3c],
    [0xff, 0xf3, 0xc4],
];

impl Palette {
    /// The colour of a brightness.
    #[must_use]
    pub fn colour(self, value: u8) -> [u8; 3] {
        let stops: &[[u8; 3]] = match self {
            Self::Ink => &INK,
            Self::Fire => &FIRE,
        };
        let place = usize::from(value) * (stops.len() - 1);
        let (i, rest) = (place / 255, place % 255);
        let next = stops[(i + 1).min(stops.len() - 1)];
        std::array::from_fn(|c| {
            let (a, b) = (usize::from(stops[i][c]), usize::from(next[c]));
            ((a * (255 - rest) + b * rest) / 255) as u8
        })
    }
}

impl Pixels {
    /// The same with so many pixels across and down for each.
    #[must_use]
    pub fn enlarged(&self, times: usize) -> Self {
        let (width, height) = (self.width * times, self.height * times);
        let pixel = |i: usize| {
            let (y, x) = (i / width / times, i % width / times);
            let start = 4 * (y * self.width + x);
            self.rgba[start..start + 4].iter().copied()
        };
        Self {
            width,
            height,
            rgba: (0..width * height).flat_map(pixel).collect(),
        }
    }

    /// A transparent area.
    #[must_use]
    pub fn clear(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            rgba: vec![0; width * height * 4],
        }
    }

    /// Puts a picture of one channel (by the palette) or three (as it is) at a place.
    /// `bytes` are `height × width × channels`; what is missing stays clear.
    pub fn put(&mut self, [x, y]: [usize; 2], bytes: &[u8], shape: [usize; 3], palette: Palette) {
        let [height, width, channels] = shape;
        for (i, pixel) in bytes
            .chunks_exact(channels.max(1))
            .take(width * height)
            .enumerate()
        {
            let [red, green, blue] = match pixel {
                [red, green, blue, ..] => [*red, *green, *blue],
                _ => palette.colour(pixel[0]),
            };
            let at = 4 * ((y + i / width) * self.width + x + i % width);
            if let Some(target) = self.rgba.get_mut(at..at + 4) {
                target.copy_from_slice(&[red, green, blue, 255]);
            }
        }
    }
}

/// Maps in a row: a small layer stays one line high, a large one as broad as the page.
pub const MAPS_IN_A_ROW: usize = 8;

/// The channels of a layer's output side by side, a pixel apart.
#[must_use]
pub fn feature_maps(bytes: &[u8], [height, width, channels]: [usize; 3]) -> Pixels {
    let columns = MAPS_IN_A_ROW.min(channels.max(1));
    let rows = channels.div_ceil(columns);
    let mut pixels = Pixels::clear(
        (columns * (width + 1)).saturating_sub(1),
        (rows * (height + 1)).saturating_sub(1),
    );
    for (i, map) in bytes.chunks_exact((height * width).max(1)).enumerate() {
        let place = [i % columns * (width + 1), i / columns * (height + 1)];
        pixels.put(place, map, [height, width, 1], Palette::Fire);
    }
    pixels
}

/// Sample pictures in a column for each class, at most `rows` of each.
#[must_use]
pub fn samples_by_class(
    bytes: &[u8],
    [height, width, channels]: [usize; 3],
    labels: &[u16],
    classes: usize,
    rows: usize,
) -> Pixels {
    let mut filled = vec![0; classes];
    let mut places = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        if let Some(row) = filled.get_mut(usize::from(*label))
            && *row < rows
        {
            places.push((i, usize::from(*label), *row));
            *row += 1;
        }
    }
    let rows = filled.into_iter().max().unwrap_or(0);
    let mut pixels = Pixels::clear(classes * width, rows * height);
    let size = height * width * channels;
    for (i, column, row) in places {
        if let Some(picture) = bytes.get(i * size..(i + 1) * size) {
            let place = [column * width, row * height];
            pixels.put(place, picture, [height, width, channels], Palette::Ink);
        }
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn palettes_run_from_dark_to_bright() {
        for palette in [Palette::Ink, Palette::Fire] {
            let sums: Vec<u32> = (0..=255)
                .map(|v| palette.colour(v).iter().map(|c| u32::from(*c)).sum())
                .collect();
            assert!(sums.is_sorted(), "{palette:?}");
        }
        assert_eq!(Palette::Fire.colour(255), FIRE[4]);
        assert_eq!(Palette::Ink.colour(0), INK[0]);
    }

    #[test]
    fn maps_stand_side_by_side_a_pixel_apart() {
        let pixels = feature_maps(&[0, 0, 0, 0, 255, 255, 255, 255], [2, 2, 2]);
        assert_eq!((pixels.width, pixels.height), (5, 2));
        let alpha = |x: usize| pixels.rgba[4 * x + 3];
        assert_eq!([alpha(1), alpha(2), alpha(3)], [255, 0, 255]);
        assert_eq!(pixels.rgba[4 * 3..4 * 3 + 3], FIRE[4]);
    }

    #[test]
    fn samples_stand_in_the_column_of_their_class() {
        let pixels = samples_by_class(&[10, 20, 30, 40], [1, 1, 1], &[1, 0, 1, 1], 2, 2);
        assert_eq!((pixels.width, pixels.height), (2, 2));
        let at = |x: usize, y: usize| &pixels.rgba[4 * (y * 2 + x)..4 * (y * 2 + x) + 3];
        assert_eq!(at(0, 0), Palette::Ink.colour(20));
        assert_eq!(at(1, 1), Palette::Ink.colour(30));
        assert_eq!(pixels.rgba[4 * 2 + 3], 0, "class 0 has one sample only");
    }

    #[test]
    fn colour_pictures_keep_their_colours_and_short_bytes_do_no_harm() {
        let mut pixels = Pixels::clear(2, 1);
        pixels.put([0, 0], &[1, 2, 3], [1, 2, 3], Palette::Ink);
        assert_eq!(pixels.rgba, [1, 2, 3, 255, 0, 0, 0, 0]);
        pixels.put([2, 5], &[9], [1, 1, 1], Palette::Ink);
    }
}
