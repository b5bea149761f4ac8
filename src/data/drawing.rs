//! From a drawing to the picture a network sees, in the style of the pictures it learned from.

use super::stroke::{Pen, Stroke, rasterize};
use crate::experiment::Source;

/// Height and width of a picture.
pub const SIDE: usize = 28;
/// The longer side of the ink.
const BOX: f32 = 20.0;
/// Where MNIST has its centres of mass: the middle of the pixel in row and column 14.
pub(super) const CENTRE: [f32; 2] = [14.5, 14.5];
/// The ink of a drawing. However large it is drawn and whatever the pen on screen, lines come
/// out as wide as MNIST's are on average.
const PEN: Pen = Pen {
    width: 2.7,
    edge: 1.0,
};
/// Points further off than this are no drawing, and would lose all precision.
const FAR: f32 = 1e4;
/// What is not larger than this is a dot, even for a pen without width.
const DOT: f32 = 1e-6;

/// The ink of a drawing among Quick, Draw!'s, by the same measure.
const THIN: Pen = Pen {
    width: 1.7,
    edge: 1.0,
};

/// Which pictures that of a drawing is to be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawingStyle {
    /// MNIST's: the drawing fills a box of 20 pixels, and its centre of mass is the centre.
    Mnist,
    /// Quick, Draw!'s: in thinner ink, the drawing fills the picture from its top left corner.
    QuickDraw,
}

impl DrawingStyle {
    /// That of a source's pictures, or MNIST's where they are no drawings.
    #[must_use]
    pub fn of(source: &Source) -> Self {
        match source {
            Source::QuickDraw { .. } => Self::QuickDraw,
            _ => Self::Mnist,
        }
    }
}

/// The 28×28 picture of a drawing, ink bright; nothing if there is no ink. Strokes and the
/// pen's width are in the unit square of the pad. Points that are not finite are ignored.
///
/// The pen's width says only what is too small to have a shape: a dot made by an unsteady
/// hand stays a dot.
#[must_use]
pub fn picture(strokes: &[Stroke], pen: f32, style: DrawingStyle) -> Option<Vec<u8>> {
    let usable = |&&[x, y]: &&[f32; 2]| x.abs() < FAR && y.abs() < FAR;
    let strokes: Vec<Stroke> = strokes
        .iter()
        .map(|stroke| stroke.iter().filter(usable).copied().collect())
        .collect();
    let smallest = if pen.is_finite() { pen } else { 0.0 };
    let ink = match style {
        DrawingStyle::Mnist => normalized(strokes, smallest, PEN, CENTRE),
        DrawingStyle::QuickDraw => cornered(strokes, smallest, THIN),
    }?;
    Some(ink.into_iter().map(to_byte).collect())
}

/// Ink in `[0, 1]` as a pixel.
pub(super) fn to_byte(ink: f32) -> u8 {
    (ink * 255.0).round() as u8
}

/// Scales strokes so that their ink fills the box, or less if they are smaller than
/// `smallest`, and draws them with their centre of mass at `centre`, or as near to it as all
/// ink is on the canvas. Nothing without points.
pub(super) fn normalized(
    mut strokes: Vec<Stroke>,
    smallest: f32,
    pen: Pen,
    centre: [f32; 2],
) -> Option<Vec<f32>> {
    let bounds = bounds(&strokes)?;
    let extent = bounds.map(|(low, high)| high - low);
    let scale = scale(extent, smallest, BOX - 2.0 * pen.reach());
    let middle = bounds.map(|(low, high)| f32::midpoint(low, high));
    for point in strokes.iter_mut().flatten() {
        for axis in 0..2 {
            point[axis] = (point[axis] - middle[axis]) * scale + centre[axis];
        }
    }
    // In the middle of the canvas all ink is on it, so its centre of mass is known exactly.
    let mass = centre_of_mass(&rasterize(&strokes, pen, SIDE));
    for axis in 0..2 {
        // A far-off speck would push ink over the edge: then the ink goes before the centre.
        let half = extent[axis] * scale / 2.0 + pen.reach();
        let (first, last) = (half - centre[axis], SIDE as f32 - half - centre[axis]);
        let shift = (centre[axis] - mass[axis]).clamp(first, last);
        for point in strokes.iter_mut().flatten() {
            point[axis] += shift;
        }
    }
    Some(rasterize(&strokes, pen, SIDE))
}

