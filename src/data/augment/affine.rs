//! Pictures turned, moved, sheared and zoomed: Keras's `apply_affine_transform`, which is
//! `scipy.ndimage.affine_transform` with `order=1` about the middle of the picture.

use rand::Rng;

use super::picture::uniform;
use crate::experiment::{Augmentation, FillMode};

/// A transformation of positions, from those of the result to those of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transform {
    /// Angle in degrees.
    pub theta: f64,
    /// Shift by rows.
    pub tx: f64,
    /// Shift by columns.
    pub ty: f64,
    /// Angle of shear in degrees.
    pub shear: f64,
    /// Zoom of rows: below 1 makes things larger.
    pub zx: f64,
    /// Zoom of columns.
    pub zy: f64,
}

impl Default for Transform {
    fn default() -> Self {
        Self {
            theta: 0.0,
            tx: 0.0,
            ty: 0.0,
            shear: 0.0,
            zx: 1.0,
            zy: 1.0,
        }
    }
}

/// Row and column as `[[a, b, offset], [c, d, offset]]` of those in the result.
type Matrix = [[f64; 3]; 2];

impl Transform {
    /// A random transformation of pictures of a height and width: Keras's `get_random_transform`.
    pub(super) fn random(
        options: &Augmentation,
        [height, width]: [usize; 2],
        rng: &mut impl Rng,
    ) -> Self {
        let mut around = |range: f32| {
            if range > 0.0 {
                f64::from(uniform(-range, range, rng))
            } else {
                0.0
            }
        };
        Self {
            theta: around(options.rotation_range),
            tx: around(options.height_shift_range) * height as f64,
            ty: around(options.width_shift_range) * width as f64,
            shear: around(options.shear_range),
            zx: 1.0 + around(options.zoom_range),
            zy: 1.0 + around(options.zoom_range),
        }
    }

    /// Its matrix for pictures of a height and width.
    fn matrix(&self, height: usize, width: usize) -> Matrix {
        let mut product = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
        let mut times = |[[a, b, e], [c, d, f]]: Matrix| {
            product = product.map(|[x, y, z]| [x * a + y * c, x * b + y * d, x * e + y * f + z]);
        };
        let (sin, cos) = self.theta.to_radians().sin_cos();
        times([[cos, -sin, 0.0], [sin, cos, 0.0]]);
        times([[1.0, 0.0, self.tx], [0.0, 1.0, self.ty]]);
        let (sin, cos) = self.shear.to_radians().sin_cos();
        times([[1.0, -sin, 0.0], [0.0, cos, 0.0]]);
        times([[self.zx, 0.0, 0.0], [0.0, self.zy, 0.0]]);
        // About the middle. Keras takes half the height for the middle of its first axis, and
        // then exchanges the axes: in pictures that are not square the middle is the other
        // side's. Here that is kept.
        let [x, y] = [height, width].map(|side| side as f64 / 2.0 - 0.5);
        let about = |[along, across, shift]: [f64; 3], middle: f64| {
            [across, along, shift + middle - along * x - across * y]
        };
        let [first, second] = product;
        [about(second, y), about(first, x)]
    }
}

/// Transforms pictures of one size; its memory is used again.
#[derive(Clone, Debug)]
pub(super) struct Warper {
    height: usize,
    width: usize,
    mode: FillMode,
    cval: f32,
    source: Vec<f32>,
    between: [Between; 2],
}

impl Warper {
    pub fn new(height: usize, width: usize, mode: FillMode, cval: f32) -> Self {
        Self {
            height,
            width,
            mode,
            cval,
            source: Vec::new(),
            between: [Between::new(width), Between::new(width)],
        }
    }

