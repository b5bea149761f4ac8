//! Pictures of samples within an HTML file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

use crate::ui::picture::{Palette, Pixels};

/// A picture as the address of itself, a PNG; nothing if it cannot be written.
#[must_use]
pub fn data_address(bytes: &[u8], shape: [usize; 3]) -> Option<String> {
    let [height, width, _] = shape;
    let mut pixels = Pixels::clear(width, height);
    pixels.put([0, 0], bytes, shape, Palette::Ink);
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(
            &pixels.rgba,
            width as u32,
            height as u32,
            ExtendedColorType::Rgba8,
        )
        .ok()?;
    Some(format!("data:image/png;base64,{}", STANDARD.encode(png)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_a_png_of_its_size() {
        let address = data_address(&[0, 128, 255, 10, 20, 30], [2, 3, 1]).expect("a picture");
        let png = address
            .strip_prefix("data:image/png;base64,")
            .expect("a PNG");
        let png = STANDARD.decode(png).expect("base64");
        let read = image::load_from_memory(&png).expect("a picture");
        assert_eq!((read.width(), read.height()), (3, 2));
    }
}