/// Scales strokes so that their ink fills the canvas, or less if they are smaller than
/// `smallest`, and draws them from its top left corner on. Nothing without points.
fn cornered(mut strokes: Vec<Stroke>, smallest: f32, pen: Pen) -> Option<Vec<f32>> {
    let bounds = bounds(&strokes)?;
    let extent = bounds.map(|(low, high)| high - low);
    let scale = scale(extent, smallest, SIDE as f32 - 2.0 * pen.reach());
    for point in strokes.iter_mut().flatten() {
        for axis in 0..2 {
            point[axis] = (point[axis] - bounds[axis].0) * scale + pen.reach();
        }
    }
    Some(rasterize(&strokes, pen, SIDE))
}

/// The least and the greatest coordinate of points on each axis; nothing without points.
fn bounds(strokes: &[Stroke]) -> Option<[(f32, f32); 2]> {
    let bounds = |axis: usize| {
        let points = strokes.iter().flatten().map(|point| point[axis]);
        points.fold(None, |bounds, x| {
            let (low, high) = bounds.unwrap_or((x, x));
            Some((x.min(low), x.max(high)))
        })
    };
    Some([bounds(0)?, bounds(1)?])
}

/// What makes the longer side of an extent as long as is wanted.
fn scale(extent: [f32; 2], smallest: f32, wanted: f32) -> f32 {
    let longer = extent[0].max(extent[1]).max(smallest);
    if longer > DOT { wanted / longer } else { 1.0 }
}

