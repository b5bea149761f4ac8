//! Anti-aliased pen strokes: how much of each pixel is ink, by its distance to the line.

/// A line drawn without lifting the pen: points `[x, y]` that straight lines join.
pub type Stroke = Vec<[f32; 2]>;

/// A round pen, in pixels of the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    /// Width of the line, from half ink to half ink.
    pub width: f32,
    /// Width of the edge, from full ink to none; 1 is plain anti-aliasing.
    pub edge: f32,
}

impl Pen {
    /// How far from the middle of its line the pen leaves any ink.
    #[must_use]
    pub fn reach(self) -> f32 {
        f32::midpoint(self.width, self.edge)
    }

    /// Ink in `[0, 1]` at a distance from the middle of the line.
    fn ink(self, distance: f32) -> f32 {
        ((self.reach() - distance) / self.edge).clamp(0.0, 1.0)
    }
}

/// Draws strokes on an empty canvas of `side`×`side` pixels, with round ends and joints: the
/// ink of each pixel, row by row. The top left pixel covers `[0, 1]` in both directions. A
/// stroke of one point is a dot.
#[must_use]
pub fn rasterize(strokes: &[Stroke], pen: Pen, side: usize) -> Vec<f32> {
    // Ink only ever falls with distance, so the nearest segment decides.
    let reach = pen.reach();
    let mut nearest = vec![reach * reach; side * side];
    for stroke in strokes {
        if let [dot] = stroke[..] {
            approach(&mut nearest, side, reach, dot, dot);
        }
        for ends in stroke.windows(2) {
            approach(&mut nearest, side, reach, ends[0], ends[1]);
        }
    }
    let ink = |squared: f32| pen.ink(squared.sqrt());
    nearest.into_iter().map(ink).collect()
}

/// Lowers the squared distance of the pixels within reach of the segment `a`–`b`.
fn approach(nearest: &mut [f32], side: usize, reach: f32, a: [f32; 2], b: [f32; 2]) {
    // Casts from float saturate: what lies outside the canvas gives an empty range.
    let range = |axis: usize| {
        let first = a[axis].min(b[axis]) - reach;
        let last = a[axis].max(b[axis]) + reach;
        (first as usize).min(side)..(last.ceil() as usize).min(side)
    };
    let along = [b[0] - a[0], b[1] - a[1]];
    let length_squared = along[0] * along[0] + along[1] * along[1];
    let per_length = if length_squared > 0.0 {
        1.0 / length_squared
    } else {
        0.0
    };
    for y in range(1) {
        let dy = y as f32 + 0.5 - a[1];
        let row = &mut nearest[y * side..][..side];
        let columns = range(0);
        let first = columns.start;
        for (x, pixel) in (first..).zip(&mut row[columns]) {
            let dx = x as f32 + 0.5 - a[0];
            let t = ((dx * along[0] + dy * along[1]) * per_length).clamp(0.0, 1.0);
            let (ex, ey) = (dx - t * along[0], dy - t * along[1]);
            *pixel = pixel.min(ex * ex + ey * ey);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEN: Pen = Pen {
        width: 2.0,
        edge: 1.0,
    };

    fn check_area(strokes: &[Stroke], expected: f32) {
        let ink: f32 = rasterize(strokes, PEN, 28).iter().sum();
        assert!((ink - expected).abs() < 0.04 * expected, "{ink} {expected}");
    }

    #[test]
    fn ink_has_the_area_of_the_shape() {
        // The edge falls off in a straight line: outside the half it holds more than inside.
        let dot = std::f32::consts::PI * (1.0 + 1.0 / 12.0);
        check_area(&[vec![[14.2, 13.7]]], dot);
        check_area(&[vec![[14.2, 13.7], [14.2, 13.7]]], dot);
        check_area(&[vec![[4.0, 5.0], [20.0, 5.0]]], 32.0 + dot);
        check_area(&[vec![[5.1, 5.0], [17.1, 21.0]]], 40.0 + dot);
        // Drawn twice, or in two parts, it is the same line.
        check_area(&[vec![[4.0, 5.0], [20.0, 5.0], [4.0, 5.0]]], 32.0 + dot);
        check_area(&[vec![[4.0, 5.0], [9.0, 5.0], [20.0, 5.0]]], 32.0 + dot);
    }

    #[test]
    fn full_ink_in_the_middle_and_none_far_away() {
        let ink = rasterize(&[vec![[4.0, 10.0], [20.0, 10.0]]], PEN, 28);
        for y in 0..28 {
            let expected = if y == 9 || y == 10 { 1.0 } else { 0.0 };
            assert!((ink[y * 28 + 12] - expected).abs() < 1e-6, "row {y}");
        }
    }

    #[test]
    fn what_lies_outside_is_cut_off() {
        let ink = rasterize(&[vec![[-50.0, -3.0], [90.0, -3.0]]], PEN, 28);
        assert!(ink.iter().all(|&ink| ink == 0.0));
        let ink = rasterize(&[vec![[-1e9, 14.0], [1e9, 14.0]]], PEN, 28);
        assert!(ink[14 * 28] > 0.9 && ink[14 * 28 + 27] > 0.9);
        assert!(rasterize(&[], PEN, 3).iter().all(|&ink| ink == 0.0));
    }
}
