//! What every change to a picture works on, and how it draws a strength.

use rand::{Rng, RngExt};

/// A picture that is changed in place.
pub(super) struct Picture<'a> {
    /// Reals from 0 to 1, channel by channel.
    pub values: &'a mut [f32],
    /// Height and width.
    pub sides: [usize; 2],
}

/// A number between two, each as likely.
pub(super) fn uniform(low: f32, high: f32, rng: &mut impl Rng) -> f32 {
    low + (high - low) * rng.random::<f32>()
}
