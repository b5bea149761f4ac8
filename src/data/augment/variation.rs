//! One picture, changed by a chosen amount, to see how a network's answer changes with it.

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use super::affine::{Transform, Warper};
use super::{append_bytes, noise};
use crate::data::{Pictures, batch};
use crate::experiment::FillMode;

/// A change to a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// Turned by degrees, counter-clockwise.
    Rotate(f32),
    /// Moved by parts of its width and height, to the right and down.
    Shift([f32; 2]),
    /// Made so many times as large.
    Zoom(f32),
    /// With normal noise of this standard deviation on every pixel, of a range of 1.
    Noise(f32),
    /// With a black square in the middle whose side is this part of the picture's.
    Occlude(f32),
}

/// A picture of a shape, changed: what comes in from beyond its edges is as they are. The noise is the same each time.
///
/// # Panics
/// The bytes are not those of a picture of that shape.
#[must_use]
pub fn changed(picture: &[u8], shape: [usize; 3], change: Change) -> Vec<u8> {
    let [height, width, channels] = shape;
    let mut values = Vec::new();
    let one = Pictures {
        shape,
        pixels: picture.to_vec(),
        labels: vec![0],
    };
    batch::fill_pictures(&one, &[0], &mut values);
    let mut warp = |transform: Transform| {
        Warper::new(height, width, FillMode::Nearest, 0.0).apply(&mut values, &transform);
    };
    let none = Transform::default();
    match change {
        Change::Rotate(degrees) => warp(Transform {
            theta: f64::from(degrees),
            ..none
        }),
        // The transformation leads from the result to the picture, and its first axis goes across, as Keras's does.
        Change::Shift([right, down]) => warp(Transform {
            tx: -f64::from(right) * width as f64,
            ty: -f64::from(down) * height as f64,
            ..none
        }),
        Change::Zoom(factor) => warp(Transform {
            zx: 1.0 / f64::from(factor),
            zy: 1.0 / f64::from(factor),
            ..none
        }),
        Change::Noise(deviation) if deviation > 0.0 => {
            noise::noise(&mut values, deviation, &mut Pcg64Mcg::seed_from_u64(1));
        }
        Change::Occlude(part) => {
            let covered = |side: usize| {
                let n = (side as f32 * part).round() as usize;
                let from = (side - n.min(side)) / 2;
                from..from + n.min(side)
            };
            for channel in 0..channels {
                for row in covered(height) {
                    let start = (channel * height + row) * width;
                    let columns = covered(width);
                    values[start + columns.start..start + columns.end].fill(0.0);
                }
            }
        }
        Change::Noise(_) => {}
    }
    let mut bytes = Vec::with_capacity(picture.len());
    append_bytes(&values, shape, &mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: [usize; 3] = [4, 4, 1];

    fn dot(at: usize) -> Vec<u8> {
        let mut picture = vec![0; 16];
        picture[at] = 200;
        picture
    }

    #[test]
    fn a_change_by_nothing_changes_nothing() {
        let picture: Vec<u8> = (0..16).map(|i| i * 16).collect();
        for change in [
            Change::Rotate(0.0),
            Change::Shift([0.0; 2]),
            Change::Zoom(1.0),
            Change::Noise(0.0),
            Change::Occlude(0.0),
        ] {
            assert_eq!(changed(&picture, SHAPE, change), picture, "{change:?}");
        }
    }

    #[test]
    fn pictures_move_and_turn_the_way_that_is_said() {
        // From the second row and column to the right, and down.
        assert_eq!(changed(&dot(5), SHAPE, Change::Shift([0.25, 0.0])), dot(6));
        assert_eq!(changed(&dot(5), SHAPE, Change::Shift([0.0, 0.25])), dot(9));
        assert_eq!(changed(&dot(5), SHAPE, Change::Rotate(90.0)), dot(9));
        assert_eq!(changed(&dot(9), SHAPE, Change::Rotate(-90.0)), dot(5));
    }

    #[test]
    fn the_middle_is_covered() {
        let covered = changed(&[255; 16], SHAPE, Change::Occlude(0.5));
        let dark: Vec<usize> = (0..16).filter(|&i| covered[i] == 0).collect();
        assert_eq!(dark, [5, 6, 9, 10]);
        assert!(changed(&[128; 16], SHAPE, Change::Noise(0.3)) != [128; 16]);
    }
}
