//! Augmentation: pictures changed at random, differently each time, so that a network learns to
//! ignore such changes. It works on what a batch is made of: reals from 0 to 1, channel by channel.

mod affine;
mod brightness;
mod contrast;
mod crop;
mod erasing;
mod flip;
mod noise;
mod picture;
mod variation;

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use self::affine::Warper;
use self::picture::Picture;
use super::seed::{derive, derive_index};
use super::{DataError, Pictures, batch};
use crate::experiment::{Augmentation, ExperimentError};
pub use affine::Transform;
pub use variation::{Change, changed};

/// A change: what it does follows from its own options and what it draws.
type RandomChange = fn(&Augmentation, &mut Picture, &mut Pcg64Mcg);

/// The changes that need no pixel from between others, in their order. What moves pixels comes
/// before, all in one transformation of the picture ([`affine`]).
const CHANGES: [RandomChange; 6] = [
    crop::apply,
    flip::apply,
    brightness::apply,
    contrast::apply,
    noise::apply,
    erasing::apply,
];

/// Changes pictures of one size.
#[derive(Clone, Debug)]
pub struct Augmenter {
    options: Augmentation,
    height: usize,
    width: usize,
    channels: usize,
    seed: u64,
    warper: Warper,
}

impl Augmenter {
    /// Changes to pictures of a height, width and number of channels.
    ///
    /// # Errors
    /// A strength is out of its range; the message names it.
    pub fn new(options: &Augmentation, shape: [usize; 3], seed: u64) -> Result<Self, DataError> {
        let [height, width, channels] = shape;
        if shape.contains(&0) {
            return Err(DataError::new(
                format!("pictures of {height}×{width}×{channels} have no pixels"),
                "Give pictures with at least one pixel.",
            ));
        }
        let within = |e: ExperimentError| e.within("data.augmentation");
        options.validate().map_err(within)?;
        options.validate_for([height, width]).map_err(within)?;
        Ok(Self {
            options: options.clone(),
            height,
            width,
            channels,
            seed: derive(seed, "augment"),
            warper: Warper::new(height, width, options.fill_mode, options.cval),
        })
    }

    /// Changes the pictures of a batch in place; `indices` are theirs in the training
    /// part. What becomes of a picture follows from the seed, the epoch and its index alone.
    ///
    /// # Panics
    /// The batch is not of as many pictures as there are indices.
    pub fn batch(&mut self, batch: &mut [f32], indices: &[u32], epoch: u64) {
        let size = self.height * self.width * self.channels;
        assert_eq!(batch.len(), size * indices.len());
        if self.options.is_none() {
            return;
        }
        let seed = derive_index(self.seed, epoch);
        for (picture, &index) in batch.chunks_exact_mut(size).zip(indices) {
            self.picture(picture, derive_index(seed, u64::from(index)));
        }
    }

    /// Changes one picture in place, as the seed says.
    pub fn picture(&mut self, picture: &mut [f32], seed: u64) {
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        let sides = [self.height, self.width];
        let transform = Transform::random(&self.options, sides, &mut rng);
        self.warper.apply(picture, &transform);
        let values = picture;
        let picture = &mut Picture { values, sides };
        for change in CHANGES {
            change(&self.options, picture, &mut rng);
        }
    }
}

/// Appends a changed picture as bytes, the channels of a pixel together.
///
/// # Panics
/// The reals are fewer than the picture's.
pub fn append_bytes(reals: &[f32], [height, width, channels]: [usize; 3], out: &mut Vec<u8>) {
    for pixel in 0..height * width {
        let channel = |c: usize| reals[c * height * width + pixel];
        out.extend((0..channels).map(|c| (channel(c).clamp(0.0, 1.0) * 255.0).round() as u8));
    }
}

/// The pictures, and after them as many changed copies of each as asked for, copy after copy.
///
/// # Errors
/// A strength is out of its range.
pub fn with_copies(
    pictures: &Pictures,
    options: &Augmentation,
    copies: usize,
    seed: u64,
) -> Result<Pictures, DataError> {
    let mut augmenter = Augmenter::new(options, pictures.shape, seed)?;
    let mut out = pictures.clone();
    out.pixels.reserve_exact(pictures.pixels.len() * copies);
    let mut reals = Vec::new();
    for copy in 0..copies {
        for index in 0..pictures.len() as u32 {
            batch::fill_pictures(pictures, &[index], &mut reals);
            augmenter.batch(&mut reals, &[index], copy as u64);
            append_bytes(&reals, pictures.shape, &mut out.pixels);
        }
        out.labels.extend_from_slice(&pictures.labels);
    }
    Ok(out)
}

#[cfg(test)]
#[path = "augment_tests.rs"]
mod tests;
