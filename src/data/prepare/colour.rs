//! Grey, RGB and inverted pictures.

use crate::data::{Colour, Pictures};

/// The luma of red, green and blue by ITU-R 601-2, rounded as Pillow does.
#[must_use]
pub fn luma([r, g, b]: [u8; 3]) -> u8 {
    ((u32::from(r) * 19_595 + u32::from(g) * 38_470 + u32::from(b) * 7_471 + 0x8000) >> 16) as u8
}

/// The pictures in grey.
#[must_use]
pub fn grey(pictures: &Pictures) -> Pictures {
    let [height, width, channels] = pictures.shape;
    let pixels = if channels < 3 {
        // Grey, perhaps with transparency, which is left out.
        let first = pictures.pixels.iter().step_by(channels);
        first.copied().collect()
    } else {
        let pixels = pictures.pixels.chunks_exact(channels);
        pixels.map(|p| luma([p[0], p[1], p[2]])).collect()
    };
    Pictures {
        shape: [height, width, 1],
        pixels,
        labels: pictures.labels.clone(),
    }
}

/// The pictures with three channels, all equal where there was one.
#[must_use]
pub fn rgb(pictures: &Pictures) -> Pictures {
    let [height, width, channels] = pictures.shape;
    let pixels = pictures.pixels.chunks_exact(channels);
    let pixels = pixels.flat_map(|p| {
        if channels < 3 {
            [p[0]; 3]
        } else {
            [p[0], p[1], p[2]]
        }
    });
    Pictures {
        shape: [height, width, 3],
        pixels: pixels.collect(),
        labels: pictures.labels.clone(),
    }
}

/// The pictures in the colours asked for.
#[must_use]
pub fn to_colour(pictures: &Pictures, colour: Colour) -> Pictures {
    match colour {
        Colour::Grey => grey(pictures),
        Colour::Rgb => rgb(pictures),
    }
}

/// The pictures with dark and bright exchanged: `255 − pixel`.
#[must_use]
pub fn inverted(mut pictures: Pictures) -> Pictures {
    for pixel in &mut pictures.pixels {
        *pixel = !*pixel;
    }
    pictures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luma_is_pillow_s() {
        // Image.fromarray(...).convert("L") of red, green, blue, white and a mixture.
        let colours = [
            [255, 0, 0],
            [0, 255, 0],
            [0, 0, 255],
            [255; 3],
            [10, 200, 99],
        ];
        assert_eq!(colours.map(luma), [76, 150, 29, 255, 132]);
    }

    #[test]
    fn colours_go_and_come() {
        let colour = Pictures::new([1, 2, 3], vec![255, 0, 0, 9, 9, 9], vec![4]).unwrap();
        let in_grey = to_colour(&colour, Colour::Grey);
        assert_eq!(
            in_grey,
            Pictures::new([1, 2, 1], vec![76, 9], vec![4]).unwrap()
        );
        let back = to_colour(&in_grey, Colour::Rgb);
        assert_eq!(back.pixels, [76, 76, 76, 9, 9, 9]);
        assert_eq!(rgb(&back), back);
        assert_eq!(grey(&in_grey), in_grey);
        assert_eq!(inverted(in_grey).pixels, [179, 246]);
    }
}
