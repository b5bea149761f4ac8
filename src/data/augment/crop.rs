//! Pictures moved by whole pixels: padded, and cut out again at random.

use rand::{Rng, RngExt};

use super::picture::Picture;
use crate::experiment::Augmentation;

pub(super) fn apply(options: &Augmentation, picture: &mut Picture, rng: &mut impl Rng) {
    if options.random_crop > 0 {
        let reach = options.random_crop as i32;
        let by = [(); 2].map(|()| rng.random_range(-reach..=reach) as isize);
        shift(picture.values, picture.sides, by, options.cval);
    }
}

/// Moves a picture by whole pixels, by its sides at most: at a row and column is afterwards what
/// was so many further on. What comes in from beyond the edge has one value.
pub(super) fn shift(
    picture: &mut [f32],
    [height, width]: [usize; 2],
    [rows, columns]: [isize; 2],
    value: f32,
) {
    let len = (height * width) as isize;
    let by = (rows * width as isize + columns).clamp(-len, len);
    for plane in picture.chunks_exact_mut(height * width) {
        // All rows at once, and then what came over from the row before or after.
        if by > 0 {
            plane.copy_within(by as usize.., 0);
        } else {
            plane.copy_within(..plane.len() - by.unsigned_abs(), by.unsigned_abs());
        }
        let beyond = rows.unsigned_abs();
        let (top, bottom) = if rows > 0 { (0, beyond) } else { (beyond, 0) };
        plane[..top * width].fill(value);
        plane[(height - bottom) * width..].fill(value);
        let beyond = columns.unsigned_abs();
        let from = if columns > 0 { width - beyond } else { 0 };
        for row in plane.chunks_exact_mut(width) {
            row[from..from + beyond].fill(value);
        }
    }
}