fn centre_of_mass(ink: &[f32]) -> [f32; 2] {
    let (mut mass, mut x_sum, mut y_sum) = (0.0, 0.0, 0.0);
    for (y, row) in ink.chunks(SIDE).enumerate() {
        for (x, &ink) in row.iter().enumerate() {
            mass += ink;
            x_sum += ink * (x as f32 + 0.5);
            y_sum += ink * (y as f32 + 0.5);
        }
    }
    [x_sum / mass, y_sum / mass]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SCREEN_PEN: f32 = 0.06;

    fn mnist(strokes: &[Stroke], pen: f32) -> Option<Vec<u8>> {
        picture(strokes, pen, DrawingStyle::Mnist)
    }

    /// A five, in the whole pad.
    fn five() -> Vec<Stroke> {
        let top = vec![[0.3, 0.1], [0.7, 0.12]];
        let rest = [
            [0.3, 0.1],
            [0.27, 0.45],
            [0.5, 0.4],
            [0.7, 0.6],
            [0.55, 0.88],
            [0.25, 0.85],
        ];
        vec![top, rest.to_vec()]
    }

    fn moved(strokes: &[Stroke], scale: f32, by: [f32; 2]) -> Vec<Stroke> {
        let point = |&[x, y]: &[f32; 2]| [x * scale + by[0], y * scale + by[1]];
        strokes
            .iter()
            .map(|stroke| stroke.iter().map(point).collect())
            .collect()
    }

    fn centre(picture: &[u8]) -> [f32; 2] {
        centre_of_mass(&picture.iter().map(|&p| f32::from(p)).collect::<Vec<_>>())
    }

    /// First and last row and column with ink of at least that much.
    fn ink_box(picture: &[u8], least: u8) -> [usize; 4] {
        let inked = |i: &usize| picture[*i] >= least;
        let rows: Vec<usize> = (0..784).filter(inked).map(|i| i / SIDE).collect();
        let columns: Vec<usize> = (0..784).filter(inked).map(|i| i % SIDE).collect();
        let min = |v: &[usize]| *v.iter().min().unwrap();
        let max = |v: &[usize]| *v.iter().max().unwrap();
        [min(&rows), max(&rows), min(&columns), max(&columns)]
    }

    proptest! {
        #[test]
        fn place_and_size_on_the_pad_do_not_matter(
            scale in 0.15_f32..1.0, x in 0.0_f32..1.0, y in 0.0_f32..1.0
        ) {
            let by = [x * (1.0 - scale), y * (1.0 - scale)];
            let there = mnist(&moved(&five(), scale, by), SCREEN_PEN).unwrap();
            let here = mnist(&five(), SCREEN_PEN).unwrap();
            for (a, b) in here.iter().zip(&there) {
                prop_assert!(a.abs_diff(*b) <= 2, "{} {}", a, b);
            }
        }

        #[test]
        fn any_ink_has_its_centre_of_mass_in_the_centre(
            strokes in prop::collection::vec(
                prop::collection::vec([0.0_f32..1.0, 0.0_f32..1.0], 1..9), 1..4
            )
        ) {
            let picture = mnist(&strokes, SCREEN_PEN).unwrap();
            prop_assert_eq!(picture.len(), SIDE * SIDE);
            let [x, y] = centre(&picture);
            let [top, bottom, left, right] = ink_box(&picture, 1);
            // Unless that would push ink over the edge.
            let is_near = |position: f32, first: usize, last: usize| {
                (position - 14.5).abs() < 0.5 || first <= 1 || last >= SIDE - 2
            };
            prop_assert!(is_near(x, left, right) && is_near(y, top, bottom), "{} {}", x, y);
        }

        #[test]
        fn any_points_at_all_are_taken(
            strokes in prop::collection::vec(
                prop::collection::vec([any::<f32>(), any::<f32>()], 0..4), 0..4
            ),
            pen: f32
        ) {
            for style in [DrawingStyle::Mnist, DrawingStyle::QuickDraw] {
                let _ = picture(&strokes, pen, style);
            }
        }
    }

    #[test]
    fn the_longer_side_fills_the_box() {
        let [top, bottom, ..] = ink_box(&mnist(&five(), SCREEN_PEN).unwrap(), 128);
        assert!((18..=20).contains(&(bottom - top + 1)), "{top} {bottom}");
    }

    #[test]
    fn for_quickdraw_thin_ink_fills_the_picture_from_its_corner() {
        let source = Source::built_in()
            .into_iter()
            .find(|s| s.name() == "QuickDraw");
        let style = DrawingStyle::of(&source.unwrap());
        for by in [[0.0, 0.0], [0.4, 0.1]] {
            let drawn = picture(&moved(&five(), 0.5, by), SCREEN_PEN, style).unwrap();
            let [top, bottom, left, right] = ink_box(&drawn, 64);
            assert_eq!([top, bottom, left], [0, SIDE - 1, 0]);
            assert!(right < SIDE - 6, "{right}");
        }
        let line = vec![vec![[0.5, 0.2], [0.5, 0.8]]];
        let line = picture(&line, SCREEN_PEN, style).unwrap();
        let ink: f32 = line.iter().map(|&p| f32::from(p) / 255.0).sum();
        assert!((ink / SIDE as f32 - THIN.width).abs() < 0.2, "{ink}");
    }

    #[test]
    fn a_vertical_line_is_a_one() {
        let line = vec![vec![[0.5, 0.2], [0.5, 0.8]]];
        let [top, bottom, left, right] = ink_box(&mnist(&line, SCREEN_PEN).unwrap(), 128);
        assert!((18..=20).contains(&(bottom - top + 1)), "{top} {bottom}");
        assert!((2..=3).contains(&(right - left + 1)), "{left} {right}");
        assert_eq!(left, 13);
    }

    #[test]
    fn a_dot_stays_a_dot() {
        let still = mnist(&[vec![[0.9, 0.1]]], SCREEN_PEN).unwrap();
        let unsteady = mnist(&[vec![[0.9, 0.1], [0.903, 0.101]]], SCREEN_PEN).unwrap();
        let hair = mnist(&[vec![[0.0, 0.0], [1e-40, 0.0]]], 0.0).unwrap();
        for dot in [still, unsteady, hair] {
            let [top, bottom, left, right] = ink_box(&dot, 128);
            assert!(bottom - top <= 3 && right - left <= 4, "{dot:?}");
        }
    }

    #[test]
    fn no_ink_is_lost_to_a_speck_far_off() {
        let mut strokes = moved(&five(), 0.5, [0.0, 0.0]);
        strokes.push(vec![[0.1, 1.0]]);
        let [top, bottom, ..] = ink_box(&mnist(&strokes, SCREEN_PEN).unwrap(), 128);
        assert!((18..=20).contains(&(bottom - top + 1)), "{top} {bottom}");
        // The test is of something: the centre of mass alone would have cut the speck off.
        assert!(bottom >= SIDE - 2, "{bottom}");
    }

    #[test]
    fn no_ink_is_no_picture() {
        assert_eq!(mnist(&[], SCREEN_PEN), None);
        assert_eq!(mnist(&[vec![], vec![]], SCREEN_PEN), None);
        assert_eq!(mnist(&[vec![[f32::NAN, 0.5]]], SCREEN_PEN), None);
    }

    #[test]
    fn points_that_are_not_finite_are_ignored() {
        let mut strokes = five();
        strokes[1].insert(2, [f32::NAN, 0.3]);
        strokes.push(vec![[f32::INFINITY, 0.0]]);
        assert_eq!(mnist(&strokes, SCREEN_PEN), mnist(&five(), SCREEN_PEN));
    }
}
