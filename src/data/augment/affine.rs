//! Pictures turned, moved, sheared and zoomed: Keras's `apply_affine_transform`, which is
//! `scipy.ndimage.affine_transform` with `order=1` about the middle of the picture.

use crate::spec::FillMode;

/// A transformation of places, from those of the result to those of the picture.
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
}

impl Warper {
    pub fn new(height: usize, width: usize, mode: FillMode, cval: f32) -> Self {
        Self {
            height,
            width,
            mode,
            cval,
            source: Vec::new(),
        }
    }

    /// Transforms a picture, channel by channel, in its place.
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

    /// Moves a picture by whole pixels, by its sides at most, in its place: at a row and column is
    /// afterwards what was so many further on. What comes in from beyond the edge has the one
    /// value.
    pub fn shift(&mut self, picture: &mut [f32], [rows, columns]: [isize; 2]) {
        let (height, width) = (self.height, self.width);
        self.source.clear();
        self.source.extend_from_slice(picture);
        picture.fill(self.cval);
        let (from, to) = (columns.max(0) as usize, (-columns).max(0) as usize);
        let kept = width - columns.unsigned_abs();
        let plane = height * width;
        let planes = self.source.chunks_exact(plane);
        for (source, out) in planes.zip(picture.chunks_exact_mut(plane)) {
            for (row, line) in out.chunks_exact_mut(width).enumerate() {
                let row = row.checked_add_signed(rows).filter(|row| *row < height);
                if let Some(row) = row {
                    let source = &source[row * width + from..][..kept];
                    line[to..to + kept].copy_from_slice(source);
                }
            }
        }
    }

    fn plane(&self, source: &[f32], out: &mut [f32], [rows, columns]: Matrix) {
        let last = [self.height, self.width].map(|side| fixed((side - 1) as f64));
        // Where the nearest pixel is meant, every place has one inside.
        let nearest = self.mode == FillMode::Nearest && self.height > 1 && self.width > 1;
        let steps = [rows, columns].map(|[_, along, _]| fixed(along));
        for (i, line) in out.chunks_exact_mut(self.width).enumerate() {
            let start = [rows, columns].map(|[down, _, from]| down * i as f64 + from);
            let [mut row, mut column] = start.map(fixed);
            for (j, pixel) in line.iter_mut().enumerate() {
                *pixel = if nearest {
                    self.inside(
                        source,
                        row.clamp(0, last[0] - 1),
                        column.clamp(0, last[1] - 1),
                    )
                } else if row > 0 && column > 0 && row < last[0] && column < last[1] {
                    self.inside(source, row, column)
                } else {
                    // On which side of the edge it is, rounding must not decide.
                    let [row, column] = [rows, columns].map(|[_, along, _]| along * j as f64);
                    self.beyond(source, start[0] + row, start[1] + column)
                };
                row += steps[0];
                column += steps[1];
            }
        }
    }

    /// The value at a place before the last pixel of a picture with more than one on each side.
    #[inline]
    fn inside(&self, source: &[f32], row: i64, column: i64) -> f32 {
        let (top, left) = ((row >> BITS) as usize, (column >> BITS) as usize);
        // As many bits as a real of 32 has, which are exact.
        let part = |place: i64| (place as u32 >> 8) as i32 as f32 * (1.0 / (1 << 24) as f32);
        let (down, right) = (part(row), part(column));
        let at = top * self.width + left;
        // One look whether all four pixels are there.
        let four = &source[at..at + self.width + 2];
        let upper = four[0] + (four[1] - four[0]) * right;
        let (third, fourth) = (four[self.width], four[self.width + 1]);
        let lower = third + (fourth - third) * right;
        upper + (lower - upper) * down
    }

    /// The value at a place that is at the edge or beyond it.
    #[cold]
    fn beyond(&self, source: &[f32], row: f64, column: f64) -> f32 {
        let sides = [self.height, self.width];
        let last = sides.map(|side| (side - 1) as f64);
        let places = [row, column];
        let outside = |axis: usize| !(0.0..=last[axis]).contains(&places[axis]);
        if self.mode == FillMode::Constant && (outside(0) || outside(1)) {
            return self.cval;
        }
        let [(top, bottom, down), (left, right, across)] =
            [0, 1].map(|axis| neighbours(places[axis], sides[axis], self.mode));
        let pair = |row: usize| {
            let line = &source[row * self.width..];
            line[left] + (line[right] - line[left]) * across
        };
        let (upper, lower) = (pair(top), pair(bottom));
        upper + (lower - upper) * down
    }
}

/// Bits after the point of places along a line, which are added up as whole numbers: several
/// times as quick as reals, and off by less than a millionth on the longest.
const BITS: u32 = 32;

fn fixed(place: f64) -> i64 {
    (place * (1_i64 << BITS) as f64) as i64
}

/// The pixels before and after a place on an axis, and how far it is from the first.
fn neighbours(place: f64, side: usize, mode: FillMode) -> (usize, usize, f32) {
    let last = (side - 1) as f64;
    let place = match mode {
        _ if side == 1 || !place.is_finite() => 0.0,
        FillMode::Nearest | FillMode::Constant => place.clamp(0.0, last),
        FillMode::Wrap if !(0.0..=last).contains(&place) => place.rem_euclid(last),
        FillMode::Wrap => place,
        // Half a pixel lies beyond the middle of the edge's pixel before the mirror.
        FillMode::Reflect => {
            let turn = (place + 0.5).rem_euclid(2.0 * side as f64);
            let folded = turn.min(2.0 * side as f64 - turn);
            (folded - 0.5).clamp(0.0, last)
        }
    };
    let low = place as usize;
    (low, (low + 1).min(side - 1), (place - low as f64) as f32)
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
            let given = |name: &str, otherwise| case["params"][name].as_f64().unwrap_or(otherwise);
            let transform = Transform {
                theta: given("theta", 0.0),
                tx: given("tx", 0.0),
                ty: given("ty", 0.0),
                shear: given("shear", 0.0),
                zx: given("zx", 1.0),
                zy: given("zy", 1.0),
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