    /// Transforms a picture, channel by channel, in position.
    pub fn apply(&mut self, picture: &mut [f32], transform: &Transform) {
        if *transform == Transform::default() {
            return;
        }
        let matrix = transform.matrix(self.height, self.width);
        let mut source = std::mem::take(&mut self.source);
        source.clear();
        source.extend_from_slice(picture);
        let plane = self.height * self.width;
        let (sources, planes) = (source.chunks_exact(plane), picture.chunks_exact_mut(plane));
        for (source, out) in sources.zip(planes) {
            self.plane(source, out, matrix);
        }
        self.source = source;
    }

    fn plane(&mut self, source: &[f32], out: &mut [f32], [rows, columns]: Matrix) {
        let last = [self.height, self.width].map(|side| (side - 1) as f64);
        // One pixel on a side has no other to lie between.
        let is_line = self.height == 1 || self.width == 1;
        let is_all_inside = self.mode == FillMode::Nearest && !is_line;
        for (i, line) in out.chunks_exact_mut(self.width).enumerate() {
            let start = [rows, columns].map(|[down, _, from]| down * i as f64 + from);
            let position = |j: usize| {
                let along = [rows[1], columns[1]].map(|along| along * j as f64);
                [start[0] + along[0], start[1] + along[1]]
            };
            if !is_line {
                self.between[0].fill(start[0], rows[1], self.height);
                self.between[1].fill(start[1], columns[1], self.width);
                weigh(source, self.width, &self.between, line);
            }
            if is_all_inside {
                continue;
            }
            for (j, pixel) in line.iter_mut().enumerate() {
                let [row, column] = position(j);
                let is_inside = row > 0.0 && column > 0.0 && row < last[0] && column < last[1];
                if is_line || !is_inside {
                    *pixel = self.beyond(source, row, column);
                }
            }
        }
    }

    /// The value at a position that is at the edge or beyond it.
    #[cold]
    fn beyond(&self, source: &[f32], row: f64, column: f64) -> f32 {
        let sides = [self.height, self.width];
        let last = sides.map(|side| (side - 1) as f64);
        let positions = [row, column];
        let outside = |axis: usize| !(0.0..=last[axis]).contains(&positions[axis]);
        if self.mode == FillMode::Constant && (outside(0) || outside(1)) {
            return self.cval;
        }
        let [(top, bottom, down), (left, right, across)] =
            [0, 1].map(|axis| neighbours(positions[axis], sides[axis], self.mode));
        let pair = |row: usize| {
            let line = &source[row * self.width..];
            line[left] + (line[right] - line[left]) * across
        };
        let (upper, lower) = (pair(top), pair(bottom));
        upper + (lower - upper) * down
    }
}

/// Positions along a line on one axis, clamped to the first and the last pixel: the pixel before
/// each, and the distance from it.
#[derive(Clone, Debug)]
struct Between {
    low: Vec<i32>,
    part: Vec<f32>,
}

impl Between {
    fn new(positions: usize) -> Self {
        Self {
            low: vec![0; positions],
            part: vec![0.0; positions],
        }
    }

    fn fill(&mut self, start: f64, step: f64, side: usize) {
        // Always before the last pixel, so that there is one after.
        let last = ((side - 1) as f32).next_down();
        between(
            start as f32,
            step as f32,
            last,
            &mut self.low,
            &mut self.part,
        );
    }
}

/// Several positions at once: in a function of its own it is known that what is written does not
/// overlap, and a cast to integers, which Rust has check its range, is done without.
#[inline(never)]
fn between(start: f32, step: f32, last: f32, low: &mut [i32], part: &mut [f32]) {
    // Reals around this one have no digits after the point: added to it, a position is rounded, and
    // stands in the last bits.
    const WHOLE: f32 = 12_582_912.0;
    for (i, (low, part)) in low.iter_mut().zip(part).enumerate() {
        let position = (start + step * i as i32 as f32).clamp(0.0, last);
        // A position on a pixel may come out as all the way from the one before, which is the same.
        let rounded = position - 0.5 + WHOLE;
        *low = rounded.to_bits().wrapping_sub(WHOLE.to_bits()) as i32;
        *part = position - (rounded - WHOLE);
    }
}

