//! One picture file as pixels.

use std::io::Cursor;

use image::{ColorType, DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};

use crate::data::prepare::luma;
use crate::data::{Colour, DataError};

/// Most pixels of a picture, and the longest side: larger ones are damaged or an attack.
const MOST_PIXELS: u64 = 100_000_000;
const LONGEST: u32 = 30_000;

/// A picture, decoded.
pub(super) struct Decoded {
    pub height: usize,
    pub width: usize,
    image: DynamicImage,
}

/// Decodes a PNG, JPEG, WebP or GIF (its first frame), for which there are `room` bytes.
pub(super) fn decode(name: &str, bytes: &[u8], room: u64) -> Result<Decoded, DataError> {
    let damaged = |e: &ImageError| {
        // Where a `usize` has 32 bits, the decoder reports a size beyond them.
        if let ImageError::Limits(_) = e {
            return too_large(format!("{name} is too large a picture to unpack"));
        }
        DataError::new(
            format!("{name} is a damaged picture: {e}"),
            "Take it out, replace it, or choose to leave damaged pictures out.",
        )
    };
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.map_err(|e| damaged(&ImageError::IoError(e)))?;
    // Before the size is known, so that one that is too large is reported; and packed chunks
    // that go before the pixels of a PNG are unpacked by then.
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(room);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(|e| damaged(&e))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || width.max(height) > LONGEST || pixels == 0 {
        return Err(too_large(format!(
            "{name} says that it is {height}×{width} pixels"
        )));
    }
    let needed = decoder.total_bytes();
    if needed > room {
        return Err(DataError::new(
            format!("{name} unpacks to {needed} bytes, and there is room for {room}"),
            "Take it out, or make it smaller.",
        ));
    }
    decoder.set_limits(limits).map_err(|e| damaged(&e))?;
    let image = DynamicImage::from_decoder(decoder).map_err(|e| damaged(&e))?;
    Ok(Decoded {
        height: image.height() as usize,
        width: image.width() as usize,
        image,
    })
}

fn too_large(message: String) -> DataError {
    let hint = format!(
        "Take it out, or make it smaller: at most {LONGEST} pixels a side and {MOST_PIXELS} in all."
    );
    DataError::new(message, hint)
}

impl Decoded {
    /// The colours it is in. Transparency is left out, as Keras does.
    pub fn colour(&self) -> Colour {
        match self.image.color() {
            ColorType::L8 | ColorType::La8 | ColorType::L16 | ColorType::La16 => Colour::Grey,
            _ => Colour::Rgb,
        }
    }

    /// Its bytes in these colours, row by row with the channels of a pixel together.
    pub fn into_pixels(self, colour: Colour) -> Vec<u8> {
        match (colour, self.colour()) {
            (Colour::Rgb, _) => self.image.into_rgb8().into_raw(),
            (Colour::Grey, Colour::Grey) => self.image.into_luma8().into_raw(),
            (Colour::Grey, Colour::Rgb) => {
                let rgb = self.image.into_rgb8().into_raw();
                rgb.chunks_exact(3)
                    .map(|p| luma([p[0], p[1], p[2]]))
                    .collect()
            }
        }
    }
}
