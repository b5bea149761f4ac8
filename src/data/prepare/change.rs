//! What is done to every sample alike, whichever part it is in: colours, brightness, size.

use std::sync::Arc;

use super::{inverted, resized, to_colour};
use crate::data::{DataError, Pictures, Samples, Unlabelled};
use crate::experiment::Prepare;

/// The samples in the colours, brightness and size that are asked for. What stays as it was is
/// shared.
///
/// # Errors
/// The samples are no pictures, or cannot be made that large.
pub fn prepared(samples: Samples, prepare: &Prepare) -> Result<Samples, DataError> {
    if let Samples::Pictures(pictures) = samples {
        return Ok(Samples::Pictures(prepared_pictures(pictures, prepare)?));
    }
    for (field, is_asked_for) in [
        ("data.prepare.colour", prepare.colour.is_some()),
        ("data.prepare.invert", prepare.invert),
        ("data.prepare.size", prepare.size.is_some()),
    ] {
        if is_asked_for {
            return Err(DataError::for_pictures(field));
        }
    }
    Ok(samples)
}

/// The same, of pictures.
///
/// # Errors
/// They cannot be made that large.
pub fn prepared_pictures(
    mut pictures: Arc<Pictures>,
    prepare: &Prepare,
) -> Result<Arc<Pictures>, DataError> {
    let [height, width, channels] = pictures.shape;
    if let Some(colour) = prepare.colour.filter(|c| c.channels() != channels) {
        pictures = Arc::new(to_colour(&pictures, colour));
    }
    if prepare.invert {
        pictures = Arc::new(inverted(Arc::unwrap_or_clone(pictures)));
    }
    if let Some(size) = prepare.size.filter(|size| *size != [height, width]) {
        pictures = Arc::new(resized(&pictures, size, prepare.interpolation)?);
    }
    Ok(pictures)
}

impl Unlabelled {
    /// The same, of samples without labels.
    ///
    /// # Errors
    /// Those of [`prepared_pictures`].
    pub fn prepared(self, prepare: &Prepare) -> Result<Self, DataError> {
        let Self::Pictures {
            shape,
            pixels,
            names,
        } = self
        else {
            return Ok(self);
        };
        let n = pixels.len() / shape.iter().product::<usize>().max(1);
        let pictures = Pictures::new(shape, pixels, vec![0; n])?;
        let pictures = prepared_pictures(Arc::new(pictures), prepare)?;
        let Pictures { shape, pixels, .. } = Arc::unwrap_or_clone(pictures);
        Ok(Self::Pictures {
            shape,
            pixels,
            names,
        })
    }
}