/// Weighs the four pixels around each position.
fn weigh(source: &[f32], width: usize, [rows, columns]: &[Between; 2], out: &mut [f32]) {
    let rows = rows.low.iter().zip(&rows.part);
    let columns = columns.low.iter().zip(&columns.part);
    for (pixel, ((top, down), (left, right))) in out.iter_mut().zip(rows.zip(columns)) {
        let at = (top * width as i32 + left) as usize;
        // One check whether all four pixels are there.
        let four = &source[at..at + width + 2];
        // Downwards first, which is done for both columns at once.
        let before = four[0] + (four[width] - four[0]) * down;
        let after = four[1] + (four[width + 1] - four[1]) * down;
        *pixel = before + (after - before) * right;
    }
}

/// The pixels before and after a position on an axis, and how far it is from the first.
fn neighbours(position: f64, side: usize, mode: FillMode) -> (usize, usize, f32) {
    let last = (side - 1) as f64;
    let position = match mode {
        _ if side == 1 || !position.is_finite() => 0.0,
        FillMode::Nearest | FillMode::Constant => position.clamp(0.0, last),
        FillMode::Wrap if !(0.0..=last).contains(&position) => position.rem_euclid(last),
        FillMode::Wrap => position,
        // Half a pixel lies beyond the middle of the edge's pixel before the mirror.
        FillMode::Reflect => {
            let turn = (position + 0.5).rem_euclid(2.0 * side as f64);
            let folded = turn.min(2.0 * side as f64 - turn);
            (folded - 0.5).clamp(0.0, last)
        }
    };
    let low = position as usize;
    (low, (low + 1).min(side - 1), (position - low as f64) as f32)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn reals(value: &Value) -> Vec<f32> {
        let numbers = value["data"].as_array().unwrap();
        numbers
            .iter()
            .map(|number| number.as_f64().unwrap() as f32)
            .collect()
    }

    /// The channels one after another.
    fn planes(picture: &[f32], channels: usize) -> Vec<f32> {
        let plane = |channel| picture.iter().copied().skip(channel).step_by(channels);
        (0..channels).flat_map(plane).collect()
    }

    #[test]
    fn golden_affine_transforms_are_keras_s() {
        let golden: Value =
            serde_json::from_str(include_str!("../../../tests/fixtures/golden/affine.json"))
                .unwrap();
        let input = planes(&reals(&golden["input"]), 2);
        let cases = golden["cases"].as_array().unwrap();
        assert_eq!(cases.len(), 24);
        for case in cases {
            let mode = serde_json::from_value(case["fill_mode"].clone()).unwrap();
            let param = |name: &str, otherwise| case["params"][name].as_f64().unwrap_or(otherwise);
            let transform = Transform {
                theta: param("theta", 0.0),
                tx: param("tx", 0.0),
                ty: param("ty", 0.0),
                shear: param("shear", 0.0),
                zx: param("zx", 1.0),
                zy: param("zy", 1.0),
            };
            let mut picture = input.clone();
            Warper::new(12, 10, mode, 0.0).apply(&mut picture, &transform);
            let expected = planes(&reals(&case["output"]), 2);
            for (i, (a, b)) in picture.iter().zip(&expected).enumerate() {
                assert!(
                    (a - b).abs() < 1e-5,
                    "{} {mode:?} {i}: {a} {b}",
                    case["params"]
                );
            }
        }
    }

    #[test]
    fn pictures_of_one_pixel_stay() {
        for mode in [FillMode::Nearest, FillMode::Reflect, FillMode::Wrap] {
            let mut picture = [0.5];
            let transform = Transform {
                theta: 30.0,
                tx: 3.0,
                ..Transform::default()
            };
            Warper::new(1, 1, mode, 0.0).apply(&mut picture, &transform);
            assert!((picture[0] - 0.5).abs() < 1e-6);
        }
    }
}
